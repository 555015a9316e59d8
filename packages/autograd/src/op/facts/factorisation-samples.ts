import { type Shape, sizeOf } from "../../shape/shape.ts";
import { spreadInput } from "./elementwise-samples.ts";
import type { Sample, SampleInput } from "./facts.ts";
import { dominant, solved } from "./triangular-samples.ts";

const squares: readonly Shape[] = [
  [1, 1],
  [2, 2],
  [3, 3],
  [4, 4],
  [6, 6],
  [0, 0],
  [2, 3, 3],
  [2, 1, 2, 2],
  [0, 2, 2],
];

/** As the operations have them. */
type Caller = { readonly name: string };
type Lu = Caller & { readonly isRegular: boolean };
type Regular = Caller & { readonly of: "pivots" | "columns"; readonly units: number };
type Gaps = Caller & {
  readonly sums: boolean;
  readonly positive: boolean;
  readonly vectors: "eigenvectors" | "singular vectors";
};

type Dtype = "float64" | "float32";
const dtypes: readonly Dtype[] = ["float64", "float32"];

/** Matrices with a diagonal that outweighs the rest, rows in another order, so that there is something to exchange. */
function exchanged(shape: Shape, start: number, dtype: Dtype): SampleInput {
  const { data } = dominant(shape, start, dtype, false);
  const size = shape.at(-1) as number;
  const moved = data.map((_, k) => {
    const [block, within] = [k - (k % (size * size)), k % (size * size)];
    return data[block + ((within + size) % (size * size))] as number;
  });
  return { shape, data: moved, dtype };
}

function regular<A extends Record<string, string | boolean | number>>(attributes: A): Sample<A>[] {
  return squares.flatMap((shape, i) =>
    dtypes.map((dtype) => ({
      name: `of [${shape}], ${dtype}`,
      inputs: [exchanged(shape, i, dtype)],
      attributes,
    })),
  );
}

function square(data: readonly number[]): SampleInput {
  return { shape: [Math.sqrt(data.length), Math.sqrt(data.length)], data };
}

export function luSamples(): Sample<Lu>[] {
  return [
    ...regular({ name: "lu", isRegular: false }),
    ...regular({ name: "solve", isRegular: true })
      .filter((_, i) => i % 2 === 0)
      .map((sample) => ({ ...sample, name: `${sample.name}, regular` })),
    {
      name: "whole numbers",
      inputs: [square([0, 2, 4, 8])],
      attributes: { name: "lu", isRegular: false },
      value: [4, 8, 1, -1, 0, 2, 0, 1],
    },
  ];
}

export function solveSamples(): Sample<Caller & { readonly transposed: boolean }>[] {
  return solved.flatMap(([a, b], i) =>
    dtypes.flatMap((dtype) =>
      [false, true].map((transposed) => ({
        name: `[${a}] by [${b}]${transposed ? ", transposed" : ""}, ${dtype}`,
        inputs: [exchanged(a, i, dtype), spreadInput(b, [-2, 2], i + 4, dtype)],
        attributes: { transposed, name: "solve" },
      })),
    ),
  );
}

/** Of rank 3, 2, 1 and 0, and what else is singular. */
const singular: readonly (readonly number[])[] = [
  [0],
  [0, 0, 0, 0],
  [1, 2, 2, 4],
  [0, 1, 0, 2],
  [4, 2, 0, 2, 1, 0, 0, 0, 8],
  [0, 0, 0, 0, 2, 0, 0, 0, 0],
  [1, 2, 3, 2, 4, 6, 3, 6, 9],
  [1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0],
  [0, 1, 1, 0, 0, 2, 2, 0, 0, 0, 0, 0, 1, 0, 0, 1],
];

function determinants(): Sample[] {
  return [
    ...regular({}).filter(({ inputs }) => sizeOf((inputs[0] as SampleInput).shape) < 30),
    ...singular.map((data) => ({ name: `singular, [${data}]`, inputs: [square(data)], attributes: {} })),
  ];
}

export function cofactorSamples(): Sample[] {
  return [
    ...determinants(),
    {
      name: "of whole numbers",
      inputs: [square([1, 2, 3, 4])],
      attributes: {},
      value: [4, -3, -2, 1],
    },
  ];
}

export function detSamples(): Sample[] {
  return [
    ...determinants(),
    {
      name: "of whole numbers",
      inputs: [square([1, 2, 3, 4])],
      attributes: {},
      value: [-2],
      gradient: [[4, -3, -2, 1]],
    },
  ];
}

/** Symmetric matrices, and others, of which the symmetric part counts; no eigenvalue comes twice. */
export function eigenSamples(): Sample<Caller>[] {
  return squares.flatMap((shape, i) =>
    dtypes.flatMap((dtype) =>
      [true, false].map((symmetric) => ({
        name: `of [${shape}], ${symmetric ? "symmetric" : "any"}, ${dtype}`,
        inputs: [graded(shape, i, dtype, symmetric)],
        attributes: { name: "eigh" },
      })),
    ),
  );
}

