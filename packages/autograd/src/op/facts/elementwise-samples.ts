import type { DType } from "../../shape/dtype.ts";
import { type Shape, sizeOf } from "../../shape/shape.ts";
import type { Sample, SampleInput } from "./facts.ts";

/** An interval from which ordinary sample points are drawn. */
export type Interval = readonly [low: number, high: number];
/** `[x, f(x), f'(x)]`. */
export type UnaryPoint = readonly [x: number, value: number, slope: number];
/** `[a, b, f(a, b), ∂f/∂a, ∂f/∂b]`. */
export type BinaryPoint = readonly [a: number, b: number, value: number, slopeA: number, slopeB: number];

/** Shapes that find mistakes in index arithmetic: scalar, empty, one, prime, odd vector widths, several axes. */
const shapes: readonly Shape[] = [
  [],
  [0],
  [1],
  [2],
  [3],
  [4],
  [5],
  [7],
  [8],
  [9],
  [17],
  [2, 3],
  [3, 1],
  [1, 4],
  [2, 0],
  [5, 7],
  [2, 3, 4],
  [1, 1, 1],
  [2, 2, 2, 2],
];

/** Pairs that broadcast in every way. */
const pairs: readonly (readonly [Shape, Shape])[] = [
  [[], []],
  [[], [3]],
  [[4], []],
  [[1], [5]],
  [[0], [0]],
  [[0], [1]],
  [[2], [2]],
  [[9], [9]],
  [[2, 3], [3]],
  [[3], [2, 3]],
  [
    [2, 1],
    [1, 3],
  ],
  [
    [4, 1],
    [4, 5],
  ],
  [[2, 3, 4], [4]],
  [
    [2, 3, 4],
    [3, 1],
  ],
  [
    [2, 1, 4],
    [1, 3, 1],
  ],
  [
    [1, 1],
    [5, 7],
  ],
];

/** Integers at which arithmetic wraps around, saturates or changes sign. */
const hardIntegers: readonly number[] = [-2147483648, -7, 0, 3, 2147483647];

/** Deterministic points spread over an interval by the golden ratio, never on its ends. */
export function spread(shape: Shape, [low, high]: Interval, start: number): number[] {
  const golden = 0.6180339887498949;
  return Array.from({ length: sizeOf(shape) }, (_, i) => {
    const fraction = (start * 0.37 + (i + 1) * golden) % 1;
    return low + (high - low) * fraction;
  });
}

export function spreadInput(
  shape: Shape,
  interval: Interval,
  start: number,
  dtype: DType = "float64",
): SampleInput {
  return { shape, data: spread(shape, interval, start), dtype };
}

export function unarySamples(smooth: Interval, points: readonly UnaryPoint[], integers: boolean): Sample[] {
  const samples: Sample[] = [];
  if (integers) {
    samples.push({
      name: "int32",
      inputs: [{ shape: [5], data: hardIntegers, dtype: "int32" }],
      attributes: {},
    });
  }
  for (const [i, shape] of shapes.entries()) {
    samples.push({ name: `shape [${shape}]`, inputs: [spreadInput(shape, smooth, i)], attributes: {} });
  }
  for (const shape of [[], [5], [2, 3], [17]]) {
    samples.push({
      name: `float32 [${shape}]`,
      inputs: [spreadInput(shape, smooth, 3, "float32")],
      attributes: {},
    });
  }
  for (const [x, value, slope] of points) {
    samples.push({
      name: `at ${Object.is(x, -0) ? "-0" : x}`,
      inputs: [{ shape: [], data: [x] }],
      attributes: {},
      kink: true,
      value: [value],
      gradient: [[slope]],
    });
  }
  return samples;
}

export function binarySamples(
  smooth: readonly [Interval, Interval],
  points: readonly BinaryPoint[],
  integers: boolean,
): Sample[] {
  const samples: Sample[] = [];
  if (integers) {
    samples.push({
      name: "int32",
      inputs: [
        { shape: [5, 1], data: hardIntegers, dtype: "int32" },
        { shape: [5], data: hardIntegers, dtype: "int32" },
      ],
      attributes: {},
    });
  }
  for (const [i, [a, b]] of pairs.entries()) {
    samples.push({
      name: `shapes [${a}] and [${b}]`,
      inputs: [spreadInput(a, smooth[0], i), spreadInput(b, smooth[1], i + 7)],
      attributes: {},
    });
  }
  for (const [a, b] of [
    [[], []],
    [[5], [5]],
    [[2, 3], [3]],
    [
      [2, 1],
      [1, 3],
    ],
  ] as const) {
    samples.push({
      name: `float32 [${a}] and [${b}]`,
      inputs: [spreadInput(a, smooth[0], 2, "float32"), spreadInput(b, smooth[1], 11, "float32")],
      attributes: {},
    });
  }
  for (const [a, b, value, slopeA, slopeB] of points) {
    samples.push({
      name: `at (${Object.is(a, -0) ? "-0" : a}, ${Object.is(b, -0) ? "-0" : b})`,
      inputs: [
        { shape: [], data: [a] },
        { shape: [], data: [b] },
      ],
      attributes: {},
      kink: true,
      value: [value],
      gradient: [[slopeA], [slopeB]],
    });
  }
  return samples;
}

