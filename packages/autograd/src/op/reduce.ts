import { ShapeError } from "../error/error.ts";
import { formatShape, normalizeAxes, reducedShape, type Shape, sizeOf } from "../shape/shape.ts";
import type { Builder } from "./builder.ts";
import type { DeclaredOperation, Sample } from "./definition.ts";
import { numericDtype } from "./elementwise.ts";
import { type Interval, spreadInput } from "./elementwise-samples.ts";

/** The axes are normalised: ascending, distinct, counted from the front. */
export type ReduceAttributes = { readonly axes: readonly number[]; readonly keepDims: boolean };

type Entry = Pick<
  DeclaredOperation<ReduceAttributes>,
  "name" | "derivative" | "meaning" | "formula" | "documentation"
> & {
  readonly takes: "numbers" | "floats";
  /** Whether there is a value over no elements. */
  readonly empty: boolean;
  readonly smooth: Interval;
  readonly points: readonly ReducePoint[];
};

/** Elements of a vector, the value of reducing it, and the gradient there. */
type ReducePoint = readonly [x: readonly number[], value: number, gradient: readonly number[]];

function reduction(entry: Entry): DeclaredOperation<ReduceAttributes> {
  return {
    name: entry.name,
    family: "reduce",
    arity: 1,
    dtype: (inputs) => numericDtype(entry.name, entry.takes, inputs),
    shape: (inputs, { axes, keepDims }) => {
      const shape = inputs[0] as Shape;
      const normalized = normalizeAxes(entry.name, axes, shape.length);
      if (!entry.empty) requireElements(entry.name, shape, normalized);
      return reducedShape(shape, normalized, keepDims);
    },
    derivative: entry.derivative,
    batch: {
      inputs: "leading",
      attributes: ({ axes, keepDims }) => ({ axes: axes.map((axis) => axis + 1), keepDims }),
    },
    meaning: entry.meaning,
    formula: entry.formula,
    documentation: entry.documentation,
    samples: () => reduceSamples(entry),
  };
}

export const sum: DeclaredOperation<ReduceAttributes> = reduction({
  name: "sum",
  takes: "numbers",
  empty: true,
  derivative: {
    form: "linear",
    transpose:
      (b, cotangent, inputs, { axes }) =>
      () =>
        spreadBack(b, cotangent, inputs[0]?.shape ?? [], axes),
  },
  meaning: { kind: "reduce", neutral: -0, empty: 0, combine: (m, a, b) => m.add(a, b) },
  formula: "Σᵢ xᵢ",
  documentation: {
    summary: "Sum over axes.",
    domain:
      "All numbers; 0 over no elements. Summed in blocks, so that the error grows slowly with the size.",
    convention: "none",
    source: "docs/conventions.md, order of summation",
    example: "sum([[1, 2], [3, 4]], 0).toArray() // => [4, 6]",
  },
  smooth: [-3, 3],
  points: [
    [[], 0, []],
    [[-0, -0], -0, [1, 1]],
    // In the order of summation the first and the third meet first.
    [[1e308, 1e308, -1e308], 1e308, [1, 1, 1]],
    [[1e308, 0, 1e308], Infinity, [1, 1, 1]],
    [[Infinity, -Infinity], NaN, [1, 1]],
    [[5e-324, 5e-324], 1e-323, [1, 1]],
    [[NaN, 1], NaN, [1, 1]],
  ],
});

export const max: DeclaredOperation<ReduceAttributes> = reduction({
  name: "max",
  takes: "numbers",
  empty: false,
  derivative: { form: "weighted", weights: (b, x, y, { axes }) => sharedTies(b, x, y, axes) },
  meaning: { kind: "reduce", neutral: -Infinity, empty: -Infinity, combine: (m, a, b) => m.max(a, b) },
  formula: "maxᵢ xᵢ",
  documentation: {
    summary: "Largest element over axes.",
    domain: "All numbers, at least one element; NaN if any is NaN.",
    convention: "Tied elements share the cotangent equally.",
    source: "docs/conventions.md, ties",
    example: "max([[1, 5], [4, 2]], 1).toArray() // => [5, 4]",
  },
  smooth: [-3, 3],
  points: [
    [[2, 1, 2], 2, [0.5, 0, 0.5]],
    [[7, 7, 7, 7], 7, [0.25, 0.25, 0.25, 0.25]],
    [[-0, 0], 0, [0.5, 0.5]],
    [[-Infinity, -Infinity], -Infinity, [0.5, 0.5]],
    [[1, Infinity], Infinity, [0, 1]],
    [[1, NaN], NaN, [NaN, NaN]],
  ],
});

