import { apply, constantNode } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import { log } from "../op/log.ts";
import { maximum } from "../op/maximum.ts";
import { neg } from "../op/neg.ts";
import type { FloatDType } from "../shape/dtype.ts";
import type { Shape } from "../shape/shape.ts";
import type { Dims } from "../shape/shape-type.ts";
import { optionsArgument, shapeArgument } from "../tensor/argument.ts";
import { wrap } from "../tensor/handle.ts";
import type { Tensor, TensorLike } from "../tensor/tensor.ts";
import { floatDtype, leastNormal, placed, unit } from "./draw.ts";
import { type Key, type Words, wordsArgument } from "./key.ts";
import { scaleRules } from "./rules.ts";

export interface LocationScaleOptions {
  /** Where the distribution is, a number or a tensor that broadcasts to the shape; by default 0. */
  readonly loc?: TensorLike | undefined;
  /** How wide it is, not negative, a number or a tensor that broadcasts to the shape; by default 1. */
  readonly scale?: TensorLike | undefined;
  /** By default that of `loc` or `scale` if one of them is a tensor, float64 otherwise. */
  readonly dtype?: FloatDType | undefined;
}

/**
 * Numbers of a Gumbel distribution, that of the largest of many.
 * @param key - What {@link key} or {@link split} gives. The same key gives the same numbers.
 * @param shape - Sizes, non-negative integers.
 * @param options - `loc`, by default 0; `scale`, by default 1; `dtype`, by default float64.
 * @returns A tensor of the given shape: loc - scale · log(-log(u)), u uniform.
 * @throws {ArgumentError}, {@link DtypeError} or {@link ShapeError} for what is not a key, a shape or an option, for
 *   options that do not broadcast to the shape, or a `loc` that is a number but not finite; {@link ArgumentError} for a `scale` that is
 *   negative or not finite, at once where it is known, else when the result is computed.
 * @remarks Derivatives with respect to `loc` and `scale`: 1 and the standard number drawn. The numbers are those of
 *   `jax.random.gumbel`, up to the roundings of the logarithm.
 * @example
 * import { gumbel, key } from "@chainrule/autograd/random";
 * gumbel(key(42), [2]).toArray() // => [0.16062…, -1.43485…]
 */
export function gumbel<const S extends Dims>(
  key: Key,
  shape: readonly [...S],
  options?: LocationScaleOptions,
): Tensor<S> {
  const words = wordsArgument("gumbel", key);
  const sizes = shapeArgument("gumbel", shape);
  const { loc, scale, dtype } = optionsArgument("gumbel", options, ["loc", "scale", "dtype"]);
  const standard = standardGumbel("gumbel", words, sizes, floatDtype("gumbel", dtype, [loc, scale]));
  return wrap(placed("gumbel", standard, ["loc", loc], ["scale", scale, scaleRules.scale]));
}

/** -log(-log(u)), u uniform. */
export function standardGumbel(op: string, words: Words, shape: Shape, dtype: FloatDType): Node {
  const u = apply(maximum, [unit(op, words, shape, dtype), constantNode(leastNormal[dtype], dtype)]);
  const exponential = apply(neg, [apply(log, [u])]);
  return apply(neg, [apply(log, [exponential])]);
}
