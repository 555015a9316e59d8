import type { Tensor } from "@chainrule/autograd";

/**
 * weight · logarithm, and −0, whose negative is 0, where that is 0 · −∞: the limit of t log p as both go to 0. Only there, so that
 * the derivative by the weight remains the logarithm wherever that is finite.
 */
export function weightedLog(weight: Tensor, logarithm: Tensor): Tensor {
  const vanishes = weight.equal(0).logicalAnd(logarithm.equal(Number.NEGATIVE_INFINITY));
  return vanishes.where(-0, weight.mul(logarithm));
}