export const min: DeclaredOperation<ReduceAttributes> = reduction({
  name: "min",
  takes: "numbers",
  empty: false,
  derivative: { form: "weighted", weights: (b, x, y, { axes }) => sharedTies(b, x, y, axes) },
  meaning: { kind: "reduce", neutral: Infinity, empty: Infinity, combine: (m, a, b) => m.min(a, b) },
  formula: "minᵢ xᵢ",
  documentation: {
    summary: "Smallest element over axes.",
    domain: "All numbers, at least one element; NaN if any is NaN.",
    convention: "Tied elements share the cotangent equally.",
    source: "docs/conventions.md, ties",
    example: "min([[1, 5], [4, 2]], 1).toArray() // => [1, 2]",
  },
  smooth: [-3, 3],
  points: [
    [[2, 1, 1], 1, [0, 0.5, 0.5]],
    [[7, 7, 7, 7], 7, [0.25, 0.25, 0.25, 0.25]],
    [[0, -0], -0, [0.5, 0.5]],
    [[Infinity, Infinity], Infinity, [0.5, 0.5]],
    [[1, -Infinity], -Infinity, [0, 1]],
    [[1, NaN], NaN, [NaN, NaN]],
  ],
});

export const prod: DeclaredOperation<ReduceAttributes> = reduction({
  name: "prod",
  takes: "numbers",
  empty: true,
  // As a tree of products, whose derivatives of any order are exact where elements are zero.
  derivative: { form: "expansion" },
  meaning: { kind: "composite", expand: (b, inputs, attributes) => productTree(b, inputs, attributes) },
  formula: "Πᵢ xᵢ",
  documentation: {
    summary: "Product over axes.",
    domain: "All numbers; 1 over no elements.",
    convention: "Exact where elements are zero: each receives the product of the others.",
    source: "docs/conventions.md, products",
    example: "prod([[1, 2], [3, 4]], 0).toArray() // => [3, 8]",
  },
  smooth: [0.5, 1.5],
  points: [
    [[], 1, []],
    [[0, 2, 3], 0, [6, 0, 0]],
    [[0, 0, 3], 0, [0, 0, 0]],
    [[2, 3, 4], 24, [12, 8, 6]],
    [[-0, 5], -0, [5, -0]],
    [[NaN, 1], NaN, [1, NaN]],
  ],
});

export const logsumexp: DeclaredOperation<ReduceAttributes> = reduction({
  name: "logsumexp",
  takes: "floats",
  empty: false,
  derivative: {
    form: "weighted",
    weights: (b, x, y, { axes }) => {
      const none = b.equal(y, b.constant(-Infinity, y));
      const share = b.exp(b.sub(x, y));
      // The shares sum to 1 but for the rounding of y, which is considerable for a large y; dividing removes it.
      return b.where(none, b.constant(0, y), b.div(share, b.sum(share, axes)));
    },
  },
  meaning: {
    kind: "composite",
    expand: (b, inputs, attributes) => stableLogsumexp(b, inputs, attributes),
  },
  formula: "ln Σᵢ exp xᵢ",
  documentation: {
    summary: "Logarithm of the sum of exponentials over axes, without overflow.",
    domain: "Floating-point numbers, at least one element.",
    convention: "Where all elements are -∞ the gradient is 0.",
    source: "P. Blanchard, D. Higham, N. Higham, Accurately computing the log-sum-exp, 2021",
    example: "logsumexp([1000, 1000]).item() // => 1000.6931471805599",
  },
  smooth: [-3, 3],
  points: [
    [[-Infinity, -Infinity], -Infinity, [0, 0]],
    [[0, -Infinity], 0, [1, 0]],
    [[1000], 1000, [1]],
    [[-1000, -5000], -1000, [1, 0]],
    [[NaN], NaN, [NaN]],
    [[3, 3], 3.6931471805599454, [0.5, 0.5]],
    [[1000, 1000], 1000.6931471805599, [0.5, 0.5]],
  ],
});

