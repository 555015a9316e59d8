import { apply } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import { add } from "../op/add.ts";
import { less } from "../op/comparison.ts";
import { div } from "../op/div.ts";
import { log } from "../op/log.ts";
import { log1p } from "../op/log1p.ts";
import { logaddexp } from "../op/logaddexp.ts";
import { mul } from "../op/mul.ts";
import { neg } from "../op/neg.ts";
import { logNormalCdf } from "../op/normal-log-cdf.ts";
import { normalLogQuantile } from "../op/normal-log-quantile.ts";
import { sub } from "../op/sub.ts";
import { broadcastTo } from "../op/sum.ts";
import { where } from "../op/where.ts";
import type { Dims } from "../shape/shape-type.ts";
import { optionsArgument, shapeArgument } from "../tensor/argument.ts";
import { wrap } from "../tensor/handle.ts";
import type { Tensor, TensorLike } from "../tensor/tensor.ts";
import { floatDtype, moment, unit, widthBetween } from "./draw.ts";
import { type Key, wordsArgument } from "./key.ts";
import type { NormalOptions } from "./normal.ts";
import { truncatedNormalRules, truncatedWidth } from "./rules.ts";

export interface TruncatedNormalOptions extends NormalOptions {
  /** The least number, or a tensor of them that broadcasts to the shape; by default there is none. */
  readonly low?: TensorLike | undefined;
  /** The largest one; by default there is none. */
  readonly high?: TensorLike | undefined;
}

/**
 * Normally distributed numbers of which those that are not between two bounds are left out, however far the bounds are out.
 * @param key - What {@link key} or {@link split} gives. The same key gives the same numbers.
 * @param shape - Sizes, non-negative integers.
 * @param options - `low` and `high`, by default none; `mean`, by default 0, and `std`, by default 1, of the numbers before they are left
 *   out; `dtype`, by default float64.
 * @returns A tensor of the given shape: mean + std · z, z the quantile of a uniform number between the probabilities of both bounds.
 * @throws {ArgumentError}, {@link DtypeError} or {@link ShapeError} for what is not a key, a shape or an option, for bounds and moments
 *   that are numbers but not finite, or that do not broadcast to the shape; for bounds that are not below each other and a standard deviation
 *   that is not above 0, at once where they are known, else when the result is computed.
 * @remarks Derivatives with respect to `low`, `high`, `mean` and `std`: that of the quantile, the pathwise derivative. Source: the
 *   inverse of the distribution function; JAX, `jax.random.truncated_normal`, whose numbers are the
 *   same up to rounding, but for those far out, where it loses digits.
 * @example
 * import { key, truncatedNormal } from "@chainrule/autograd/random";
 * truncatedNormal(key(42), [2], { low: 40, high: 41 }).toArray() // => [40.0138…, 40.0003…]
 */
export function truncatedNormal<const S extends Dims>(
  key: Key,
  shape: readonly [...S],
  options?: TruncatedNormalOptions,
): Tensor<S> {
  const op = "truncatedNormal";
  const words = wordsArgument(op, key);
  const sizes = shapeArgument(op, shape);
  const { low, high, mean, std, dtype } = optionsArgument(op, options, [
    "low",
    "high",
    "mean",
    "std",
    "dtype",
  ]);
  const type = floatDtype(op, dtype, [low, high, mean, std]);
  const v = unit(op, words, sizes, type);
  const [center, scale] = [
    moment(op, ["mean", mean ?? 0], v),
    moment(op, ["std", std ?? 1, truncatedNormalRules.std], v),
  ];
  const bounds = [low, high].map((bound, k) =>
    bound === undefined ? null : moment(op, [k === 0 ? "low" : "high", bound], v),
  ) as [Node | null, Node | null];
  const [least, most] = bounds;
  const width = least && most && widthBetween(op, [low, high], [least, most], truncatedWidth);
  const standard = (bound: Node): Node => apply(div, [apply(sub, [bound, center]), scale]);
  const from = least && standard(least);
  // From the lower bound, if there is one, by the width.
  const to = width && from ? apply(add, [from, apply(div, [width, scale])]) : most && standard(most);
  // From the end where it is less, the probability has all its digits, as a logarithm also where it is 0.
  const weights = [apply(log1p, [apply(neg, [v])]), apply(log, [v])] as const;
  const below = sum(share(weights[0], from, false), share(weights[1], to, true));
  const above = sum(share(weights[0], negative(from), true), share(weights[1], negative(to), false));
  const z = apply(where, [
    apply(less, [below, above]),
    apply(normalLogQuantile, [below]),
    apply(neg, [apply(normalLogQuantile, [above])]),
  ]);
  let drawn = apply(add, [center, apply(mul, [scale, z])]);
  // Rounding may go beyond a bound.
  if (least !== null) drawn = apply(where, [apply(less, [drawn, least]), least, drawn]);
  if (most !== null) drawn = apply(where, [apply(less, [most, drawn]), most, drawn]);
  return wrap(drawn.shape.length === sizes.length ? drawn : apply(broadcastTo, [drawn], { shape: sizes }));
}

function negative(x: Node | null): Node | null {
  return x && apply(neg, [x]);
}

/** ln(w Φ(bound)) of ln w; without a bound Φ is 1 or 0, of which the second, null, has no logarithm. */
function share(logWeight: Node, bound: Node | null, isCertain: boolean): Node | null {
  if (bound === null) return isCertain ? logWeight : null;
  return apply(add, [logWeight, apply(logNormalCdf, [bound])]);
}

/** The logarithm of a sum of two shares, one of which there is. */
function sum(first: Node | null, second: Node | null): Node {
  return first && second ? apply(logaddexp, [first, second]) : ((first ?? second) as Node);
}
