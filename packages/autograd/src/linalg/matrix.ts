import { describe } from "../error/describe.ts";
import { ArgumentError } from "../error/error.ts";
import { apply } from "../graph/build.ts";
import { graphBuilder as b } from "../graph/graph-builder.ts";
import type { Node } from "../graph/node.ts";
import { abs } from "../op/abs.ts";
import { diagonalOf } from "../op/diagonal.ts";
import { numericDtype } from "../op/dtype-rule.ts";
import { matmul } from "../op/matmul.ts";
import { max, min } from "../op/max.ts";
import { norm } from "../op/norm.ts";
import { requireSquare } from "../op/solve-triangular.ts";
import { broadcastTo, sum } from "../op/sum.ts";
import type { MatrixBatch } from "../shape/matrix-type.ts";
import type { ShapeOf } from "../shape/operand-type.ts";
import type { AxesArgument, AxesLike, Reduce } from "../shape/reduce-type.ts";
import { axesArgument, booleanArgument, optionsArgument, requireNothingFurther } from "../tensor/argument.ts";
import { toNode } from "../tensor/convert.ts";
import { normOver, orderArgument } from "../tensor/distances.ts";
import { wrap } from "../tensor/handle.ts";
import type { Tensor, TensorLike } from "../tensor/tensor.ts";
import { identityLike } from "./identity.ts";
import { requireMatrix } from "./matrix-argument.ts";
import { inverse } from "./solve.ts";

/** The order of a norm of matrices: `"fro"` is that of all elements, 1 and Infinity those of columns and rows. */
export type MatrixOrder = "fro" | number;

/**
 * The sum of the diagonal of a matrix.
 * @param a - `[..., m, n]`, all numbers; leading axes are batches.
 * @returns A number for each matrix.
 * @throws {ShapeError} for fewer than two axes; {@link DtypeError} for bool.
 * @remarks Derivative: the diagonal receives the cotangent. Source: array API standard, `linalg.trace`.
 * @example
 * import { trace } from "@chainrule/autograd/linalg";
 * trace([[1, 2], [3, 4]]).item() // => 5
 */
export function trace<const A extends TensorLike>(a: A): Tensor<MatrixBatch<ShapeOf<A>>> {
  const matrix = toNode("trace", a);
  numericDtype("trace", "numbers", [matrix.dtype]);
  requireMatrix("trace", matrix);
  const diagonal = diagonalOf(b, matrix);
  return wrap(b(sum, diagonal, { axes: [diagonal.shape.length - 1], keepDims: false }));
}

/**
 * A square matrix multiplied by itself.
 * @param a - `[..., n, n]`, floating-point; leading axes are batches.
 * @param n - How often: an integer. 0 gives the identity matrix, a negative one a power of the inverse.
 * @returns The shape of `a`, by about 2 log₂ n products.
 * @throws {ShapeError} unless the last two axes have one size; {@link DtypeError} for int32 or bool; {@link ArgumentError} for an `n` that
 *   is not an integer, or for a singular matrix of which a negative power is computed.
 * @remarks Derivative: that of the products. Source: NumPy, `numpy.linalg.matrix_power`.
 * @example
 * import { matrixPower } from "@chainrule/autograd/linalg";
 * matrixPower([[1, 1], [1, 0]], 10).toArray() // => [[89, 55], [55, 34]]
 */
export function matrixPower<const A extends TensorLike>(a: A, n: number): Tensor<ShapeOf<A>> {
  const matrix = toNode("matrixPower", a);
  numericDtype("matrixPower", "floats", [matrix.dtype]);
  requireSquare("matrixPower", matrix.shape);
  if (typeof n !== "number" || !Number.isSafeInteger(n)) {
    throw new ArgumentError("matrixPower", `n must be an integer, got ${describe(n)}.`);
  }
  let square = n < 0 ? inverse("matrixPower", matrix) : matrix;
  let result: Node | null = null;
  for (let left = Math.abs(n); left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = result === null ? square : b(matmul, result, square);
    if (left > 1) square = b(matmul, square, square);
  }
  return wrap(
    result === null || result === matrix
      ? apply(broadcastTo, [result ?? identityLike(matrix)], { shape: matrix.shape })
      : result,
  );
}

