import type { FloatDType } from "../shape/dtype.ts";
import type { Dims } from "../shape/shape-type.ts";
import { optionsArgument, shapeArgument } from "../tensor/argument.ts";
import { wrap } from "../tensor/handle.ts";
import type { Tensor, TensorLike } from "../tensor/tensor.ts";
import { floatDtype, normalAt, placed } from "./draw.ts";
import { counters, type Key, wordsArgument } from "./key.ts";
import { normalRules } from "./rules.ts";

export interface NormalOptions {
  /** A number or a tensor that broadcasts to the shape; by default 0. */
  readonly mean?: TensorLike | undefined;
  /** The standard deviation, not negative, a number or a tensor that broadcasts to the shape; by default 1. */
  readonly std?: TensorLike | undefined;
  /** By default that of `mean` or `std` if one of them is a tensor, float64 otherwise. */
  readonly dtype?: FloatDType | undefined;
}

/**
 * Normally distributed numbers, by the inverse of the error function.
 * @param key - What {@link key} or {@link split} gives. The same key gives the same numbers.
 * @param shape - Sizes, non-negative integers.
 * @param options - `mean`, by default 0; `std`, by default 1; `dtype`, by default float64.
 * @returns A tensor of the given shape: mean + std · √2 · erfinv(u), u uniform in (-1, 1).
 * @throws {ArgumentError}, {@link DtypeError} or {@link ShapeError} for what is not a key, a shape or an option, for
 *   a mean that is a number but not finite, for moments that do not broadcast to the shape; {@link ArgumentError} for a standard
 *   deviation that is negative or not finite, at once where it is known, else when the result is computed.
 * @remarks Derivatives with respect to `mean` and `std`: 1 and the number drawn, the pathwise derivative. The numbers are those
 *   of `jax.random.normal`, for float64 with `jax_enable_x64`, up to the roundings of the inverse error function.
 * @example
 * import { key, normal } from "@chainrule/autograd/random";
 * normal(key(42), [2]).toArray() // => [-0.18471174528191164, -2.1698245603977546]
 */
export function normal<const S extends Dims>(
  key: Key,
  shape: readonly [...S],
  options?: NormalOptions,
): Tensor<S> {
  const words = wordsArgument("normal", key);
  const sizes = shapeArgument("normal", shape);
  const { mean, std, dtype } = optionsArgument("normal", options, ["mean", "std", "dtype"]);
  const type = floatDtype("normal", dtype, [mean, std]);
  const z = normalAt(words, counters("normal", sizes), type);
  return wrap(placed("normal", z, ["mean", mean], ["std", std, normalRules.std]));
}