const compared: readonly number[] = [-Infinity, -1, -5e-324, -0, 0, 5e-324, 1, 2, Infinity, NaN];

/** Every pair of special values, and shapes that broadcast. The laws compare with JavaScript's own operators. */
export function comparisonSamples(masks: boolean): Sample[] {
  const ofMasks = masks ? logicalSamples(2) : [];
  const samples = ofMasks.map((sample): Sample => ({ ...sample, name: `bool, ${sample.name}` }));
  for (const [i, [a, b]] of pairs.entries()) {
    samples.push({
      name: `shapes [${a}] and [${b}]`,
      inputs: [spreadInput(a, [-3, 3], i), spreadInput(b, [-3, 3], i + 7)],
      attributes: {},
    });
  }
  for (const dtype of ["float64", "float32"] as const) {
    samples.push({
      name: `special values, ${dtype}`,
      inputs: [
        { shape: [compared.length, 1], data: compared, dtype },
        { shape: [compared.length], data: compared, dtype },
      ],
      attributes: {},
    });
  }
  samples.push({
    name: "int32",
    inputs: [
      { shape: [3, 1], data: [-2147483648, 0, 7], dtype: "int32" },
      { shape: [3], data: [-2147483648, 0, 2147483647], dtype: "int32" },
    ],
    attributes: {},
  });
  for (const [a, b] of [
    [1, 1],
    [1, 2],
    [-0, 0],
    [NaN, NaN],
    [Infinity, Infinity],
    [-Infinity, Infinity],
  ] as const) {
    samples.push({
      name: `at (${a}, ${b})`,
      inputs: [
        { shape: [], data: [a] },
        { shape: [], data: [b] },
      ],
      attributes: {},
    });
  }
  return samples;
}

/** Sixteen truth values make a vector: some of these fill one, some are just too large for it. */
export const wholeVectors: readonly Shape[] = [[16], [33], [4, 16], [3, 5, 7], [0, 2]];
const wholePairs: readonly (readonly [Shape, Shape])[] = [
  [[16], [16]],
  [[33], [33]],
  [[4, 16], [16]],
  [
    [3, 5, 7],
    [5, 1],
  ],
  [[2, 0], [1]],
];

/** Truth values. */
export function bits(shape: Shape, start: number): SampleInput {
  const data = spread(shape, [0, 1], start).map((v) => (v > 0.5 ? 1 : 0));
  return { shape, data, dtype: "bool" };
}

export function logicalSamples(arity: 1 | 2): Sample[] {
  const samples: Sample[] =
    arity === 1
      ? [...shapes, ...wholeVectors].map((shape, i) => ({
          name: `shape [${shape}]`,
          inputs: [bits(shape, i)],
          attributes: {},
        }))
      : [...pairs, ...wholePairs].map(([a, b], i) => ({
          name: `shapes [${a}] and [${b}]`,
          inputs: [bits(a, i), bits(b, i + 5)],
          attributes: {},
        }));
  for (const a of [0, 1]) {
    for (const b of arity === 1 ? [0] : [0, 1]) {
      const inputs: SampleInput[] = [{ shape: [], data: [a], dtype: "bool" }];
      if (arity === 2) inputs.push({ shape: [], data: [b], dtype: "bool" });
      samples.push({ name: arity === 1 ? `${a}` : `${a}, ${b}`, inputs, attributes: {} });
    }
  }
  return samples;
}

/** Integers whose bits differ much, and counts for shifts on both sides of what a word has. */
const bitPatterns: readonly number[] = [-2147483648, -33, -32, -1, 0, 1, 7, 31, 32, 1234567891, 2147483647];

function integers(shape: Shape, start: number): SampleInput {
  const data = Array.from(
    { length: sizeOf(shape) },
    (_, i) => bitPatterns[(start + 5 * i) % bitPatterns.length] as number,
  );
  return { shape, data, dtype: "int32" };
}

export function bitwiseSamples(arity: 1 | 2): Sample[] {
  const samples: Sample[] =
    arity === 1
      ? shapes.map((shape, i) => ({ name: `shape [${shape}]`, inputs: [integers(shape, i)], attributes: {} }))
      : pairs.map(([a, b], i) => ({
          name: `shapes [${a}] and [${b}]`,
          inputs: [integers(a, i), integers(b, i + 7)],
          attributes: {},
        }));
  if (arity === 1) {
    for (const a of bitPatterns) {
      samples.push({ name: `${a}`, inputs: [{ shape: [], data: [a], dtype: "int32" }], attributes: {} });
    }
  } else {
    const count = bitPatterns.length;
    samples.push({
      name: "every pair",
      inputs: [
        { shape: [count, 1], data: bitPatterns, dtype: "int32" },
        { shape: [count], data: bitPatterns, dtype: "int32" },
      ],
      attributes: {},
    });
    for (const b of bitPatterns) {
      samples.push({
        name: `by ${b}`,
        inputs: [
          { shape: [count], data: bitPatterns, dtype: "int32" },
          { shape: [], data: [b], dtype: "int32" },
        ],
        attributes: {},
      });
    }
  }
  return samples;
}
