import { stopped } from "../../graph/stop-gradient.ts";
import type { BroadcastTo } from "../../shape/broadcast-type.ts";
import type { DType } from "../../shape/dtype.ts";
import type {
  BroadcastToArgument,
  ExpandDims,
  Permute,
  PermuteArgument,
  Reshape,
  Reverse,
  Squeeze,
  SqueezeArgument,
} from "../../shape/movement-type.ts";
import type { ShapeOf } from "../../shape/operand-type.ts";
import type { AxesArgument, AxesLike } from "../../shape/reduce-type.ts";
import type { Dims } from "../../shape/shape-type.ts";
import type { Pad, PadArgument, PadWidths, Range, Slice, SliceArgument } from "../../shape/slice-type.ts";
import { requireNothingFurther } from "../argument.ts";
import { toNode } from "../convert.ts";
import { wrap } from "../handle.ts";
import * as movements from "../movements.ts";
import { slice as sliceOf } from "../slices.ts";
import type { Mask, Tensor, TensorLike } from "../tensor.ts";

/**
 * The same elements in row-major order, in another shape.
 * @param x - Any shape and dtype.
 * @param shape - Sizes with the same product; one of them may be -1, for what is left.
 * @returns A tensor of the given shape, of the dtype of `x`.
 * @throws {ShapeError} if the number of elements would change, or -1 does not stand for exactly one integer.
 * @remarks Derivative: the cotangent in the shape of `x`. Source: array API standard, `reshape`.
 * @example reshape([[1, 2], [3, 4]], [4]).toArray() // => [1, 2, 3, 4]
 * @example reshape(arange(6), [2, -1]).shape // => [2, 3]
 */
export function reshape<const To extends readonly number[]>(
  x: TensorLike,
  shape: To,
): Tensor<Reshape<[...To]>> {
  return wrap(movements.reshape(toNode("reshape", x), shape));
}

/**
 * The axes in reverse order, or in the order given.
 * @param x - Any shape and dtype.
 * @param axes - For each axis of the result, the axis of `x` that goes there, as in NumPy; by default the axes reversed.
 * @returns Size k of the result is that of axis `axes[k]` of `x`.
 * @throws {ShapeError} unless `axes` names each axis once.
 * @remarks Derivative: the cotangent with its axes put back. Source: NumPy, `numpy.transpose`.
 * @example transpose([[1, 2, 3], [4, 5, 6]]).toArray() // => [[1, 4], [2, 5], [3, 6]]
 */
export function transpose<const X extends TensorLike>(x: X): Tensor<Reverse<ShapeOf<X>>>;
export function transpose<const X extends TensorLike, const Axes extends readonly number[]>(
  x: X,
  axes: PermuteArgument<ShapeOf<X>, Axes>,
): Tensor<Permute<ShapeOf<X>, Axes>>;
export function transpose(x: TensorLike, axes?: unknown): Tensor {
  return wrap(movements.transpose(toNode("transpose", x), axes));
}

/**
 * The axes in the order given.
 * @param x - Any shape and dtype.
 * @param axes - For each axis of the result, the axis of `x` that goes there.
 * @returns Size k of the result is that of axis `axes[k]` of `x`.
 * @throws {ShapeError} unless `axes` names each axis once.
 * @remarks Derivative: the cotangent with its axes put back. Source: array API standard, `permute_dims`.
 * @example permute(zeros([2, 3, 4]), [2, 0, 1]).shape // => [4, 2, 3]
 */
export function permute<const X extends TensorLike, const Axes extends readonly number[]>(
  x: X,
  axes: PermuteArgument<ShapeOf<X>, Axes>,
): Tensor<Permute<ShapeOf<X>, Axes>> {
  return wrap(movements.permute(toNode("permute", x), axes));
}

/**
 * With new axes of size 1.
 * @param x - Any shape and dtype.
 * @param axes - The place of the new axis in the result, or of several.
 * @param further - Nothing; anything is refused, such as what `list.map` passes.
 * @returns The shape of `x` with size 1 at each place.
 * @throws {ShapeError} for a place out of range or named twice.
 * @remarks Derivative: the cotangent in the shape of `x`. Source: array API standard, `expand_dims`; several axes as in NumPy.
 * @example expandDims([1, 2], -1).toArray() // => [[1], [2]]
 */
export function expandDims<const X extends TensorLike, const Axes extends number | readonly number[]>(
  x: X,
  axes: Axes,
  ...further: never[]
): Tensor<ExpandDims<ShapeOf<X>, Axes>> {
  requireNothingFurther("expandDims", further);
  return wrap(movements.expandDims(toNode("expandDims", x), axes));
}

/**
 * Without axes of size 1.
 * @param x - Any shape and dtype.
 * @param axes - The axes to drop; by default all of size 1.
 * @param further - Nothing; anything is refused, such as what `list.map` passes.
 * @returns The shape of `x` without the axes dropped.
 * @throws {ShapeError} for an axis out of range, named twice, or of another size than 1.
 * @remarks Derivative: the cotangent in the shape of `x`. Source: array API standard, `squeeze`; all of size 1 as in NumPy.
 * @example squeeze([[[1], [2]]]).toArray() // => [1, 2]
 */
export function squeeze<const X extends TensorLike, const Axes extends AxesLike = undefined>(
  x: X,
  axes?: SqueezeArgument<ShapeOf<X>, Axes>,
  ...further: never[]
): Tensor<Squeeze<ShapeOf<X>, Axes>> {
  requireNothingFurther("squeeze", further);
  return wrap(movements.squeeze(toNode("squeeze", x), axes));
}

