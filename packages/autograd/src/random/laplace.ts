import { apply } from "../graph/build.ts";
import { abs } from "../op/abs.ts";
import { log1p } from "../op/log1p.ts";
import { mul } from "../op/mul.ts";
import { neg } from "../op/neg.ts";
import { sign } from "../op/sign.ts";
import type { Dims } from "../shape/shape-type.ts";
import { optionsArgument, shapeArgument } from "../tensor/argument.ts";
import { wrap } from "../tensor/handle.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { floatDtype, placed, signedUnitAt } from "./draw.ts";
import type { LocationScaleOptions } from "./gumbel.ts";
import { counters, type Key, wordsArgument } from "./key.ts";
import { scaleRules } from "./rules.ts";

/**
 * Numbers of a Laplace distribution: exponential to either side.
 * @param key - What {@link key} or {@link split} gives. The same key gives the same numbers.
 * @param shape - Sizes, non-negative integers.
 * @param options - `loc`, by default 0; `scale`, by default 1; `dtype`, by default float64.
 * @returns A tensor of the given shape: loc + scale · sign(u) log(1 - |u|), u uniform in (-1, 1).
 * @throws {ArgumentError}, {@link DtypeError} or {@link ShapeError} for what is not a key, a shape or an option, for
 *   options that do not broadcast to the shape, or a `loc` that is a number but not finite; {@link ArgumentError} for a `scale` that is
 *   negative or not finite, at once where it is known, else when the result is computed.
 * @remarks Derivatives with respect to `loc` and `scale`: 1 and the standard number drawn. The numbers are those of
 *   `jax.random.laplace`, up to the roundings of the logarithm.
 * @example
 * import { key, laplace } from "@chainrule/autograd/random";
 * laplace(key(42), [2]).toArray() // => [0.15846…, 3.50588…]
 */
export function laplace<const S extends Dims>(
  key: Key,
  shape: readonly [...S],
  options?: LocationScaleOptions,
): Tensor<S> {
  const words = wordsArgument("laplace", key);
  const sizes = shapeArgument("laplace", shape);
  const { loc, scale, dtype } = optionsArgument("laplace", options, ["loc", "scale", "dtype"]);
  const u = signedUnitAt(words, counters("laplace", sizes), floatDtype("laplace", dtype, [loc, scale]));
  const standard = apply(mul, [apply(sign, [u]), apply(log1p, [apply(neg, [apply(abs, [u])])])]);
  return wrap(placed("laplace", standard, ["loc", loc], ["scale", scale, scaleRules.scale]));
}
