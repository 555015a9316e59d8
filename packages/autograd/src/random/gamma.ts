import { apply, constantNode } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import { stopped } from "../graph/stop-gradient.ts";
import { add } from "../op/add.ts";
import { greaterEqual, less, lessEqual } from "../op/comparison.ts";
import type { PlainOperation } from "../op/definition.ts";
import { tangentRule } from "../op/derivative/tangent-rule.ts";
import { div } from "../op/div.ts";
import { identity } from "../op/leaf.ts";
import { log } from "../op/log.ts";
import { log1p } from "../op/log1p.ts";
import { logicalAnd } from "../op/logical.ts";
import { maximum } from "../op/maximum.ts";
import { mul } from "../op/mul.ts";
import { neg } from "../op/neg.ts";
import { variant } from "../op/operation.ts";
import { pow } from "../op/pow.ts";
import { sqrt } from "../op/sqrt.ts";
import { strongMul } from "../op/strong-mul.ts";
import { sub } from "../op/sub.ts";
import { filledWith } from "../op/sum.ts";
import { where } from "../op/where.ts";
import type { FloatDType } from "../shape/dtype.ts";
import type { ShapeOf } from "../shape/operand-type.ts";
import type { Dims } from "../shape/shape-type.ts";
import { wrap } from "../tensor/handle.ts";
import type { Tensor, TensorLike } from "../tensor/tensor.ts";
import { filled } from "../transform/chain.ts";
import { leastNormal, normalAt, unitAt } from "./draw.ts";
import { logGammaSlope } from "./gamma-slope.ts";
import { counters, type Key, splitWords, type Words, wordsArgument, wordsAt } from "./key.ts";
import { parameters } from "./parameters.ts";
import { everywhere, untilAccepted } from "./rejection.ts";
import { gammaRules } from "./rules.ts";

/**
 * Numbers of a gamma distribution with shape parameter `alpha` and scale 1. Multiply them by a scale, or divide by a rate.
 * @param key - What {@link key} or {@link split} gives. The same key gives the same numbers.
 * @param alpha - Above 0: a number, or a tensor with one for each number drawn.
 * @param shape - By default that of `alpha`.
 * @returns A tensor of the dtype of `alpha`.
 * @throws {ArgumentError}, {@link DtypeError} or {@link ShapeError} for what is not a key, a shape or floating-point numbers that
 *   broadcast to it; {@link ArgumentError} for an `alpha` that is not above 0, at once where it is known, else when the result is computed.
 * @remarks Derivative with respect to `alpha`: that of the quantile at the place of the number in the distribution, -∂F/∂α / p with
 *   distribution function F and density p, to 1e-12, and of any order. It is not that of what the same key draws for another `alpha`. The numbers are those of `jax.random.gamma`, up to roundings. Source: Marsaglia, Tsang, A
 *   simple method for generating gamma variables, 2000; Figurnov, Mohamed, Mnih, Implicit reparameterization gradients, 2018.
 * @example
 * import { gamma, key } from "@chainrule/autograd/random";
 * gamma(key(42), [0.5, 2, 50]).shape // => [3]
 */
export function gamma<const A extends TensorLike, const S extends Dims = ShapeOf<A>>(
  key: Key,
  alpha: A,
  shape?: readonly [...S],
): Tensor<S> {
  const words = wordsArgument("gamma", key);
  const [given] = parameters("gamma", [["alpha", alpha, gammaRules.alpha]], shape) as [Node];
  return wrap(gammaNode(words, given));
}

/**
 * Logarithms of gamma-distributed numbers: also of those that are too small for a number of their own, as most are for an `alpha`
 * of 0.001.
 * @param key - What {@link key} or {@link split} gives. The same key gives the same numbers, the logarithms of those of {@link gamma}.
 * @param alpha - Above 0: a number, or a tensor with one for each number drawn.
 * @param shape - By default that of `alpha`.
 * @returns A tensor of the dtype of `alpha`.
 * @throws {ArgumentError}, {@link DtypeError} or {@link ShapeError} for what is not a key, a shape or floating-point numbers that
 *   broadcast to it; {@link ArgumentError} for an `alpha` that is not above 0, at once where it is known, else when the result is computed.
 * @remarks Derivative with respect to `alpha`: that of the quantile at the place of the number, as for {@link gamma}. The numbers are those of
 *   `jax.random.loggamma`, up to roundings.
 * @example
 * import { key, logGamma } from "@chainrule/autograd/random";
 * logGamma(key(42), 0.001).item() < -10 // => true
 */
export function logGamma<const A extends TensorLike, const S extends Dims = ShapeOf<A>>(
  key: Key,
  alpha: A,
  shape?: readonly [...S],
): Tensor<S> {
  const words = wordsArgument("logGamma", key);
  const [given] = parameters("logGamma", [["alpha", alpha, gammaRules.alpha]], shape) as [Node];
  return wrap(logGammaNode(words, given));
}

