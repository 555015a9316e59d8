import { type Shape, sizeOf } from "../../shape/shape.ts";
import { spread, spreadInput } from "./elementwise-samples.ts";
import type { Sample, SampleInput } from "./facts.ts";

type Caller = { readonly name: string };
type Triangle = { readonly upper: boolean; readonly diagonal: number };
type Triangular = { readonly lower: boolean; readonly transposed: boolean; readonly unitDiagonal: boolean };

const squares: readonly Shape[] = [
  [1, 1],
  [2, 2],
  [3, 3],
  [4, 4],
  [7, 7],
  [0, 0],
  [2, 3, 3],
  [2, 1, 2, 2],
  [0, 2, 2],
];

export function triangleSamples(): Sample<Triangle>[] {
  return squares.flatMap((shape, i) =>
    (["float64", "float32"] as const).flatMap((dtype) =>
      [false, true].map((upper) => ({
        name: `${upper ? "upper" : "lower"} of [${shape}], ${dtype}`,
        inputs: [spreadInput(shape, [-3, 3], i, dtype)],
        attributes: { upper, diagonal: [0, 0.5, 1][i % 3] as number },
      })),
    ),
  );
}

/** Shapes of matrices and of right-hand sides. */
export const solved: readonly (readonly [a: Shape, b: Shape])[] = [
  [
    [1, 1],
    [1, 1],
  ],
  [
    [2, 2],
    [2, 3],
  ],
  [
    [3, 3],
    [3, 1],
  ],
  [
    [5, 5],
    [5, 4],
  ],
  [
    [2, 2],
    [2, 0],
  ],
  [
    [0, 0],
    [0, 2],
  ],
  [
    [2, 3, 3],
    [2, 3, 2],
  ],
  [
    [3, 3],
    [2, 3, 2],
  ],
  [
    [2, 1, 2, 2],
    [3, 2, 1],
  ],
  [
    [7, 7],
    [7, 5],
  ],
  [
    [6, 6],
    [6, 9],
  ],
];

export function solveTriangularSamples(): Sample<Triangular>[] {
  return solved.flatMap(([a, b], i) =>
    (["float64", "float32"] as const).flatMap((dtype, d) =>
      [0, 1].map((variant) => {
        const bits = (i + 3 * variant + d) % 8;
        const attributes = {
          lower: bits % 2 === 0,
          transposed: (bits & 2) !== 0,
          unitDiagonal: (bits & 4) !== 0,
        };
        return {
          name: `[${a}] by [${b}], ${JSON.stringify(attributes)}, ${dtype}, ${variant}`,
          inputs: [dominant(a, i, dtype, false), spreadInput(b, [-2, 2], i + 4, dtype)],
          attributes,
        };
      }),
    ),
  );
}

export function choleskySamples(): Sample<Caller>[] {
  const attributes = { name: "cholesky" };
  const samples: Sample<Caller>[] = squares.flatMap((shape, i) =>
    (["float64", "float32"] as const).flatMap((dtype) =>
      [true, false].map((symmetric) => ({
        name: `of [${shape}], ${symmetric ? "symmetric" : "any"}, ${dtype}`,
        inputs: [dominant(shape, i, dtype, symmetric)],
        attributes,
      })),
    ),
  );
  samples.push({
    name: "whole numbers",
    inputs: [{ shape: [2, 2], data: [4, 2, 2, 5] }],
    attributes,
    value: [2, 0, 1, 2],
  });
  return samples;
}

/** Matrices whose diagonal is larger than the rest together. */
export function dominant(
  shape: Shape,
  start: number,
  dtype: "float64" | "float32",
  symmetric: boolean,
): SampleInput {
  const size = shape.at(-1) as number;
  const values = spread(shape, [-1, 1], start);
  const data = Array.from({ length: sizeOf(shape) }, (_, k) => {
    const [i, j] = [Math.floor(k / size) % size, k % size];
    const mirrored = k + (j - i) * (size - 1);
    const own = values[symmetric ? Math.min(k, mirrored) : k] as number;
    return i === j ? size + 1 + own : own;
  });
  return { shape, data, dtype };
}
