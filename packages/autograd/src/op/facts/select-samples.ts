import type { Shape } from "../../shape/shape.ts";
import { bits, spreadInput, wholeVectors } from "./elementwise-samples.ts";
import type { Sample } from "./facts.ts";

/** Triples of shapes that broadcast in every way. */
const triples: readonly (readonly [Shape, Shape, Shape])[] = [
  [[], [], []],
  [[3], [], []],
  [[], [3], []],
  [[], [], [3]],
  [[0], [0], [0]],
  [[1], [1], [5]],
  [[2], [2], [2]],
  [[9], [9], [9]],
  [[17], [17], []],
  [
    [2, 1],
    [1, 3],
    [2, 3],
  ],
  [
    [2, 3],
    [2, 3],
    [2, 3],
  ],
  [[3], [2, 3], [2, 1]],
  [
    [4, 1],
    [1, 5],
    [4, 5],
  ],
  [[2, 3, 4], [4], [3, 1]],
  [[], [2, 3, 4], [2, 3, 4]],
  [[1], [2, 2, 2, 2], [2]],
];

export function whereSamples(): Sample[] {
  return [
    ...triples.map(([c, a, b], i) => ({
      name: `shapes [${c}], [${a}] and [${b}]`,
      inputs: [
        {
          ...spreadInput(c, [0, 1], i, "bool"),
          data: spreadInput(c, [0, 1], i).data.map((v) => (v > 0.5 ? 1 : 0)),
        },
        spreadInput(a, [-3, 3], i + 3),
        spreadInput(b, [-3, 3], i + 9),
      ],
      attributes: {},
    })),
    {
      name: "int32",
      inputs: [
        { shape: [2], data: [1, 0], dtype: "bool" },
        { shape: [2], data: [-2147483648, 1], dtype: "int32" },
        { shape: [], data: [2147483647], dtype: "int32" },
      ],
      attributes: {},
    },
    ...wholeVectors.map((shape, i) => ({
      name: `bool, shape [${shape}]`,
      inputs: [bits(shape, i), bits(shape, i + 3), bits(shape, i + 9)],
      attributes: {},
    })),
    {
      name: "bool, shapes [2,1], [3] and []",
      inputs: [bits([2, 1], 0), bits([3], 1), bits([], 2)],
      attributes: {},
    },
    ...[
      [1, 2, 3],
      [0, 2, 3],
      [1, NaN, 3],
      [0, NaN, 3],
      [1, 2, Infinity],
      [0, 2, -Infinity],
      [1, -0, 0],
      [0, -0, 0],
      [1, 5e-324, 0],
    ].map(([c, a, b]) => ({
      name: `at (${c}, ${a}, ${b})`,
      inputs: [
        { shape: [], data: [c as number], dtype: "bool" as const },
        { shape: [], data: [a as number] },
        { shape: [], data: [b as number] },
      ],
      attributes: {},
      kink: true,
      value: [(c === 1 ? a : b) as number],
      gradient: [null, [c === 1 ? 1 : 0], [c === 1 ? 0 : 1]],
    })),
  ];
}

export function clipSamples(): Sample[] {
  return [
    ...triples.map(([x, low, high], i) => ({
      name: `shapes [${x}], [${low}] and [${high}]`,
      inputs: [
        spreadInput(x, [-3, 3], i),
        spreadInput(low, [-2, -0.5], i + 3),
        spreadInput(high, [0.5, 2], i + 9),
      ],
      attributes: {},
    })),
    {
      name: "int32",
      inputs: [
        { shape: [4], data: [-2147483648, -3, 5, 2147483647], dtype: "int32" },
        { shape: [], data: [-2], dtype: "int32" },
        { shape: [], data: [9], dtype: "int32" },
      ],
      attributes: {},
    },
    ...clipPoints.map(([x, low, high, value, dx, dlow, dhigh]) => ({
      name: `at (${x}, ${low}, ${high})`,
      inputs: [
        { shape: [], data: [x] },
        { shape: [], data: [low] },
        { shape: [], data: [high] },
      ],
      attributes: {},
      kink: true,
      value: [value],
      gradient: [[dx], [dlow], [dhigh]],
    })),
  ];
}

type Seven = readonly [number, number, number, number, number, number, number];
const clipPoints: readonly Seven[] = [
  [0, 0, 1, 0, 1, 0, 0],
  [1, 0, 1, 1, 1, 0, 0],
  [-1, 0, 1, 0, 0, 1, 0],
  [2, 0, 1, 1, 0, 0, 1],
  [0.5, 0, 1, 0.5, 1, 0, 0],
  [-Infinity, 0, 1, 0, 0, 1, 0],
  [Infinity, 0, 1, 1, 0, 0, 1],
  [3, -Infinity, Infinity, 3, 1, 0, 0],
  [NaN, 0, 1, NaN, 0, 0, 0],
  [0, 2, 1, 1, 0, 0, 1],
  [1.5, 2, 1, 1, 0, 0, 1],
  [3, 2, 1, 1, 0, 0, 1],
  [0, 1, 1, 1, 0, 1, 0],
];
