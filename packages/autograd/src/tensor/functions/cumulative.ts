import { argcummax, argcummin } from "../../op/arg-cumulative.ts";
import { cumprod as cumprodOp } from "../../op/cumprod.ts";
import { cumsum as cumsumOp } from "../../op/cumsum.ts";
import { logcumsumexp as logcumsumexpOp } from "../../op/logcumsumexp.ts";
import type { ShapeOf } from "../../shape/operand-type.ts";
import type { AxesArgument } from "../../shape/reduce-type.ts";
import { toNode } from "../convert.ts";
import { cumulative, cumulativeExtremum } from "../cumulatives.ts";
import { wrap } from "../handle.ts";
import { counted } from "../reductions.ts";
import type { Tensor, TensorLike } from "../tensor.ts";

/**
 * Sums of the elements up to each one along an axis.
 * @param x - At least one axis; all numbers, or a mask, whose true elements are counted as int32.
 * @param axis - The axis, a negative one counted from the end; by default the first.
 * @param options - `reverse`: whether the sums are of the elements from each one on.
 * @returns The shape of `x`. Added up one after the other.
 * @throws {ShapeError} for an axis out of range; {@link ArgumentError} for other options.
 * @remarks Derivative: the cumulative sum of the cotangent from the other end. Source: array API standard, `cumulative_sum`.
 * @example cumsum([1, 2, 3]).toArray() // => [1, 3, 6]
 * @example cumsum([[1, 2], [3, 4]], 1, { reverse: true }).toArray() // => [[3, 2], [7, 4]]
 */
export function cumsum<const X extends TensorLike, const Axis extends number = 0>(
  x: X,
  axis?: AxesArgument<"cumsum", ShapeOf<X>, Axis>,
  options?: { readonly reverse?: boolean },
): Tensor<ShapeOf<X>> {
  return wrap(cumulative(cumsumOp, counted(toNode("cumsum", x), "int32"), axis ?? 0, options));
}

/**
 * Products of the elements up to each one along an axis.
 * @param x - At least one axis; all numbers.
 * @param axis - The axis, a negative one counted from the end; by default the first.
 * @param options - `reverse`: whether the products are of the elements from each one on.
 * @returns The shape of `x`. Multiplied one after the other.
 * @throws {ShapeError} for an axis out of range; {@link ArgumentError} for other options; {@link DtypeError} for bool.
 * @remarks Derivative: each element receives the products of the others times the cotangent, exact where elements are 0. Source:
 *   array API standard, `cumulative_prod`; the product rule.
 * @example cumprod([1, 2, 3]).toArray() // => [1, 2, 6]
 */
export function cumprod<const X extends TensorLike, const Axis extends number = 0>(
  x: X,
  axis?: AxesArgument<"cumprod", ShapeOf<X>, Axis>,
  options?: { readonly reverse?: boolean },
): Tensor<ShapeOf<X>> {
  return wrap(cumulative(cumprodOp, toNode("cumprod", x), axis ?? 0, options));
}

/**
 * The largest of the elements up to each one along an axis.
 * @param x - At least one axis; all numbers.
 * @param axis - The axis, a negative one counted from the end; by default the first.
 * @param options - `reverse`: whether it is the largest of the elements from each one on.
 * @returns The shape of `x`. NaN from the first NaN on.
 * @throws {ShapeError} for an axis out of range; {@link ArgumentError} for other options; {@link DtypeError} for bool.
 * @remarks Derivative: of equal elements, the one that is met first receives the cotangent. Source: PyTorch, `torch.cummax`; of
 *   equal elements the first, as `argmax`.
 * @example cummax([1, 3, 2]).toArray() // => [1, 3, 3]
 */
export function cummax<const X extends TensorLike, const Axis extends number = 0>(
  x: X,
  axis?: AxesArgument<"cummax", ShapeOf<X>, Axis>,
  options?: { readonly reverse?: boolean },
): Tensor<ShapeOf<X>> {
  return wrap(cumulativeExtremum("cummax", argcummax, toNode("cummax", x), axis ?? 0, options));
}

/**
 * The smallest of the elements up to each one along an axis.
 * @param x - At least one axis; all numbers.
 * @param axis - The axis, a negative one counted from the end; by default the first.
 * @param options - `reverse`: whether it is the smallest of the elements from each one on.
 * @returns The shape of `x`. NaN from the first NaN on.
 * @throws {ShapeError} for an axis out of range; {@link ArgumentError} for other options; {@link DtypeError} for bool.
 * @remarks Derivative: of equal elements, the one that is met first receives the cotangent. Source: PyTorch, `torch.cummin`; of
 *   equal elements the first, as `argmin`.
 * @example cummin([3, 1, 2]).toArray() // => [3, 1, 1]
 */
export function cummin<const X extends TensorLike, const Axis extends number = 0>(
  x: X,
  axis?: AxesArgument<"cummin", ShapeOf<X>, Axis>,
  options?: { readonly reverse?: boolean },
): Tensor<ShapeOf<X>> {
  return wrap(cumulativeExtremum("cummin", argcummin, toNode("cummin", x), axis ?? 0, options));
}

/**
 * Logarithm of the sum of the exponentials of the elements up to each one along an axis, without overflow.
 * @param x - At least one axis; floating-point.
 * @param axis - The axis, a negative one counted from the end; by default the first.
 * @param options - `reverse`: whether the sums are over the elements from each one on.
 * @returns The shape of `x`. Added up one after the other.
 * @throws {ShapeError} for an axis out of range; {@link ArgumentError} for other options; {@link DtypeError} for int32 or bool.
 * @remarks Derivative: each element receives its shares of the sums times the cotangent. Source: PyTorch, `torch.logcumsumexp`.
 * @example logcumsumexp([1000, 1000]).toArray() // => [1000, 1000.6931471805599]
 */
export function logcumsumexp<const X extends TensorLike, const Axis extends number = 0>(
  x: X,
  axis?: AxesArgument<"logcumsumexp", ShapeOf<X>, Axis>,
  options?: { readonly reverse?: boolean },
): Tensor<ShapeOf<X>> {
  return wrap(cumulative(logcumsumexpOp, toNode("logcumsumexp", x), axis ?? 0, options));
}
