import { ShapeError } from "../error/error.ts";
import { apply } from "../graph/build.ts";
import { graphBuilder as b } from "../graph/graph-builder.ts";
import type { Node } from "../graph/node.ts";
import { numericDtype } from "../op/dtype-rule.ts";
import { matmul, matrixTranspose } from "../op/matmul.ts";
import { pinv as pinvOp } from "../op/pinv.ts";
import { reshape } from "../op/reshape.ts";
import { leftVectors, rightVectors, singularValues } from "../op/svd.ts";
import { formatShape } from "../shape/shape.ts";
import { operands, toNode } from "../tensor/convert.ts";
import { wrap } from "../tensor/handle.ts";
import { applyRoutine } from "../tensor/routines.ts";
import type { Tensor, TensorLike } from "../tensor/tensor.ts";
import { requireMatrix } from "./matrix-argument.ts";

/**
 * The singular value decomposition of a matrix: a = u diag(s) vh.
 * @param a - `[..., m, n]`, floating-point; leading axes are batches.
 * @returns `u`, `[..., m, k]`, `s`, `[..., k]`, in descending order, and `vh`, `[..., k, n]`, k being the smaller one of m and n. `u` has
 *   orthonormal columns, `vh` orthonormal rows.
 * @throws {ShapeError} for fewer than two axes; {@link DtypeError} for int32 or bool. Where singular values are equal, as far as can be
 *   told, or one is 0 and m is not n, vectors are any of many, and their derivative is refused with an {@link ArgumentError} when it is
 *   computed; singular values have one.
 * @remarks Derivative: ṡᵢ = uᵢᵀ ȧ vᵢ; vectors turn towards each other by 1 / (sⱼ² - sᵢ²). Computed by
 *   Jacobi's method up to k = 16, beyond that by reflections and the implicit QR method. Source: NumPy,
 *   `numpy.linalg.svd` without full matrices; J. Townsend, Differentiating the singular value decomposition, 2016.
 * @example
 * import { svd } from "@chainrule/autograd/linalg";
 * const { u, s, vh } = svd([[0, 2], [1, 0]]);
 * s.toArray() // => [2, 1]
 * u.mul(s).matmul(vh).toArray() // => [[0, 2], [1, 0]]
 */
export function svd(a: TensorLike): { readonly u: Tensor; readonly s: Tensor; readonly vh: Tensor } {
  const name = "svd";
  const { tall, isTurned } = asTall(name, toNode(name, a));
  const [left, right] = [
    applyRoutine(leftVectors, [tall], { name }),
    applyRoutine(rightVectors, [tall], { name }),
  ];
  const s = wrap(applyRoutine(singularValues, [tall], { name }));
  const [u, v] = isTurned ? [right, left] : [left, right];
  return { u: wrap(u), s, vh: wrap(matrixTranspose(b, v)) };
}

/**
 * The singular values of a matrix.
 * @param a - `[..., m, n]`, floating-point; leading axes are batches.
 * @returns `[..., k]`, in descending order, k being the smaller one of m and n.
 * @throws {ShapeError} for fewer than two axes; {@link DtypeError} for int32 or bool. A second derivative where they are equal is refused
 *   with an {@link ArgumentError} when it is computed.
 * @remarks Derivative: ṡᵢ = uᵢᵀ ȧ vᵢ; of equal ones, and of 0, each along its own vectors, so that what is symmetric in them, as their
 *   sum, has the right one. Source: array API standard, `linalg.svdvals`.
 * @example
 * import { svdvals } from "@chainrule/autograd/linalg";
 * svdvals([[0, 2], [1, 0]]).toArray() // => [2, 1]
 */
export function svdvals(a: TensorLike): Tensor {
  const name = "svdvals";
  return wrap(applyRoutine(singularValues, [asTall(name, toNode(name, a)).tall], { name, isAlone: true }));
}

/**
 * The pseudoinverse of a matrix, by its singular values. Those up to ε times the number of rows times the largest one count as 0.
 * @param a - `[..., m, n]`, floating-point; leading axes are batches.
 * @returns `[..., n, m]`.
 * @throws {ShapeError} for fewer than two axes; {@link DtypeError} for int32 or bool.
 * @remarks Derivative: that among matrices of the same rank; without full rank there is no second one. Source: NumPy, `numpy.linalg.pinv`; G. Golub, V. Pereyra, The
 *   differentiation of pseudo-inverses and nonlinear least squares problems whose variables separate, 1973.
 * @example
 * import { pinv } from "@chainrule/autograd/linalg";
 * pinv([[2, 0], [0, 0]]).toArray() // => [[0.5, 0], [0, 0]]
 */
export function pinv(a: TensorLike): Tensor {
  return wrap(pseudoinverse("pinv", toNode("pinv", a)));
}

/**
 * The solution of linear equations by least squares: the shortest of all x for which a x is nearest to b.
 * @param a - `[..., m, n]`, floating-point; leading axes are batches, which broadcast with those of `b`.
 * @param b - `[..., m, k]`, or a vector `[m]`; of the same dtype.
 * @returns `[..., n, k]`; of a vector, `[..., n]`.
 * @throws {ShapeError} unless `b` has as many rows as `a`; {@link DtypeError} for int32, bool, or dtypes that differ.
 * @remarks Derivative: that of the pseudoinverse times b. Source: NumPy, `numpy.linalg.lstsq`, of whose results it is the first.
 * @example
 * import { lstsq } from "@chainrule/autograd/linalg";
 * lstsq([[1], [1]], [1, 3]).sub(2).abs().less(1e-14).toArray() // => [true]
 */
export function lstsq(a: TensorLike, b: TensorLike): Tensor {
  const [matrix, right] = operands("lstsq", a, b);
  numericDtype("lstsq", "floats", [matrix.dtype, right.dtype]);
  const isVector = right.shape.length === 1;
  const rows = isVector ? right.shape[0] : right.shape.at(-2);
  if (matrix.shape.length < 2 || right.shape.length === 0 || matrix.shape.at(-2) !== rows) {
    throw new ShapeError(
      "lstsq",
      `b must have as many rows as a, got a ${formatShape(matrix.shape)} and b ${formatShape(right.shape)}.`,
      [matrix.shape, right.shape],
    );
  }
  const column = isVector ? apply(reshape, [right], { shape: [rows as number, 1] }) : right;
  const solved = apply(matmul, [pseudoinverse("lstsq", matrix), column]);
  return wrap(isVector ? apply(reshape, [solved], { shape: solved.shape.slice(0, -1) }) : solved);
}

function pseudoinverse(name: string, a: Node): Node {
  const { tall, isTurned } = asTall(name, a);
  const inverse = applyRoutine(pinvOp, [tall], { name });
  return isTurned ? matrixTranspose(b, inverse) : inverse;
}

/** With at least as many rows as columns: transposed, if there are not. */
function asTall(op: string, a: Node): { readonly tall: Node; readonly isTurned: boolean } {
  numericDtype(op, "floats", [a.dtype]);
  requireMatrix(op, a);
  const isTurned = (a.shape.at(-2) as number) < (a.shape.at(-1) as number);
  return { tall: isTurned ? matrixTranspose(b, a) : a, isTurned };
}
