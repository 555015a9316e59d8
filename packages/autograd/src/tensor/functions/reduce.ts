import { logsumexp as logsumexpOp } from "../../op/logsumexp.ts";
import { max as maxOp, min as minOp } from "../../op/max.ts";
import { norm as normOp } from "../../op/norm.ts";
import { prod as prodOp } from "../../op/prod.ts";
import { sum as sumOp } from "../../op/sum.ts";
import type { ShapeOf } from "../../shape/operand-type.ts";
import type { AxesArgument, AxesLike, Reduce } from "../../shape/reduce-type.ts";
import { requireNothingFurther } from "../argument.ts";
import { toNode } from "../convert.ts";
import { wrap } from "../handle.ts";
import * as reductions from "../reductions.ts";
import type { KeepDims, Moments, Tensor, TensorLike } from "../tensor.ts";

/**
 * Sum over axes.
 * @param x - Any shape; all numbers, or a mask, whose true elements are counted as int32.
 * @param axes - One axis or several, negative ones counted from the end; by default all.
 * @param options - `keepDims`: whether the reduced axes stay, with size 1.
 * @returns 0 over no elements. Summed in blocks, in an order that depends on the shape alone.
 * @throws {ShapeError} for an axis out of range or named twice.
 * @remarks Derivative: every element receives the cotangent. Source: array API standard, `sum`; order of summation:
 *   docs/conventions.md.
 * @example sum([[1, 2], [3, 4]], 0).toArray() // => [4, 6]
 * @example sum([true, false, true]).item() // => 2
 */
export function sum<
  const X extends TensorLike,
  const A extends AxesLike = undefined,
  K extends boolean = false,
>(x: X, axes?: AxesArgument<"sum", ShapeOf<X>, A>, options?: KeepDims<K>): Tensor<Reduce<ShapeOf<X>, A, K>> {
  return wrap(reductions.reduce(sumOp, toNode("sum", x), axes, options));
}

/**
 * Arithmetic mean over axes: Σ x / n.
 * @param x - Any shape; floating-point, or a mask, of whose elements it is the fraction that is true, as float64.
 * @param axes - One axis or several, negative ones counted from the end; by default all.
 * @param options - `keepDims`: whether the reduced axes stay, with size 1.
 * @returns NaN over no elements.
 * @throws {ShapeError} for an axis out of range or named twice; {@link DtypeError} for int32.
 * @remarks Derivative: every element receives the cotangent divided by the number of elements. Source: array API standard,
 *   `mean`.
 * @example mean([1, 2, 6]).item() // => 3
 * @example mean(tensor([2, 0, 1, 1]).equal([2, 1, 1, 1])).item() // => 0.75
 */
export function mean<
  const X extends TensorLike,
  const A extends AxesLike = undefined,
  K extends boolean = false,
>(x: X, axes?: AxesArgument<"mean", ShapeOf<X>, A>, options?: KeepDims<K>): Tensor<Reduce<ShapeOf<X>, A, K>> {
  return wrap(reductions.mean(toNode("mean", x), axes, options));
}

/**
 * Largest element over axes.
 * @param x - Any shape; all numbers.
 * @param axes - One axis or several, negative ones counted from the end; by default all.
 * @param options - `keepDims`: whether the reduced axes stay, with size 1.
 * @returns NaN if any element is NaN.
 * @throws {ShapeError} for an axis out of range, named twice, or without elements; {@link DtypeError} for bool.
 * @remarks Derivative: tied elements share the cotangent equally. Source: array API standard, `max`; NaN as in NumPy; ties:
 *   docs/conventions.md.
 * @example max([[1, 5], [4, 2]], 1).toArray() // => [5, 4]
 */
export function max<
  const X extends TensorLike,
  const A extends AxesLike = undefined,
  K extends boolean = false,
>(x: X, axes?: AxesArgument<"max", ShapeOf<X>, A>, options?: KeepDims<K>): Tensor<Reduce<ShapeOf<X>, A, K>> {
  return wrap(reductions.reduce(maxOp, toNode("max", x), axes, options));
}

/**
 * Smallest element over axes.
 * @param x - Any shape; all numbers.
 * @param axes - One axis or several, negative ones counted from the end; by default all.
 * @param options - `keepDims`: whether the reduced axes stay, with size 1.
 * @returns NaN if any element is NaN.
 * @throws {ShapeError} for an axis out of range, named twice, or without elements; {@link DtypeError} for bool.
 * @remarks Derivative: tied elements share the cotangent equally. Source: array API standard, `min`; NaN as in NumPy; ties:
 *   docs/conventions.md.
 * @example min([[1, 5], [4, 2]], 1).toArray() // => [1, 2]
 */
