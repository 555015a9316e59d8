import { ShapeError } from "../error/error.ts";
import { apply } from "../graph/build.ts";
import { less } from "../op/comparison.ts";
import type { ShapeOf } from "../shape/operand-type.ts";
import { broadcastsTo, formatShape } from "../shape/shape.ts";
import type { Dims } from "../shape/shape-type.ts";
import { shapeArgument } from "../tensor/argument.ts";
import { toNode } from "../tensor/convert.ts";
import { wrapMask } from "../tensor/handle.ts";
import type { Mask, TensorLike } from "../tensor/tensor.ts";
import { floatDtype, numbersByRule, unit } from "./draw.ts";
import { type Key, wordsArgument } from "./key.ts";
import { bernoulliRules } from "./rules.ts";

/**
 * Truth values, true with a given probability.
 * @param key - What {@link key} or {@link split} gives. The same key gives the same values.
 * @param p - The probability of true: a number, or a tensor with one for each value, from 0 to 1.
 * @param shape - By default that of `p`.
 * @returns A mask.
 * @throws {ArgumentError}, {@link DtypeError} or {@link ShapeError} for what is not a key, a shape or floating-point
 *   probabilities that broadcast to it; {@link ArgumentError} for a probability out of its range, at once where it is known, else when the
 *   result is computed.
 * @remarks No derivative passes. The values are those of `jax.random.bernoulli`, for float64 with `jax_enable_x64`.
 * @example
 * import { bernoulli, key } from "@chainrule/autograd/random";
 * bernoulli(key(42), 0.5, [4]).toArray() // => [true, true, false, false]
 */
export function bernoulli<const P extends TensorLike, const S extends Dims = ShapeOf<P>>(
  key: Key,
  p: P,
  shape?: readonly [...S],
): Mask<S> {
  const words = wordsArgument("bernoulli", key);
  const probability = toNode("bernoulli", p);
  const dtype = floatDtype("bernoulli", probability.dtype, []);
  const sizes = shape === undefined ? probability.shape : shapeArgument("bernoulli", shape);
  if (!broadcastsTo(probability.shape, sizes)) {
    throw new ShapeError(
      "bernoulli",
      `p must broadcast to the shape, got ${formatShape(probability.shape)} for ${formatShape(sizes)}.`,
      [probability.shape, sizes],
    );
  }
  const chance = numbersByRule("bernoulli", probability, bernoulliRules.p, p);
  return wrapMask(apply(less, [unit("bernoulli", words, sizes, dtype), chance]));
}
