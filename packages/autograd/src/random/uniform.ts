import { apply } from "../graph/build.ts";
import { add } from "../op/add.ts";
import { equal } from "../op/comparison.ts";
import { mul } from "../op/mul.ts";
import { where } from "../op/where.ts";
import type { FloatDType } from "../shape/dtype.ts";
import type { Dims } from "../shape/shape-type.ts";
import { optionsArgument, shapeArgument } from "../tensor/argument.ts";
import { wrap } from "../tensor/handle.ts";
import type { Tensor, TensorLike } from "../tensor/tensor.ts";
import { floatDtype, moment, unit, widthBetween } from "./draw.ts";
import { type Key, wordsArgument } from "./key.ts";
import { uniformWidth } from "./rules.ts";

export interface UniformOptions {
  /** A number or a tensor that broadcasts to the shape; by default 0. */
  readonly low?: TensorLike | undefined;
  /** A number or a tensor that broadcasts to the shape; by default 1. */
  readonly high?: TensorLike | undefined;
  /** By default that of `low` or `high` if one of them is a tensor, float64 otherwise. */
  readonly dtype?: FloatDType | undefined;
}

/**
 * Uniformly distributed numbers in [low, high).
 * @param key - What {@link key} or {@link split} gives. The same key gives the same numbers.
 * @param shape - Sizes, non-negative integers.
 * @param options - `low`, by default 0; `high`, by default 1; `dtype`, by default float64.
 * @returns A tensor of the given shape: multiples of 2⁻⁵² (float32: 2⁻²³), times high - low, plus low.
 * @throws {ArgumentError}, {@link DtypeError} or {@link ShapeError} for what is not a key, a shape or an option, for
 *   bounds that are numbers but not finite, or that do not broadcast to the shape; {@link ArgumentError} where `high` is below `low`, or
 *   too far above it for the difference to be finite, at once where that is known, else when the result is computed.
 * @remarks Derivatives with respect to `low` and `high`: those of low + u · (high - low). The numbers are those of
 *   `jax.random.uniform`, for float64 with `jax_enable_x64`, bit for bit; with bounds, where JAX rounds after each step too. Where
 *   rounding would give `high`, as it does in JAX, they are `low`.
 * @example
 * import { key, uniform } from "@chainrule/autograd/random";
 * uniform(key(42), [2]).toArray() // => [0.4267275666499091, 0.015010069515314584]
 */
export function uniform<const S extends Dims>(
  key: Key,
  shape: readonly [...S],
  options?: UniformOptions,
): Tensor<S> {
  const words = wordsArgument("uniform", key);
  const sizes = shapeArgument("uniform", shape);
  const { low, high, dtype } = optionsArgument("uniform", options, ["low", "high", "dtype"]);
  const type = floatDtype("uniform", dtype, [low, high]);
  const u = unit("uniform", words, sizes, type);
  if (low === undefined && high === undefined) return wrap(u);
  const from = moment("uniform", ["low", low ?? 0], u);
  const to = moment("uniform", ["high", high ?? 1], u);
  const width = widthBetween("uniform", [low ?? 0, high ?? 1], [from, to], uniformWidth);
  const drawn = apply(add, [apply(mul, [u, width]), from]);
  // Rounding may reach the upper bound.
  return wrap(apply(where, [apply(equal, [drawn, to]), from, drawn]));
}