export const norm: DeclaredOperation<ReduceAttributes> = reduction({
  name: "norm",
  takes: "floats",
  empty: true,
  derivative: {
    form: "weighted",
    weights: (b, x, y) => {
      const zero = b.constant(0, y);
      return b.where(b.equal(y, zero), zero, b.div(x, y));
    },
  },
  meaning: {
    kind: "composite",
    expand: (b, inputs, attributes) => scaledNorm(b, inputs, attributes),
  },
  formula: "√Σᵢ xᵢ²",
  documentation: {
    summary: "Euclidean norm over axes (over all axes of a matrix: the Frobenius norm), without overflow.",
    domain: "Floating-point numbers; values in [0, ∞]; 0 over no elements.",
    convention: "Where the norm is 0 the gradient is 0.",
    source: "DLMF 3.2.14; J. Blue, A portable Fortran program to find the Euclidean norm, 1978",
    example: "norm([3, 4]).item() // => 5",
  },
  smooth: [0.5, 3],
  points: [
    [[], 0, []],
    [[0, 0], 0, [0, 0]],
    [[3, 4], 5, [0.6, 0.8]],
    [[-0], 0, [0]],
    [[5, 12], 13, [5 / 13, 12 / 13]],
    [[3 * 2 ** 600, 4 * 2 ** 600], 5 * 2 ** 600, [0.6, 0.8]],
    [[3 * 2 ** -1060, 4 * 2 ** -1060], 5 * 2 ** -1060, [0.6, 0.8]],
    [[1, -Infinity], Infinity, [0, NaN]],
    [[NaN, 1], NaN, [NaN, NaN]],
  ],
});

/** Repeats a reduced value along the axes it was reduced over. */
export function spreadBack<V>(b: Builder<V>, reduced: V, shape: Shape, axes: readonly number[]): V {
  return b.broadcastTo(b.reshape(reduced, reducedShape(shape, axes, true)), shape);
}

/** The chosen elements share weight 1. `y` has the reduced axes kept. */
function sharedTies<V>(b: Builder<V>, x: V, y: V, axes: readonly number[]): V {
  const tied = b.where(b.equal(x, y), b.constant(1, y), b.constant(0, y));
  return b.div(tied, b.sum(tied, axes));
}

function stableLogsumexp<V>(b: Builder<V>, inputs: readonly V[], { axes, keepDims }: ReduceAttributes): V {
  const x = inputs[0] as V;
  const largest = b.max(x, axes);
  // An infinite shift would turn -∞ - (-∞) into NaN.
  const finite = b.less(b.abs(largest), b.constant(Infinity, x));
  const shift = b.where(finite, largest, b.constant(0, x));
  const result = b.add(b.log(b.sum(b.exp(b.sub(x, shift)), axes)), shift);
  return keepDims ? result : b.reshape(result, reducedShape(b.shapeOf(x), axes, false));
}

function scaledNorm<V>(b: Builder<V>, inputs: readonly V[], { axes, keepDims }: ReduceAttributes): V {
  const x = inputs[0] as V;
  const shape = b.shapeOf(x);
  const result = reducedShape(shape, axes, keepDims);
  if (sizeOf(shape) === 0) return b.reshape(b.sum(b.abs(x), axes), result);
  // Scaled by the largest magnitude where squares might overflow or vanish, also in float32; elsewhere the plain
  // formula is the more accurate one: norm([5, 12]) is 13.
  const largest = b.max(b.abs(x), axes);
  const one = b.constant(1, x);
  const small = b.logicalAnd(b.greater(largest, b.constant(0, x)), b.less(largest, b.constant(1e-15, x)));
  const large = b.logicalAnd(
    b.greater(largest, b.constant(1e15, x)),
    b.less(largest, b.constant(Infinity, x)),
  );
  const scale = b.where(small, largest, b.where(large, largest, one));
  const length = b.mul(scale, b.sqrt(b.sum(b.square(b.div(x, scale)), axes)));
  return b.reshape(length, result);
}

