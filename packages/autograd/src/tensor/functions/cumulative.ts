import { cumsum as cumsumOp } from "../../op/cumsum.ts";
import type { ShapeOf } from "../../shape/operand-type.ts";
import type { AxesArgument } from "../../shape/reduce-type.ts";
import { toNode } from "../convert.ts";
import { cumulative } from "../cumulatives.ts";
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