export function min<
  const X extends TensorLike,
  const A extends AxesLike = undefined,
  K extends boolean = false,
>(x: X, axes?: AxesArgument<"min", ShapeOf<X>, A>, options?: KeepDims<K>): Tensor<Reduce<ShapeOf<X>, A, K>> {
  return wrap(reductions.reduce(minOp, toNode("min", x), axes, options));
}

/**
 * Product over axes.
 * @param x - Any shape; all numbers.
 * @param axes - One axis or several, negative ones counted from the end; by default all.
 * @param options - `keepDims`: whether the reduced axes stay, with size 1.
 * @returns 1 over no elements.
 * @throws {ShapeError} for an axis out of range or named twice; {@link DtypeError} for bool.
 * @remarks Derivative: each element receives the product of the others times the cotangent, exact where elements are 0.
 *   Source: array API standard, `prod`; the product rule.
 * @example prod([[1, 2], [3, 4]], 0).toArray() // => [3, 8]
 */
export function prod<
  const X extends TensorLike,
  const A extends AxesLike = undefined,
  K extends boolean = false,
>(x: X, axes?: AxesArgument<"prod", ShapeOf<X>, A>, options?: KeepDims<K>): Tensor<Reduce<ShapeOf<X>, A, K>> {
  return wrap(reductions.reduce(prodOp, toNode("prod", x), axes, options));
}

/**
 * Variance over axes: the mean of the squared distances from the mean, Σ (x - mean)² / n. As a method, `var`.
 * @param x - Any shape; floating-point.
 * @param axes - One axis or several, negative ones counted from the end; by default all.
 * @param options - `keepDims`: whether the reduced axes stay, with size 1. `correction`: what is subtracted from the
 *   number of elements before dividing by it; by default 0.
 * @returns NaN if nothing is left to divide by.
 * @throws {ShapeError} for an axis out of range or named twice; {@link DtypeError} for int32 and bool;
 *   {@link ArgumentError} for a negative correction.
 * @remarks Derivative: 2 (x - mean) / n. Source: two passes, T. Chan, G. Golub, R. LeVeque, 1983.
 * @example variance([1, 2, 3, 4]).item() // => 1.25
 * @example variance([1, 2, 3, 4, 5], 0, { correction: 1 }).item() // => 2.5
 */
export function variance<
  const X extends TensorLike,
  const A extends AxesLike = undefined,
  K extends boolean = false,
>(
  x: X,
  axes?: AxesArgument<"variance", ShapeOf<X>, A>,
  options?: Moments<K>,
): Tensor<Reduce<ShapeOf<X>, A, K>> {
  return wrap(reductions.variance("variance", toNode("variance", x), axes, options));
}

/**
 * Standard deviation over axes: √variance.
 * @param x - Any shape; floating-point.
 * @param axes - One axis or several, negative ones counted from the end; by default all.
 * @param options - As for {@link variance}.
 * @returns NaN if nothing is left to divide by.
 * @throws {ShapeError} for an axis out of range or named twice; {@link DtypeError} for int32 and bool;
 *   {@link ArgumentError} for a negative correction.
 * @remarks Derivative: (x - mean) / (n · std); 0 where all elements are equal. The second derivative there is NaN:
 *   docs/conventions.md, kinks. Source: array API standard, `std`; `correction` as there.
 * @example std([1, 3]).item() // => 1
 */
export function std<
  const X extends TensorLike,
  const A extends AxesLike = undefined,
  K extends boolean = false,
>(x: X, axes?: AxesArgument<"std", ShapeOf<X>, A>, options?: Moments<K>): Tensor<Reduce<ShapeOf<X>, A, K>> {
  return wrap(reductions.std(toNode("std", x), axes, options));
}

