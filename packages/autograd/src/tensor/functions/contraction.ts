import type { Einsum } from "../../shape/einsum-type.ts";
import type { Dot, DotOperand, Matmul, MatmulOperand, Outer, OuterOperand } from "../../shape/matmul-type.ts";
import type { ShapeOf, ShapesOf } from "../../shape/operand-type.ts";
import * as contractions from "../contractions.ts";
import { operandList, operands } from "../convert.ts";
import { einsum as summedProducts } from "../einsum.ts";
import { wrap } from "../handle.ts";
import type { Tensor, TensorLike } from "../tensor.ts";
import { tensordot as contracted } from "../tensordot.ts";

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

/**
 * Sums of products, told by subscripts: a letter for each axis, a term for each operand, and behind an arrow the axes of the
 * result. Letters that the result lacks are summed over, a letter twice in a term takes the diagonal, and an ellipsis stands for
 * all further axes, which broadcast.
 * @param subscripts - Such as `"ij,jk->ik"`. Without an arrow, the result has the letters that occur once, in alphabetical order.
 * @param operands - As many as there are terms; all numbers, of one dtype.
 * @returns The shape that follows from the letters behind the arrow. Operands are multiplied two by two, in the order that takes the
 *   fewest multiplications (of more than six, the cheapest pair comes next).
 * @throws {ArgumentError} for subscripts that mean nothing; {@link ShapeError} where they do not fit the operands; {@link DtypeError}
 *   for bool or dtypes that differ.
 * @remarks Derivative: each operand receives the contraction of the cotangent with the others. Source: NumPy, `numpy.einsum`; D.
 *   Smith, J. Gray, opt_einsum, 2018.
 * @example einsum("ij,jk->ik", [[1, 2]], [[3], [4]]).toArray() // => [[11]]
 * @example einsum("ii", [[1, 2], [3, 4]]).item() // => 5
 * @example einsum("...i,...i->...", [[1, 2], [3, 4]], [5, 6]).toArray() // => [17, 39]
 */
export function einsum<const Subscripts extends string, const Operands extends readonly TensorLike[]>(
  subscripts: Subscripts,
  ...operands: Operands
): Tensor<Einsum<Subscripts, ShapesOf<Operands>>> {
  return wrap(summedProducts(subscripts, operandList("einsum", operands)));
}

/**
 * Sums of products over several axes of two tensors.
 * @param a - All numbers.
 * @param b - Of the same dtype.
 * @param axes - How many axes are summed over, the last of `a` with the first of `b`; or which of either, in pairs. By default 2.
 * @returns The other axes of `a`, then those of `b`.
 * @throws {ShapeError} for axes out of range, named twice, or of sizes that differ; {@link ArgumentError} for other `axes`;
 *   {@link DtypeError} for bool or dtypes that differ.
 * @remarks Derivative: each receives the contraction of the cotangent with the other. Source: NumPy, `numpy.tensordot`.
 * @example tensordot([[1, 2], [3, 4]], [5, 6], 1).toArray() // => [17, 39]
 * @example tensordot([[1, 2], [3, 4]], [5, 6], [[0], [0]]).toArray() // => [23, 34]
 */
export function tensordot(
  a: TensorLike,
  b: TensorLike,
  axes: number | readonly [readonly number[], readonly number[]] = 2,
): Tensor {
  const [left, right] = operands("tensordot", a, b);
  return wrap(contracted(left, right, axes));
}

/**
 * Kronecker product: each element of `a` times the whole of `b`.
 * @param a - All numbers.
 * @param b - Of the same dtype. The one of fewer axes counts as having further ones of size 1 in front.
 * @returns Along each axis, the product of both sizes.
 * @throws {DtypeError} for bool or dtypes that differ; {@link ShapeError} for more elements than an array can hold.
 * @remarks Derivative: each receives the sums of the cotangent times the other. Source: NumPy, `numpy.kron`.
 * @example kron([1, 10], [5, 6, 7]).toArray() // => [5, 6, 7, 50, 60, 70]
 */
export function kron(a: TensorLike, b: TensorLike): Tensor {
  const [left, right] = operands("kron", a, b);
  return wrap(contractions.kron(left, right));
}
