import { apply } from "../graph/build.ts";
import { log1p } from "../op/log1p.ts";
import { neg } from "../op/neg.ts";
import type { FloatDType } from "../shape/dtype.ts";
import type { Dims } from "../shape/shape-type.ts";
import { optionsArgument, shapeArgument } from "../tensor/argument.ts";
import { wrap } from "../tensor/handle.ts";
import type { Tensor, TensorLike } from "../tensor/tensor.ts";
import { floatDtype, placed, unit } from "./draw.ts";
import { type Key, wordsArgument } from "./key.ts";
import { scaleRules } from "./rules.ts";

export interface ExponentialOptions {
  /** The mean, one over the rate, not negative: a number or a tensor that broadcasts to the shape; by default 1. */
  readonly scale?: TensorLike | undefined;
  /** By default that of `scale` if it is a tensor, float64 otherwise. */
  readonly dtype?: FloatDType | undefined;
}

/**
 * Exponentially distributed numbers.
 * @param key - What {@link key} or {@link split} gives. The same key gives the same numbers.
 * @param shape - Sizes, non-negative integers.
 * @param options - `scale`, the mean, by default 1; `dtype`, by default float64.
 * @returns A tensor of the given shape: -scale · log(1 - u), u uniform.
 * @throws {ArgumentError}, {@link DtypeError} or {@link ShapeError} for what is not a key, a shape or an option, for a
 *   scale that does not broadcast to the shape; {@link ArgumentError} for one that is negative or not finite, at once where it is known,
 *   else when the result is computed.
 * @remarks Derivative with respect to `scale`: the standard number drawn. The numbers are those of `jax.random.exponential`, up
 *   to the roundings of the logarithm.
 * @example
 * import { exponential, key } from "@chainrule/autograd/random";
 * exponential(key(42), [2]).toArray() // => [0.55639…, 0.01512…]
 */
export function exponential<const S extends Dims>(
  key: Key,
  shape: readonly [...S],
  options?: ExponentialOptions,
): Tensor<S> {
  const words = wordsArgument("exponential", key);
  const sizes = shapeArgument("exponential", shape);
  const { scale, dtype } = optionsArgument("exponential", options, ["scale", "dtype"]);
  const u = unit("exponential", words, sizes, floatDtype("exponential", dtype, [scale]));
  const standard = apply(neg, [apply(log1p, [apply(neg, [u])])]);
  return wrap(placed("exponential", standard, ["loc", undefined], ["scale", scale, scaleRules.scale]));
}
