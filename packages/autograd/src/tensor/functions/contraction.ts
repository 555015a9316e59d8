import type { Dot, DotOperand, Matmul, MatmulOperand, Outer, OuterOperand } from "../../shape/matmul-type.ts";
import type { ShapeOf } from "../../shape/operand-type.ts";
import * as contractions from "../contractions.ts";
import { operands } from "../convert.ts";
import { wrap } from "../handle.ts";
import type { Tensor, TensorLike } from "../tensor.ts";

/**
 * Matrix product over the last two axes; leading axes are batches, which broadcast.
 * @param a - `[..., m, k]`, or a vector `[k]`, taken as a row. Floating-point.
 * @param b - `[..., k, n]`, or a vector `[k]`, taken as a column.
 * @returns `[..., m, n]`, without the axis of an operand that was a vector.
 * @throws {ShapeError} if the inner sizes differ, the batches do not broadcast, or one is a scalar;
 *   {@link DtypeError} for int32, bool, or dtypes that differ.
 * @remarks Derivative: ā = ȳ bᵀ, b̄ = aᵀ ȳ, summed over broadcast batches. Source: DLMF 3.2(i).
 * @example matmul([[1, 2]], [[3], [4]]).toArray() // => [[11]]
 */
export function matmul<const X extends TensorLike, const Y extends TensorLike>(
  a: X,
  b: MatmulOperand<ShapeOf<X>, Y, ShapeOf<Y>>,
): Tensor<Matmul<ShapeOf<X>, ShapeOf<Y>>> {
  const [left, right] = operands("matmul", a, b);
  return wrap(contractions.matmul(left, right));
}

/**
 * Inner product of two vectors: Σ aᵢ bᵢ.
 * @param a - `[n]`, all numbers.
 * @param b - `[n]`, of the same dtype.
 * @returns A scalar.
 * @throws {ShapeError} unless both are vectors of one length; {@link DtypeError} for bool or dtypes that differ.
 * @remarks Derivative: ā = ȳ b, b̄ = ȳ a. Source: NumPy, `numpy.dot` of vectors; M. Giles, Collected matrix derivative
 *   results for forward and reverse mode algorithmic differentiation, 2008.
 * @example dot([1, 2, 3], [4, 5, 6]).item() // => 32
 */
export function dot<const X extends TensorLike, const Y extends TensorLike>(
  a: X,
  b: DotOperand<ShapeOf<X>, Y, ShapeOf<Y>>,
): Tensor<Dot<ShapeOf<X>, ShapeOf<Y>>> {
  const [left, right] = operands("dot", a, b);
  return wrap(contractions.dot(left, right));
}

/**
 * All products of elements of two vectors: yᵢⱼ = aᵢ bⱼ.
 * @param a - `[n]`, all numbers.
 * @param b - `[m]`, of the same dtype.
 * @returns `[n, m]`.
 * @throws {ShapeError} unless both are vectors; {@link DtypeError} for bool or dtypes that differ.
 * @remarks Derivative: ā = ȳ b, b̄ = aᵀ ȳ. Source: NumPy, `numpy.outer` of vectors; M. Giles, Collected matrix derivative
 *   results for forward and reverse mode algorithmic differentiation, 2008.
 * @example outer([1, 2], [3, 4]).toArray() // => [[3, 4], [6, 8]]
 */
export function outer<const X extends TensorLike, const Y extends TensorLike>(
  a: X,
  b: OuterOperand<ShapeOf<X>, Y, ShapeOf<Y>>,
): Tensor<Outer<ShapeOf<X>, ShapeOf<Y>>> {
  const [left, right] = operands("outer", a, b);
  return wrap(contractions.outer(left, right));
}
