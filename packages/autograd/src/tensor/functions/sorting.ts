import { argmax as argmaxOp, argmin as argminOp } from "../../op/arg-extremum.ts";
import type { Resize } from "../../shape/join-type.ts";
import type { ShapeOf } from "../../shape/operand-type.ts";
import type { AxesArgument, Reduce } from "../../shape/reduce-type.ts";
import { toNode } from "../convert.ts";
import { wrap } from "../handle.ts";
import { counted } from "../reductions.ts";
import * as sorting from "../sorting.ts";
import type { KeepDims, Tensor, TensorLike } from "../tensor.ts";

/**
 * The index of the largest element along an axis.
 * @param x - All numbers, or a mask, in which the first true element is found.
 * @param axis - The axis, a negative one counted from the end; by default all elements are looked at, as one row.
 * @param options - `keepDims`: whether the axis stays, with size 1.
 * @returns int32. Of equal elements the first; the first NaN, if there is one.
 * @throws {ShapeError} for an axis out of range or without elements.
 * @remarks No derivative passes. Source: NumPy, `numpy.argmax`.
 * @example argmax([[1, 5], [4, 2]], 1).toArray() // => [1, 0]
 * @example argmax([[1, 5], [4, 2]]).item() // => 1
 */
export function argmax<
  const X extends TensorLike,
  const A extends number | undefined = undefined,
  K extends boolean = false,
>(
  x: X,
  axis?: AxesArgument<"argmax", ShapeOf<X>, A>,
  options?: KeepDims<K>,
): Tensor<Reduce<ShapeOf<X>, A, K>> {
  return wrap(sorting.argExtremum(argmaxOp, counted(toNode("argmax", x), "int32"), axis, options));
}

/**
 * The index of the smallest element along an axis.
 * @param x - All numbers, or a mask, in which the first false element is found.
 * @param axis - The axis, a negative one counted from the end; by default all elements are looked at, as one row.
 * @param options - `keepDims`: whether the axis stays, with size 1.
 * @returns int32. Of equal elements the first; the first NaN, if there is one.
 * @throws {ShapeError} for an axis out of range or without elements.
 * @remarks No derivative passes. Source: NumPy, `numpy.argmin`.
 * @example argmin([[1, 5], [4, 2]], 1).toArray() // => [0, 1]
 */
export function argmin<
  const X extends TensorLike,
  const A extends number | undefined = undefined,
  K extends boolean = false,
>(
  x: X,
  axis?: AxesArgument<"argmin", ShapeOf<X>, A>,
  options?: KeepDims<K>,
): Tensor<Reduce<ShapeOf<X>, A, K>> {
  return wrap(sorting.argExtremum(argminOp, counted(toNode("argmin", x), "int32"), axis, options));
}

/**
 * The elements along an axis in order.
 * @param x - At least one axis; all numbers.
 * @param axis - The axis, a negative one counted from the end; by default the last.
 * @param options - `descending`: whether the largest comes first.
 * @returns The shape of `x`. Equal elements stay in their order, 0 and -0 among them; NaN comes last either way.
 * @throws {ShapeError} for an axis out of range; {@link ArgumentError} for other options; {@link DtypeError} for bool.
 * @remarks Derivative: each element receives the cotangent of the place where it went. Source: array API standard, `sort`.
 * @example sort([3, 1, 2]).toArray() // => [1, 2, 3]
 * @example sort([[3, 1], [2, 4]], 0, { descending: true }).toArray() // => [[3, 4], [2, 1]]
 */
export function sort<const X extends TensorLike, const Axis extends number = -1>(
  x: X,
  axis?: AxesArgument<"sort", ShapeOf<X>, Axis>,
  options?: { readonly descending?: boolean },
): Tensor<ShapeOf<X>> {
  return wrap(sorting.sort(toNode("sort", x), axis ?? -1, options));
}

/**
 * The indices that put the elements along an axis in order.
 * @param x - At least one axis; all numbers.
 * @param axis - The axis, a negative one counted from the end; by default the last.
 * @param options - `descending`: whether the largest comes first.
 * @returns int32, the shape of `x`. Equal elements stay in their order; NaN comes last either way.
 * @throws {ShapeError} for an axis out of range; {@link ArgumentError} for other options; {@link DtypeError} for bool.
 * @remarks No derivative passes. Source: array API standard, `argsort`.
 * @example argsort([3, 1, 2]).toArray() // => [1, 2, 0]
 */
export function argsort<const X extends TensorLike, const Axis extends number = -1>(
  x: X,
  axis?: AxesArgument<"argsort", ShapeOf<X>, Axis>,
  options?: { readonly descending?: boolean },
): Tensor<ShapeOf<X>> {
  return wrap(sorting.argsort("argsort", toNode("argsort", x), axis ?? -1, options));
}

/**
 * The largest elements along an axis, and where they are.
 * @param x - At least one axis; all numbers.
 * @param k - How many, at most the size of the axis.
 * @param axis - The axis, a negative one counted from the end; by default the last.
 * @returns `values`, the largest first, and their `indices`, int32: both of the shape of `x` with `k` in place of the axis.
 *   Of equal elements the first comes first, and NaN last.
 * @throws {ShapeError} for an axis out of range; {@link ArgumentError} for another `k`; {@link DtypeError} for bool.
 * @remarks Derivative: each element receives the cotangent of the place where it went, if it is among `values`. Source: JAX,
 *   `jax.lax.top_k`.
 * @example topK([3, 1, 4, 2], 2).values.toArray() // => [4, 3]
 * @example topK([3, 1, 4, 2], 2).indices.toArray() // => [2, 0]
 */
export function topK<const X extends TensorLike, const K extends number, const Axis extends number = -1>(
  x: X,
  k: K,
  axis?: AxesArgument<"topK", ShapeOf<X>, Axis>,
): {
  readonly values: Tensor<Resize<ShapeOf<X>, Axis, K>>;
  readonly indices: Tensor<Resize<ShapeOf<X>, Axis, K>>;
} {
  const { values, indices } = sorting.topK(toNode("topK", x), k, axis ?? -1);
  return { values: wrap(values), indices: wrap(indices) };
}