/**
 * Logarithm of the sum of exponentials over axes, without overflow.
 * @param x - Any shape; floating-point.
 * @param axes - One axis or several, negative ones counted from the end; by default all.
 * @param options - `keepDims`: whether the reduced axes stay, with size 1.
 * @returns In [-∞, ∞], at least the largest element; -∞ where all elements are -∞.
 * @throws {ShapeError} for an axis out of range, named twice, or without elements; {@link DtypeError} for int32
 *   and bool.
 * @remarks Derivative: softmax; 0 where all elements are -∞, 1/n each for n that are ∞.
 *   Source: P. Blanchard, D. Higham, N. Higham, Accurately computing the log-sum-exp and softmax functions, 2021.
 * @example logsumexp([1000, 1000]).item() // => 1000.6931471805599
 */
export function logsumexp<
  const X extends TensorLike,
  const A extends AxesLike = undefined,
  K extends boolean = false,
>(
  x: X,
  axes?: AxesArgument<"logsumexp", ShapeOf<X>, A>,
  options?: KeepDims<K>,
): Tensor<Reduce<ShapeOf<X>, A, K>> {
  return wrap(reductions.reduce(logsumexpOp, toNode("logsumexp", x), axes, options));
}

/**
 * Euclidean norm over axes (over all axes of a matrix: the Frobenius norm), without overflow.
 * @param x - Any shape; floating-point.
 * @param axes - One axis or several, negative ones counted from the end; by default all.
 * @param options - `keepDims`: whether the reduced axes stay, with size 1.
 * @returns In [0, ∞]; 0 over no elements.
 * @throws {ShapeError} for an axis out of range or named twice; {@link DtypeError} for int32 and bool.
 * @remarks Derivative: x / norm; 0 where the norm is 0. Source: DLMF 3.2.14; J. Blue, A portable Fortran program to find
 *   the Euclidean norm of a vector, ACM TOMS 4, 1978.
 * @example norm([3, 4]).item() // => 5
 */
export function norm<
  const X extends TensorLike,
  const A extends AxesLike = undefined,
  K extends boolean = false,
>(x: X, axes?: AxesArgument<"norm", ShapeOf<X>, A>, options?: KeepDims<K>): Tensor<Reduce<ShapeOf<X>, A, K>> {
  return wrap(reductions.reduce(normOp, toNode("norm", x), axes, options));
}

/**
 * Exponentials, scaled to sum 1 along an axis: exp(x) / Σ exp(x).
 * @param x - Any shape; floating-point.
 * @param axes - The axis, or several to sum over together; by default the last.
 * @param further - Nothing; anything is refused, such as what `list.map` passes.
 * @returns The shape of `x`, values in [0, 1]. NaN where all elements are -∞, or one is ∞.
 * @throws {ShapeError} for an axis out of range or named twice; {@link DtypeError} for int32 and bool.
 * @remarks Derivative: y · (ȳ - Σ ȳ y). Computed from x - max(x), so that nothing overflows. Source: P. Blanchard, D.
 *   Higham, N. Higham, Accurately computing the log-sum-exp and softmax functions, 2021.
 * @example softmax([0, 0]).toArray() // => [0.5, 0.5]
 */
export function softmax<const X extends TensorLike, const A extends AxesLike = undefined>(
  x: X,
  axes?: AxesArgument<"softmax", ShapeOf<X>, A>,
  ...further: never[]
): Tensor<ShapeOf<X>> {
  requireNothingFurther("softmax", further);
  return wrap(reductions.softmax(toNode("softmax", x), axes));
}

/**
 * Logarithm of {@link softmax}: x - logsumexp(x), exact also where softmax would round to 0.
 * @param x - Any shape; floating-point.
 * @param axes - The axis, or several to sum over together; by default the last.
 * @param further - Nothing; anything is refused, such as what `list.map` passes.
 * @returns The shape of `x`, values in [-∞, 0]. NaN where all elements are -∞, or one is ∞.
 * @throws {ShapeError} for an axis out of range or named twice; {@link DtypeError} for int32 and bool.
 * @remarks Derivative: ȳ - softmax(x) · Σ ȳ. Source: P. Blanchard, D. Higham, N. Higham, Accurately computing the
 *   log-sum-exp and softmax functions, 2021.
 * @example logSoftmax([0, 1000]).toArray() // => [-1000, 0]
 */
export function logSoftmax<const X extends TensorLike, const A extends AxesLike = undefined>(
  x: X,
  axes?: AxesArgument<"logSoftmax", ShapeOf<X>, A>,
  ...further: never[]
): Tensor<ShapeOf<X>> {
  requireNothingFurther("logSoftmax", further);
  return wrap(reductions.logSoftmax(toNode("logSoftmax", x), axes));
}