/**
 * The norm of vectors: of order p, (Σ |x|ᵖ)^(1/p), without overflow.
 * @param x - Any shape; floating-point.
 * @param ord - From 0 to Infinity, or -Infinity; by default 2. Of order 0 it counts what is not 0, of Infinity it is the largest size.
 * @param axes - One axis or several, as one row; by default all.
 * @param options - `keepDims`: whether the reduced axes stay, with size 1.
 * @returns 0 over no elements, but for -Infinity.
 * @throws {ShapeError} for an axis out of range, named twice, or without elements for -Infinity; {@link DtypeError} for int32 or bool;
 *   {@link ArgumentError} for another `ord`.
 * @remarks Derivative: sgn x · (|x| / y)^(p-1); 0 where the norm is 0, and equal ones share that of the largest. Source: array API
 *   standard, `linalg.vector_norm`.
 * @example
 * import { vectorNorm } from "@chainrule/autograd/linalg";
 * vectorNorm([3, -4], 1).item() // => 7
 */
export function vectorNorm<
  const X extends TensorLike,
  const A extends AxesLike = undefined,
  K extends boolean = false,
>(
  x: X,
  ord: number = 2,
  axes?: AxesArgument<"vectorNorm", ShapeOf<X>, A>,
  options?: { readonly keepDims?: K | undefined },
): Tensor<Reduce<ShapeOf<X>, A, K>> {
  const vector = toNode("vectorNorm", x);
  numericDtype("vectorNorm", "floats", [vector.dtype]);
  const order = orderArgument("vectorNorm", "ord", ord);
  const reduced = axesArgument("vectorNorm", axes, vector.shape.length);
  const { keepDims = false } = optionsArgument("vectorNorm", options, ["keepDims"]);
  return wrap(
    normOver("vectorNorm", vector, order, reduced, booleanArgument("vectorNorm", "keepDims", keepDims)),
  );
}

/**
 * The norm of matrices.
 * @param a - `[..., m, n]`, floating-point; leading axes are batches.
 * @param ord - `"fro"`, the default, is that of all elements; 1 the largest sum of sizes along a column, Infinity along a row; -1 and
 *   -Infinity the smallest ones.
 * @param further - Nothing; anything is refused, such as what `list.map` passes.
 * @returns A number for each matrix.
 * @throws {ShapeError} for fewer than two axes, or no elements for the smallest or largest; {@link DtypeError} for int32 or bool;
 *   {@link ArgumentError} for another `ord`.
 * @remarks Derivative: a / y of `"fro"`, the signs of a column or row of the others; 0 where the norm is 0. Source: array API
 *   standard, `linalg.matrix_norm`.
 * @example
 * import { matrixNorm } from "@chainrule/autograd/linalg";
 * matrixNorm([[1, -2], [3, 4]], 1).item() // => 6
 * matrixNorm([[3, 0], [0, 4]]).item() // => 5
 */
export function matrixNorm<const A extends TensorLike>(
  a: A,
  ord: MatrixOrder = "fro",
  ...further: never[]
): Tensor<MatrixBatch<ShapeOf<A>>> {
  requireNothingFurther("matrixNorm", further);
  const matrix = toNode("matrixNorm", a);
  numericDtype("matrixNorm", "floats", [matrix.dtype]);
  requireMatrix("matrixNorm", matrix);
  const rank = matrix.shape.length;
  if (ord === "fro") return wrap(b(norm, matrix, { axes: [rank - 2, rank - 1], keepDims: false }));
  if (![1, -1, Infinity, -Infinity].includes(ord)) {
    throw new ArgumentError(
      "matrixNorm",
      `ord must be "fro", 1, -1, Infinity or -Infinity, got ${describe(ord)}.`,
    );
  }
  const isOfColumns = Math.abs(ord) === 1;
  const sums = b(sum, b(abs, matrix), { axes: [isOfColumns ? rank - 2 : rank - 1], keepDims: false });
  return wrap(b(ord > 0 ? max : min, sums, { axes: [rank - 2], keepDims: false }));
}