/** The same, alone too. */
export function eigenvalueSamples(): Sample<Caller & { readonly isAlone?: boolean }>[] {
  return withAlone(eigenSamples());
}

/** And every other one of them alone. */
function withAlone(samples: readonly Sample<Caller>[]): Sample<Caller & { readonly isAlone?: boolean }>[] {
  const alone = samples
    .filter((_, i) => i % 2 === 0)
    .map((sample) => ({
      ...sample,
      name: `${sample.name}, alone`,
      attributes: { ...sample.attributes, isAlone: true },
    }));
  return [...samples, ...alone];
}

/** Rows of different weight. */
function graded(shape: Shape, start: number, dtype: Dtype, symmetric: boolean): SampleInput {
  const { data } = dominant(shape, start, dtype, symmetric);
  const size = shape.at(-1) as number;
  return {
    shape,
    data: data.map((x, k) => (Math.floor(k / size) % size === k % size ? x * (1 + 1.5 * (k % size)) : x)),
    dtype,
  };
}

const tall: readonly Shape[] = [
  [1, 1],
  [2, 2],
  [3, 2],
  [4, 4],
  [5, 3],
  [4, 1],
  [3, 0],
  [0, 0],
  [2, 3, 2],
  [2, 1, 2, 2],
  [0, 2, 2],
];

/** At least as many rows as columns, which are independent. */
export function tallSamples(): Sample[] {
  return tallMatrices({});
}

export function singularSamples(): Sample<Caller>[] {
  return tallMatrices({ name: "svd" });
}

/** The same, alone too. */
export function singularValueSamples(): Sample<Caller & { readonly isAlone?: boolean }>[] {
  return withAlone(singularSamples());
}

function tallMatrices<A extends Record<string, string>>(attributes: A): Sample<A>[] {
  return tall.flatMap((shape, i) =>
    // In float32, rounding is all that there is of what is 0 of a matrix of one element, and too much of large ones.
    (sizeOf(shape) === 1 || sizeOf(shape) === 15 ? (["float64"] as const) : dtypes).flatMap((dtype) =>
      [0, 1].map((variant) => ({
        name: `of [${shape}], ${dtype}, ${variant}`,
        inputs: [independent(shape, i + 11 * variant, dtype)],
        attributes,
      })),
    ),
  );
}

export function pinvSamples(): Sample<Caller>[] {
  return [
    ...tallMatrices({ name: "pinv" }),
    // Where it is differentiable among matrices of its rank alone.
    {
      name: "of rank 1",
      inputs: [square([1, 0, 0, 0])],
      attributes: { name: "pinv" },
      kink: true,
      value: [1, 0, 0, 0],
      gradient: [[-1, 1, 1, 0]],
    },
  ];
}

function independent(shape: Shape, start: number, dtype: Dtype): SampleInput {
  const [rows = 0, columns = 0] = shape.slice(-2);
  const { data } = spreadInput(shape, [-1, 1], start, dtype);
  return {
    shape,
    data: data.map((x, k) => {
      const [i, j] = [Math.floor(k / columns) % rows, k % columns];
      return i === j ? x + (start % 2 === 0 ? -1 : 1) * (2 + 1.5 * j) : x;
    }),
    dtype,
  };
}

/** Rows of numbers that are all different, in no order. */
export function gapSamples(): Sample<Gaps>[] {
  const shapes: readonly Shape[] = [[1], [2], [3], [5], [0], [2, 3], [3, 1, 2], [0, 2]];
  return shapes.flatMap((shape, i) =>
    dtypes.flatMap((dtype) =>
      [false, true].map((sums) => ({
        name: `of [${shape}], ${sums ? "sums" : "differences"}, ${dtype}`,
        inputs: [apart(shape, i, dtype)],
        attributes: { sums, positive: i % 2 === 0, vectors: "singular vectors" as const, name: "svd" },
      })),
    ),
  );
}

function apart(shape: Shape, start: number, dtype: Dtype): SampleInput {
  const { data } = spreadInput(shape, [-0.25, 0.25], start, dtype);
  const size = shape.at(-1) as number;
  // Every other one first.
  const order = [...Array(size).keys()].map((k) => (2 * k < size ? 2 * k : 2 * (size - k) - 1));
  return { shape, data: data.map((x, k) => x + 1 + (order[k % size] as number)), dtype };
}

/** Triangular or not: the other half is not looked at. */
export function regularTriangleSamples(): Sample<Regular>[] {
  return [
    ...regular<Regular>({ name: "qr", of: "columns", units: 4 }),
    ...regular<Regular>({ name: "slogdet", of: "pivots", units: 0 })
      .filter((_, i) => i % 2 === 0)
      .map((sample) => ({ ...sample, name: `pivots ${sample.name}` })),
  ];
}