/**
 * Repeated along axes of size 1 and along new leading axes.
 * @param x - Any shape and dtype.
 * @param shape - The shape of the result.
 * @returns A tensor of the given shape, of the dtype of `x`.
 * @throws {ShapeError} unless each size of `x`, aligned at the last axis, is 1 or that of `shape`.
 * @remarks Derivative: the cotangent summed over the repetitions. Source: array API standard, `broadcast_to`.
 * @example broadcastTo([1, 2], [2, 2]).toArray() // => [[1, 2], [1, 2]]
 */
export function broadcastTo<const X extends TensorLike, const To extends Dims>(
  x: X,
  shape: BroadcastToArgument<ShapeOf<X>, To>,
): Tensor<BroadcastTo<ShapeOf<X>, To>> {
  return wrap(movements.broadcastTo(toNode("broadcastTo", x), shape));
}

/**
 * A window of the elements.
 * @param x - Any shape and dtype.
 * @param ranges - One for each axis, from the first on: `null` for all of it, an index for one element (the axis is then
 *   gone), or `{ start, stop, step }` as in Python, each of which may be left out; negative indices count from the end,
 *   a negative step goes backwards. Bounds beyond the axis are refused, not clamped.
 * @returns For each axis that is not gone, as many elements as its range has.
 * @throws {ShapeError} for an index or bound outside the axis, or more ranges than axes; {@link ArgumentError} for
 *   a step of 0.
 * @remarks Derivative: the cotangent in its place among zeros. Source: NumPy, basic indexing.
 * @example slice([1, 2, 3, 4], [{ start: 1, step: 2 }]).toArray() // => [2, 4]
 * @example slice([[1, 2, 3], [4, 5, 6]], [-1, { step: -1 }]).toArray() // => [6, 5, 4]
 */
export function slice<const X extends TensorLike, const Ranges extends readonly Range[]>(
  x: X,
  ranges: SliceArgument<ShapeOf<X>, Ranges>,
): Tensor<Slice<ShapeOf<X>, Ranges>> {
  return wrap(sliceOf(toNode("slice", x), ranges));
}

/**
 * Surrounded by a constant.
 * @param x - Any shape and dtype.
 * @param widths - How many elements to add: a number for every side of every axis, or `[before, after]` for each axis.
 * @param value - The constant, by default 0.
 * @returns Each size of `x`, plus what is added before and after.
 * @throws {ArgumentError} for widths that are not non-negative integers, or a value that the dtype cannot hold;
 *   {@link ShapeError} unless there is a pair for each axis.
 * @remarks Derivative: the window of the cotangent where `x` is. Source: NumPy, `numpy.pad` with mode constant.
 * @example pad([1, 2], [[1, 2]]).toArray() // => [0, 1, 2, 0, 0]
 * @example pad([[5]], 1, -1).toArray() // => [[-1, -1, -1], [-1, 5, -1], [-1, -1, -1]]
 */
export function pad<const X extends TensorLike, const Widths extends PadWidths>(
  x: X,
  widths: PadArgument<ShapeOf<X>, Widths>,
  value?: number | boolean,
): Tensor<Pad<ShapeOf<X>, Widths>> {
  return wrap(movements.pad(toNode("pad", x), widths, value));
}

/**
 * The elements in reverse order along axes.
 * @param x - Any shape and dtype.
 * @param axes - One axis or several, negative ones counted from the end; by default all.
 * @param further - Nothing; anything is refused, such as what `list.map` passes.
 * @returns The shape of `x`.
 * @throws {ShapeError} for an axis out of range or named twice.
 * @remarks Derivative: the cotangent flipped back. Source: array API standard, `flip`.
 * @example flip([[1, 2], [3, 4]], 0).toArray() // => [[3, 4], [1, 2]]
 */
export function flip<const X extends TensorLike, const Axes extends AxesLike = undefined>(
  x: X,
  axes?: AxesArgument<"flip", ShapeOf<X>, Axes>,
  ...further: never[]
): Tensor<ShapeOf<X>> {
  requireNothingFurther("flip", further);
  return wrap(movements.flip(toNode("flip", x), axes));
}

/**
 * The same numbers in another dtype.
 * @param x - Any shape and dtype.
 * @param dtype - To float32 by rounding; to int32 by cutting off the fraction, with NaN to 0 and what is too large to the
 *   largest; to bool as x ≠ 0; bool to numbers as 0 and 1.
 * @returns The shape of `x`, in the given dtype.
 * @throws {DtypeError} for an unknown dtype.
 * @remarks Derivative: the cotangent cast back between float64 and float32; none to or from int32 and bool. Source:
 *   WebAssembly core specification, 4.3.3 (trunc_sat, demote).
 * @example cast([1.7, -1.7], "int32").toArray() // => [1, -1]
 */
export function cast<const X extends TensorLike>(x: X, dtype: "bool"): Mask<ShapeOf<X>>;
export function cast<const X extends TensorLike>(x: X, dtype: DType): Tensor<ShapeOf<X>>;
export function cast(x: TensorLike, dtype: DType): Tensor {
  return wrap(movements.cast(toNode("cast", x), dtype));
}

/**
 * The same value, through which no derivative passes.
 * @param x - Any shape and dtype.
 * @returns The shape, dtype and elements of `x`.
 * @remarks Derivative: 0. Source: JAX, `jax.lax.stop_gradient`. The method is also called `detach()`, as in PyTorch. Once the
 *   value is known, what `x` was built from is let go of: what a loop carries along behind it does not pile up.
 * @example stopGradient(2).item() // => 2
 */
export function stopGradient<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
  return wrap(stopped(toNode("stopGradient", x)));
}