function productTree<V>(b: Builder<V>, inputs: readonly V[], { axes, keepDims }: ReduceAttributes): V {
  const x = inputs[0] as V;
  const shape = b.shapeOf(x);
  const kept = shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const outer = kept.map((axis) => shape[axis] as number);
  const count = axes.reduce((product, axis) => product * (shape[axis] as number), 1);
  const result = reducedShape(shape, axes, keepDims);
  if (count === 0) return b.broadcastTo(b.constant(1, x), result);
  let factors = b.reshape(b.permute(x, [...kept, ...axes]), [...outer, count]);
  const part = (from: number, size: number): V => {
    const starts = [...outer.map(() => 0), from];
    return b.slice(
      factors,
      starts,
      [...outer, size],
      starts.map(() => 1),
    );
  };
  for (let n = count; n > 1; ) {
    const half = n >> 1;
    const paired = b.mul(part(0, half), part(half, half));
    factors = n % 2 === 0 ? paired : b.concat([paired, part(n - 1, 1)], outer.length);
    n -= half;
  }
  return b.reshape(factors, result);
}

function requireElements(op: string, shape: Shape, axes: readonly number[]): void {
  for (const axis of axes) {
    if (shape[axis] === 0) {
      throw new ShapeError(
        op,
        `needs at least one element, got shape ${formatShape(shape)}, empty at axis ${axis}.`,
        [shape],
      );
    }
  }
}

const reduced: readonly (readonly [Shape, readonly number[]])[] = [
  [[1], [0]],
  [[2], [0]],
  [[7], [0]],
  [[8], [0]],
  [[9], [0]],
  [[33], [0]],
  [[], []],
  [[2, 3], []],
  [[2, 3], [0]],
  [[2, 3], [1]],
  [
    [2, 3],
    [0, 1],
  ],
  [[5, 1], [1]],
  [[1, 5], [0]],
  [[17, 5], [0]],
  [[5, 17], [1]],
  [[2, 3, 4], [1]],
  [
    [2, 3, 4],
    [0, 2],
  ],
  [
    [2, 3, 4],
    [0, 1, 2],
  ],
  [[3, 0], [0]],
  [
    [2, 2, 2, 2],
    [1, 3],
  ],
];

function reduceSamples(entry: Entry): Sample<ReduceAttributes>[] {
  const samples: Sample<ReduceAttributes>[] = [];
  for (const [i, [shape, axes]] of reduced.entries()) {
    for (const keepDims of i % 4 === 0 ? [false, true] : [i % 2 === 0]) {
      samples.push({
        name: `shape [${shape}] over [${axes}]${keepDims ? ", kept" : ""}`,
        inputs: [spreadInput(shape, entry.smooth, i)],
        attributes: { axes, keepDims },
      });
    }
  }
  for (const [shape, axes] of [
    [[9], [0]],
    [[3, 5], [0]],
  ] as const) {
    samples.push({
      name: `float32 [${shape}] over [${axes}]`,
      inputs: [spreadInput(shape, entry.smooth, 4, "float32")],
      attributes: { axes, keepDims: false },
    });
  }
  if (entry.takes === "numbers") {
    samples.push({
      name: "int32 [4,2] over [0]",
      inputs: [{ shape: [4, 2], data: [-2147483648, 3, -1, 65536, 7, 65537, 2, -5], dtype: "int32" }],
      attributes: { axes: [0], keepDims: false },
    });
  }
  for (const [x, value, gradient] of entry.points) {
    samples.push({
      name: `of [${x.map((v) => (Object.is(v, -0) ? "-0" : v))}]`,
      inputs: [{ shape: [x.length], data: x }],
      attributes: { axes: [0], keepDims: false },
      kink: true,
      value: [value],
      gradient: [gradient],
    });
  }
  return samples;
}
