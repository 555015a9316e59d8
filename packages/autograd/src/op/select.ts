import { DtypeError } from "../error/error.ts";
import type { DType } from "../shape/dtype.ts";
import { broadcastShapes, type Shape } from "../shape/shape.ts";
import type { Builder } from "./builder.ts";
import type { DeclaredOperation } from "./definition.ts";
import { elementwiseBatching, numericDtype } from "./elementwise.ts";
import { bits, spreadInput, wholeVectors } from "./elementwise-samples.ts";

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

export const where: DeclaredOperation = {
  name: "where",
  family: "select",
  arity: 3,
  dtype: (inputs) => {
    const [condition, whenTrue, whenFalse] = inputs as readonly [DType, DType, DType];
    if (condition !== "bool") {
      throw new DtypeError(
        "where",
        `the condition must be bool, got ${condition}. Compare first, e.g. with greater(x, 0).`,
      );
    }
    return numericDtype("where", "any", [whenTrue, whenFalse]);
  },
  shape: (inputs) => broadcastTriple("where", inputs),
  derivative: {
    form: "partials",
    partials: [
      null,
      (b, y, condition) => b.where(condition, b.constant(1, y), b.constant(0, y)),
      (b, y, condition) => b.where(condition, b.constant(0, y), b.constant(1, y)),
    ],
  },
  batch: elementwiseBatching,
  meaning: { kind: "select" },
  formula: "c ? a : b",
  documentation: {
    summary: "Elements of the second argument where the first is true, of the third elsewhere.",
    domain: "A bool condition; two arguments of one dtype.",
    convention:
      "The side not taken receives a cotangent of exactly 0, whatever its value or slope (strong zero).",
    source: "docs/conventions.md, strong zeros",
    example: "where([true, false], [1, 2], 9).toArray() // => [1, 9]",
  },
  samples: () => [
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
  ],
};

export const clip: DeclaredOperation = {
  name: "clip",
  family: "select",
  arity: 3,
  dtype: (inputs) => numericDtype("clip", "numbers", inputs),
  shape: (inputs) => broadcastTriple("clip", inputs),
  derivative: {
    form: "partials",
    partials: [
      (b, y, x, low, high) => indicator(b, b.logicalAnd(b.greaterEqual(x, low), b.lessEqual(x, high)), y),
      // Where the bounds are crossed the upper one is the value.
      (b, y, x, low, high) => indicator(b, b.logicalAnd(b.less(x, low), b.lessEqual(low, high)), y),
      (b, y, x, low, high) => indicator(b, b.greater(b.apply("maximum", x, low), high), y),
    ],
  },
  batch: elementwiseBatching,
  meaning: { kind: "map", scalar: (m, x, low, high) => m.min(m.max(x, low), high) },
  formula: "min(max(x, low), high)",
  documentation: {
    summary: "Each element, kept between two bounds.",
    domain:
      "All numbers of one dtype; low <= high is up to the caller; where it fails, high wins; NaN stays NaN.",
    convention:
      "x receives the whole cotangent inside and at both bounds; beyond them the bound receives it.",
    source: "NumPy, numpy.clip",
    example: "clip([-2, 0.5, 2], 0, 1).toArray() // => [0, 0.5, 1]",
  },
  samples: () => [
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
  ],
};

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

function indicator<V>(b: Builder<V>, condition: V, like: V): V {
  return b.where(condition, b.constant(1, like), b.constant(0, like));
}

function broadcastTriple(op: string, inputs: readonly Shape[]): Shape {
  const [first, second, third] = inputs as readonly [Shape, Shape, Shape];
  return broadcastShapes(op, broadcastShapes(op, first, second), third);
}
