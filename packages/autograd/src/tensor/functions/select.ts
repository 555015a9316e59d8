import { apply } from "../../graph/build.ts";
import type { Node } from "../../graph/node.ts";
import { clip as clipOperation } from "../../op/clip.ts";
import { where as whereOperation } from "../../op/where.ts";
import type { Broadcast, BroadcastOperand } from "../../shape/broadcast-type.ts";
import type { ShapeOf } from "../../shape/operand-type.ts";
import { operandList, toNode } from "../convert.ts";
import { wrap, wrapMask } from "../handle.ts";
import type { Chosen, Tensor, TensorLike } from "../tensor.ts";

/**
 * Elements of the second argument where the first is true, of the third elsewhere.
 * @param condition - A mask: booleans, or what comparisons return.
 * @param whenTrue - Numbers or truth values, of any shape that broadcasts.
 * @param whenFalse - Of the same dtype.
 * @returns The shape that all three broadcast to; of two masks a mask.
 * @throws {DtypeError} if the condition is not bool or the dtypes of the others differ.
 * @remarks Derivative: each side receives the cotangent where it was taken, and exactly 0 elsewhere, however infinite or
 *   undefined its own slope is there: `where(x > 0, sqrt(x), 0)` has derivative 0 at x < 0. Source: array API standard,
 *   `where`; strong zeros: docs/conventions.md.
 * @example where([true, false], [1, 2], 9).toArray() // => [1, 9]
 * @example where([true, false], [false, true], true).toArray() // => [false, true]
 */
export function where<const C extends TensorLike, const X extends TensorLike, const Y extends TensorLike>(
  condition: C,
  whenTrue: BroadcastOperand<"where", ShapeOf<C>, X, ShapeOf<X>>,
  whenFalse: BroadcastOperand<"where", Broadcast<ShapeOf<C>, ShapeOf<X>>, Y, ShapeOf<Y>>,
): Chosen<X, Y, Broadcast<Broadcast<ShapeOf<C>, ShapeOf<X>>, ShapeOf<Y>>> {
  const [a, b] = operandList("where", [whenTrue, whenFalse]) as [Node, Node];
  return wrapMask(apply(whereOperation, [toNode("where", condition), a, b]));
}

/**
 * Each element, kept between two bounds: min(max(x, low), high).
 * @param x - Any shape.
 * @param low - Lower bound, broadcast; `-Infinity` for none.
 * @param high - Upper bound, broadcast; `Infinity` for none. It wins where it is below `low`.
 * @returns The shape that all three broadcast to; NaN where `x` is NaN.
 * @throws {DtypeError} for bool or for dtypes that differ.
 * @remarks Derivative: `x` receives the cotangent inside and at both bounds; outside, the bound receives it. Source: NumPy,
 *   `numpy.clip`.
 * @example clip([-2, 0.5, 2], 0, 1).toArray() // => [0, 0.5, 1]
 */
export function clip<const X extends TensorLike, const L extends TensorLike, const H extends TensorLike>(
  x: X,
  low: BroadcastOperand<"clip", ShapeOf<X>, L, ShapeOf<L>>,
  high: BroadcastOperand<"clip", Broadcast<ShapeOf<X>, ShapeOf<L>>, H, ShapeOf<H>>,
): Tensor<Broadcast<Broadcast<ShapeOf<X>, ShapeOf<L>>, ShapeOf<H>>> {
  return wrap(apply(clipOperation, operandList("clip", [x, low, high])));
}
