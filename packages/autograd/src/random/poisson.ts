import { apply, constantNode } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import { stopped } from "../graph/stop-gradient.ts";
import { add } from "../op/add.ts";
import { cast } from "../op/cast.ts";
import { greater, less } from "../op/comparison.ts";
import { div } from "../op/div.ts";
import { lgamma } from "../op/lgamma.ts";
import { log } from "../op/log.ts";
import { logicalAnd, logicalNot } from "../op/logical.ts";
import { mul } from "../op/mul.ts";
import { neg } from "../op/neg.ts";
import { sqrt } from "../op/sqrt.ts";
import { sub } from "../op/sub.ts";
import { where } from "../op/where.ts";
import type { FloatDType } from "../shape/dtype.ts";
import type { ShapeOf } from "../shape/operand-type.ts";
import type { Dims } from "../shape/shape-type.ts";
import { wrap } from "../tensor/handle.ts";
import type { Tensor, TensorLike } from "../tensor/tensor.ts";
import { filled } from "../transform/chain.ts";
import { unitAt } from "./draw.ts";
import { counters, type Key, splitWords, type Words, wordsArgument } from "./key.ts";
import { parameters } from "./parameters.ts";
import { untilAccepted } from "./rejection.ts";
import { poissonRules } from "./rules.ts";
import { byTransformedRejection, type Hat } from "./transformed-rejection.ts";

/**
 * Counts of a Poisson distribution.
 * @param key - What {@link key} or {@link split} gives. The same key gives the same counts.
 * @param rate - The mean, from 0 to 2³⁰: a number, or a tensor with one for each count.
 * @param shape - By default that of `rate`.
 * @returns An int32 tensor.
 * @throws {ArgumentError}, {@link DtypeError} or {@link ShapeError} for what is not a key, a shape or floating-point rates that
 *   broadcast to it; {@link ArgumentError} for a rate out of its range, at once where it is known, else when the result is computed.
 * @remarks No derivative passes. A product of uniform numbers for rates below 10, transformed rejection above. For float32 rates
 *   below 10 the counts are those of `jax.random.poisson`; above, its counts depend on how long the others of the same call take. Source: D. Knuth, The art of computer
 *   programming 2, 3.4.1; W. Hörmann, The transformed rejection method for generating Poisson random variables, 1993, PTRS.
 * @example
 * import { key, poisson } from "@chainrule/autograd/random";
 * poisson(key(42), [0, 3, 1000]).shape // => [3]
 */
export function poisson<const R extends TensorLike, const S extends Dims = ShapeOf<R>>(
  key: Key,
  rate: R,
  shape?: readonly [...S],
): Tensor<S> {
  const words = wordsArgument("poisson", key);
  const [given] = parameters("poisson", [["rate", rate, poissonRules.rate]], shape) as [Node];
  const dtype = given.dtype as FloatDType;
  const mean = apply(cast, [stopped(given)], { dtype: "float64" });
  const isSmall = apply(less, [mean, constantNode(10, "float64")]);
  const count = apply(where, [
    isSmall,
    bySmallProducts(words, mean, isSmall, dtype),
    byHat(words, mean, apply(logicalNot, [isSmall]), dtype),
  ]);
  return wrap(apply(cast, [count], { dtype: "int32" }));
}

/** How many uniform numbers have a product above exp(-rate). */
function bySmallProducts(words: Words, rate: Node, isSmall: Node, dtype: FloatDType): Node {
  const counter = counters("poisson", rate.shape);
  const isPositive = apply(greater, [rate, constantNode(0, "float64")]);
  const isOpen = apply(logicalAnd, [isSmall, isPositive]);
  const least = apply(neg, [rate]);
  const first = apply(where, [isPositive, filled(-1, rate), constantNode(0, "float64")]);
  const [count] = untilAccepted(words, isOpen, [first, filled(0, rate)], (key, [k, product]) => {
    const [next, drawing] = splitWords(key, 2) as [Words, Words];
    const u = apply(cast, [unitAt(drawing, counter, dtype)], { dtype: "float64" });
    const more = apply(add, [product as Node, apply(log, [u])]);
    const one = apply(add, [k as Node, constantNode(1, "float64")]);
    return { next, isOpen: apply(greater, [more, least]), values: [one, more] };
  }) as [Node];
  return count;
}

function byHat(words: Words, given: Node, isLarge: Node, dtype: FloatDType): Node {
  const number = (value: number): Node => constantNode(value, "float64");
  // Any rate that the algorithm is for, where it is not asked.
  const rate = apply(where, [isLarge, given, number(100)]);
  const b = apply(add, [apply(mul, [apply(sqrt, [rate]), number(2.53)]), number(0.931)]);
  const logRate = apply(log, [rate]);
  const hat: Hat = {
    a: apply(sub, [apply(mul, [b, number(0.02483)]), number(0.059)]),
    b,
    limit: apply(sub, [number(0.9277), apply(div, [number(3.6224), apply(sub, [b, number(2)])])]),
    height: apply(add, [apply(div, [number(1.1328), apply(sub, [b, number(3.4)])]), number(1.1239)]),
    moved: (x) => apply(add, [apply(add, [x, rate]), number(0.43)]),
    logProbability: (k) =>
      apply(sub, [apply(sub, [apply(mul, [k, logRate]), rate]), apply(lgamma, [apply(add, [k, number(1)])])]),
    isOut: (_k, rest, v) =>
      apply(logicalAnd, [apply(less, [rest, number(0.013)]), apply(greater, [v, rest])]),
  };
  return byTransformedRejection("poisson", words, isLarge, hat, dtype);
}