/** Has the value of its first input, which is drawn for the second: log z for α. */
const logGammaOf: PlainOperation = /* @__PURE__ */ variant(identity, {
  name: "logGamma",
  arity: 2,
  family: "random",
  notation: null,
  derivative: /* @__PURE__ */ tangentRule((b, y, [, alpha], [, tangent = null]) => {
    if (tangent === null) return filledWith(b, 0, y);
    return b(strongMul, logGammaSlope(b, alpha as typeof y, y), tangent);
  }),
}) as PlainOperation;

/** The same for z itself. */
const gammaOf: PlainOperation = /* @__PURE__ */ variant(logGammaOf, {
  name: "gamma",
  derivative: /* @__PURE__ */ tangentRule((b, y, [, alpha], [, tangent = null]) => {
    if (tangent === null) return filledWith(b, 0, y);
    // Where z is too small for a number, so is its slope.
    const least = b.constant(leastNormal[b.dtypeOf(y) as FloatDType], y);
    const slope = logGammaSlope(b, alpha as typeof y, b(log, b(maximum, y, least)));
    return b(strongMul, b(mul, y, slope), tangent);
  }),
}) as PlainOperation;

export function logGammaNode(words: Words, alpha: Node): Node {
  const { d, cube, u, isBelow } = drawn(words, alpha);
  const power = apply(div, [constantNode(1, alpha.dtype), alpha]);
  const part = apply(mul, [apply(log1p, [apply(neg, [u])]), power]);
  const large = apply(add, [apply(log, [d]), apply(log, [cube])]);
  return apply(logGammaOf, [
    apply(add, [large, apply(where, [isBelow, part, constantNode(0, alpha.dtype)])]),
    alpha,
  ]);
}

export function gammaNode(words: Words, alpha: Node): Node {
  const { d, cube, u, isBelow } = drawn(words, alpha);
  const one = constantNode(1, alpha.dtype);
  const part = apply(pow, [apply(sub, [one, u]), apply(div, [one, alpha])]);
  const z = apply(mul, [apply(mul, [d, cube]), apply(where, [isBelow, part, one])]);
  return apply(gammaOf, [z, alpha]);
}

interface Drawn {
  readonly d: Node;
  readonly cube: Node;
  readonly u: Node;
  /** Where α is below 1: there the number is one for α + 1, times u to the power of 1 / α. */
  readonly isBelow: Node;
}

/** Element i is drawn with key i of as many. */
function drawn(words: Words, given: Node): Drawn {
  const alpha = stopped(given);
  const dtype = alpha.dtype as FloatDType;
  const number = (value: number): Node => constantNode(value, dtype);
  const counter = counters("gamma", alpha.shape);
  const own = wordsAt(words, counter);
  const isBelow = apply(less, [alpha, number(1)]);
  const d = apply(sub, [apply(where, [isBelow, apply(add, [alpha, number(1)]), alpha]), number(1 / 3)]);
  const c = apply(div, [number(1 / 3), apply(sqrt, [d])]);
  const [start, boost] = splitWords(own, 2) as [Words, Words];
  const all = everywhere(true, alpha.shape);
  const [cube] = untilAccepted(start, all, [filled(1, alpha)], (key, _values, isOpen) => {
    const [next, forX, forU] = splitWords(key, 3) as [Words, Words, Words];
    const nothing = [filled(0, alpha), filled(-1, alpha)];
    const [x, v] = untilAccepted(forX, isOpen, nothing, (trial) => {
      const [after, normalKey] = splitWords(trial, 2) as [Words, Words];
      const z = normalAt(normalKey, constantNode(0, "int32"), dtype);
      const base = apply(add, [number(1), apply(mul, [z, c])]);
      return { next: after, isOpen: apply(lessEqual, [base, number(0)]), values: [z, base] };
    }) as [Node, Node];
    const square = apply(mul, [x, x]);
    const cubed = apply(mul, [apply(mul, [v, v]), v]);
    const u = unitAt(forU, constantNode(0, "int32"), dtype);
    const squeeze = apply(sub, [number(1), apply(mul, [number(0.0331), apply(mul, [square, square])])]);
    const bound = apply(add, [
      apply(mul, [square, number(0.5)]),
      apply(mul, [d, apply(add, [apply(sub, [number(1), cubed]), apply(log, [cubed])])]),
    ]);
    const isRejected = apply(logicalAnd, [
      apply(greaterEqual, [u, squeeze]),
      apply(greaterEqual, [apply(log, [u]), bound]),
    ]);
    return { next, isOpen: isRejected, values: [cubed] };
  }) as [Node];
  return { d, cube, isBelow, u: unitAt(boost, constantNode(0, "int32"), dtype) };
}
