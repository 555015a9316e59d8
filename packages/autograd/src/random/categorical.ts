import { DtypeError, ShapeError } from "../error/error.ts";
import { apply, applyBinary, constantNode } from "../graph/build.ts";
import { add } from "../op/add.ts";
import { argmax } from "../op/arg-extremum.ts";
import { greater } from "../op/comparison.ts";
import { max } from "../op/max.ts";
import { reshape } from "../op/reshape.ts";
import { sub } from "../op/sub.ts";
import { where } from "../op/where.ts";
import { isFloat } from "../shape/dtype.ts";
import type { ShapeOf } from "../shape/operand-type.ts";
import type { AxesArgument, Reduce } from "../shape/reduce-type.ts";
import { formatShape, normalizeAxis, type Shape, sameShape } from "../shape/shape.ts";
import type { Dims } from "../shape/shape-type.ts";
import { shapeArgument } from "../tensor/argument.ts";
import { toNode } from "../tensor/convert.ts";
import { wrap } from "../tensor/handle.ts";
import { argExtremum } from "../tensor/sorting.ts";
import type { Tensor, TensorLike } from "../tensor/tensor.ts";
import { checkedNumbers } from "./draw.ts";
import { standardGumbel } from "./gumbel.ts";
import { type Key, wordsArgument } from "./key.ts";
import { largestLogit } from "./rules.ts";

/**
 * Categories, drawn with the probabilities that logits say: their softmax.
 * @param key - What {@link key} or {@link split} gives. The same key gives the same categories.
 * @param logits - Logarithms of probabilities, up to a constant, -∞ for what is never drawn; floating-point, with at least one category.
 * @param axis - The axis that the categories lie along, a negative one counted from the end; by default the last.
 * @param shape - Of the result: any sizes in front of those that `logits` has without the axis; by default only these.
 * @returns int32: an index of a category for each of the other elements.
 * @throws {ArgumentError}, {@link DtypeError} or {@link ShapeError} for what is not a key, floating-point logits, an axis with
 *   categories or a shape that ends as it should; {@link ArgumentError} where a logit is ∞ or NaN, or all along the axis are -∞, when the
 *   result is computed.
 * @remarks The index of the largest sum of logit and Gumbel noise. No derivative passes. The categories are those of
 *   `jax.random.categorical`, for float64 with `jax_enable_x64`, but for sums that roundings make equal.
 * @example
 * import { categorical, key } from "@chainrule/autograd/random";
 * categorical(key(42), [0, -Infinity, 1], -1, [4]).toArray() // => [2, 2, 0, 2]
 */
export function categorical<
  const X extends TensorLike,
  const A extends number = -1,
  const S extends Dims = Reduce<ShapeOf<X>, A, false>,
>(
  key: Key,
  logits: X,
  axis?: AxesArgument<"categorical", ShapeOf<X>, A>,
  shape?: readonly [...S],
): Tensor<S> {
  const words = wordsArgument("categorical", key);
  const node = toNode("categorical", logits);
  const { dtype } = node;
  if (!isFloat(dtype)) {
    throw new DtypeError(
      "categorical",
      `logits must be floating-point, got ${dtype}. Cast them, with cast("float64").`,
    );
  }
  const at = normalizeAxis("categorical", (axis ?? -1) as number, node.shape.length);
  const batch = node.shape.filter((_, k) => k !== at);
  const prefix = shape === undefined ? [] : prefixOf(shapeArgument("categorical", shape), batch);
  const noise = standardGumbel("categorical", words, [...prefix, ...node.shape], dtype);
  const largest = apply(max, [node], { axes: [at], keepDims: false });
  // A sum with a large logit keeps nothing of the noise.
  const below = applyBinary(sub, node, apply(reshape, [largest], { shape: node.shape.with(at, 1) }));
  const drawn = argExtremum(argmax, apply(add, [noise, below]), prefix.length + at, undefined);
  const known = checkedNumbers("categorical", largest, largestLogit);
  // What was looked at is what is used.
  const isDrawn = apply(greater, [known, constantNode(-Infinity, dtype)]);
  return wrap(apply(where, [isDrawn, drawn, constantNode(-1, "int32")]));
}

function prefixOf(shape: Shape, batch: Shape): Shape {
  const length = shape.length - batch.length;
  if (length < 0 || !sameShape(shape.slice(length), batch)) {
    throw new ShapeError(
      "categorical",
      `shape must end with that of logits without the axis, got ${formatShape(shape)} for ${formatShape(batch)}.`,
      [shape, batch],
    );
  }
  return shape.slice(0, length);
}
