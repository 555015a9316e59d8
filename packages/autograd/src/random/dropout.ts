import { describe } from "../error/describe.ts";
import { ArgumentError } from "../error/error.ts";
import { apply, constantNode } from "../graph/build.ts";
import { less } from "../op/comparison.ts";
import { div } from "../op/div.ts";
import { where } from "../op/where.ts";
import type { FloatDType } from "../shape/dtype.ts";
import type { ShapeOf } from "../shape/operand-type.ts";
import { floatNode } from "../tensor/convert.ts";
import { wrap } from "../tensor/handle.ts";
import type { Tensor, TensorLike } from "../tensor/tensor.ts";
import { unit } from "./draw.ts";
import { type Key, wordsArgument } from "./key.ts";

/**
 * With elements set to 0 at random, and the others made larger, so that the mean stays. Leave it out when a model is not trained.
 * @param key - What {@link key} or {@link split} gives. The same key drops the same elements: give each call one of its own, as
 *   `nextKey` does in a compiled step.
 * @param x - Floating-point.
 * @param rate - The probability of each element to be dropped, a number from 0 to below 1.
 * @returns The shape and dtype of `x`: x / (1 - rate) where it is kept, 0 elsewhere.
 * @throws {ArgumentError}, {@link DtypeError} or {@link ShapeError} for what is not a key, another rate, or `x` that is not
 *   floating-point.
 * @remarks Derivative: the cotangent / (1 - rate) where the element is kept, exactly 0 elsewhere. Source: N. Srivastava et al., Dropout, 2014.
 * @example
 * import { dropout, key } from "@chainrule/autograd/random";
 * dropout(key(42), [1, 2, 3, 4], 0.5).toArray() // => [2, 4, 0, 0]
 */
export function dropout<const X extends TensorLike>(key: Key, x: X, rate: number): Tensor<ShapeOf<X>> {
  const words = wordsArgument("dropout", key);
  const node = floatNode("dropout", x);
  if (typeof rate !== "number" || !(rate >= 0 && rate < 1)) {
    throw new ArgumentError("dropout", `rate must be a number from 0 to below 1, got ${describe(rate)}.`);
  }
  const keep = constantNode(1 - rate, node.dtype);
  const isKept = apply(less, [unit("dropout", words, node.shape, node.dtype as FloatDType), keep]);
  return wrap(apply(where, [isKept, apply(div, [node, keep]), constantNode(0, node.dtype)]));
}
