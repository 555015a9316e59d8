import type { ShapeOf } from "../../shape/operand-type.ts";
import type { AxesArgument, AxesLike, Reduce } from "../../shape/reduce-type.ts";
import { toNode } from "../convert.ts";
import * as counts from "../counts.ts";
import { wrap, wrapMask } from "../handle.ts";
import type { KeepDims, Mask, Tensor, TensorLike } from "../tensor.ts";

/**
 * How many elements are not zero.
 * @param x - Any shape and dtype; NaN is not zero.
 * @param axes - One axis or several, negative ones counted from the end; by default all.
 * @param options - `keepDims`: whether the reduced axes stay, with size 1.
 * @returns int32, 0 over no elements.
 * @throws {ShapeError} for an axis out of range or named twice.
 * @remarks Derivative: none: it counts. Source: NumPy, `numpy.count_nonzero`.
 * @example countNonzero([[0, 1], [2, 3]], 0).toArray() // => [1, 2]
 */
export function countNonzero<
  const X extends TensorLike,
  const A extends AxesLike = undefined,
  K extends boolean = false,
>(
  x: X,
  axes?: AxesArgument<"countNonzero", ShapeOf<X>, A>,
  options?: KeepDims<K>,
): Tensor<Reduce<ShapeOf<X>, A, K>> {
  return wrap(counts.countNonzero(toNode("countNonzero", x), axes, options));
}

/**
 * Whether any element is true, or not zero.
 * @param x - Any shape and dtype; NaN is not zero.
 * @param axes - One axis or several, negative ones counted from the end; by default all.
 * @param options - `keepDims`: whether the reduced axes stay, with size 1.
 * @returns A mask; false over no elements.
 * @throws {ShapeError} for an axis out of range or named twice.
 * @remarks Derivative: none: it counts. Source: array API standard, `any`.
 * @example any([[false, true], [false, false]], 1).toArray() // => [true, false]
 */
export function any<
  const X extends TensorLike,
  const A extends AxesLike = undefined,
  K extends boolean = false,
>(x: X, axes?: AxesArgument<"any", ShapeOf<X>, A>, options?: KeepDims<K>): Mask<Reduce<ShapeOf<X>, A, K>> {
  return wrapMask(counts.any(toNode("any", x), axes, options));
}

/**
 * Whether all elements are true, or not zero.
 * @param x - Any shape and dtype; NaN is not zero.
 * @param axes - One axis or several, negative ones counted from the end; by default all.
 * @param options - `keepDims`: whether the reduced axes stay, with size 1.
 * @returns A mask; true over no elements.
 * @throws {ShapeError} for an axis out of range or named twice.
 * @remarks Derivative: none: it counts. Source: array API standard, `all`.
 * @example all([[true, true], [false, true]], 1).toArray() // => [true, false]
 */
export function all<
  const X extends TensorLike,
  const A extends AxesLike = undefined,
  K extends boolean = false,
>(x: X, axes?: AxesArgument<"all", ShapeOf<X>, A>, options?: KeepDims<K>): Mask<Reduce<ShapeOf<X>, A, K>> {
  return wrapMask(counts.all(toNode("all", x), axes, options));
}
