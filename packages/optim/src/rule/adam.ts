import type { Parameter, Tensor } from "@chainrule/autograd";
import { eachParameter } from "../each-parameter.ts";
import type { Settings } from "../hyperparameter.ts";
import type { Beta1, Beta2, Epsilon, LearningRate } from "../hyperparameters.ts";
import { type Optimizer, optimizer } from "../optimizer.ts";
import type { Rule } from "../rule.ts";
import { biasCorrection } from "./bias-correction.ts";
import { updateCount } from "./update-count.ts";
import { zerosLike } from "./zeros-like.ts";

/** The averages of gradients and of their squares, and of how many. */
export type Moments = { readonly mean: Tensor; readonly square: Tensor; readonly count: Tensor<[]> };

/** Those before the first gradient. */
export function noMoments(parameter: Tensor): Moments {
  return { mean: zerosLike(parameter), square: zerosLike(parameter), count: updateCount(parameter) };
}

/** The averages with one gradient more, as all of Adam's kin have them. */
export function averaging(
  beta1: Tensor<[]>,
  beta2: Tensor<[]>,
): (before: Moments, gradient: Tensor) => Moments {
  const weight1 = beta1.neg().add(1);
  const weight2 = beta2.neg().add(1);
  return (before, gradient) => ({
    mean: before.mean.mul(beta1).add(gradient.mul(weight1)),
    square: before.square.mul(beta2).add(gradient.square().mul(weight2)),
    count: before.count.add(1),
  });
}

export const adamHyperparameters = {
  learningRate: { range: "positive", default: 0.001 },
  beta1: { range: "fraction", default: 0.9 },
  beta2: { range: "fraction", default: 0.999 },
  epsilon: { range: "nonNegative", default: 1e-8 },
} as const;

/**
 * Adam: m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², w ← w − η m̂ / (√v̂ + ε) with m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ).
 */
export const adamRule: Rule<"learningRate" | "beta1" | "beta2" | "epsilon", Moments> = {
  name: "adam",
  hyperparameters: adamHyperparameters,
  init: noMoments,
  update(gradients, state, { parameters, learningRate, beta1, beta2, epsilon }) {
    const averaged = averaging(beta1, beta2);
    return eachParameter(gradients, state, parameters, (gradient, before) => {
      const next = averaged(before, gradient);
      const { mean, square, count } = next;
      const rate = learningRate.div(biasCorrection(beta1, count)).neg();
      const unbias = biasCorrection(beta2, count).reciprocal();
      const size = square.mul(unbias).sqrt().add(epsilon);
      return [mean.mul(rate).div(size), next];
    });
  },
};

/** What {@link adam} returns. */
export interface Adam<P extends readonly Parameter[] = readonly Parameter[]>
  extends Optimizer<P>,
    LearningRate,
    Beta1,
    Beta2,
    Epsilon {}

/**
 * Adam: steps of about the learning rate in each direction, whatever the scale of the gradient.
 * @param parameters - The parameters to update, at least one, all distinct.
 * @param options - `learningRate`, by default 0.001; `beta1`, 0.9; `beta2`, 0.999; `epsilon`, 1e-8.
 * @returns An optimiser with these as properties: see {@link Optimizer}.
 * @throws {ArgumentError} for other parameters or options.
 * @remarks Source: D. Kingma, J. Ba, Adam: a method for stochastic optimization, ICLR 2015.
 * @example
 * const w = parameter([3, -400]);
 * const descent = adam([w], { learningRate: 0.5 });
 * descent.minimize(w.square().sum());
 * w.toArray().map((value) => Math.round(value * 1e6) / 1e6) // => [2.5, -399.5]
 */
export function adam<const P extends readonly Parameter[]>(
  parameters: P,
  options?: Settings<"learningRate" | "beta1" | "beta2" | "epsilon">,
): Adam<P> {
  return optimizer(parameters, adamRule, options);
}
