import { maximum, type Parameter, type Tensor } from "@chainrule/autograd";
import { eachParameter } from "../each-parameter.ts";
import type { Settings } from "../hyperparameter.ts";
import type { Beta1, Beta2, Epsilon, LearningRate } from "../hyperparameters.ts";
import { type Optimizer, optimizer } from "../optimizer.ts";
import type { Rule } from "../rule.ts";
import { adamHyperparameters } from "./adam.ts";
import { biasCorrection } from "./bias-correction.ts";
import { updateCount } from "./update-count.ts";
import { zerosLike } from "./zeros-like.ts";

/** Adamax: m as that of Adam, u ← max(β₂ u, |g| + ε), w ← w − η m̂ / u. */
export const adamaxRule: Rule<
  "learningRate" | "beta1" | "beta2" | "epsilon",
  { readonly mean: Tensor; readonly size: Tensor; readonly count: Tensor<[]> }
> = {
  name: "adamax",
  hyperparameters: { ...adamHyperparameters, learningRate: { range: "positive", default: 0.002 } },
  init: (parameter) => {
    return { mean: zerosLike(parameter), size: zerosLike(parameter), count: updateCount(parameter) };
  },
  update(gradients, state, { parameters, learningRate, beta1, beta2, epsilon }) {
    const weight = beta1.neg().add(1);
    return eachParameter(gradients, state, parameters, (gradient, before) => {
      const count = before.count.add(1);
      const rate = learningRate.div(biasCorrection(beta1, count)).neg();
      const mean = before.mean.mul(beta1).add(gradient.mul(weight));
      const size = maximum(before.size.mul(beta2), gradient.abs().add(epsilon));
      return [mean.mul(rate).div(size), { mean, size, count }];
    });
  },
};

/** What {@link adamax} returns. */
export interface Adamax<P extends readonly Parameter[] = readonly Parameter[]>
  extends Optimizer<P>,
    LearningRate,
    Beta1,
    Beta2,
    Epsilon {}

/**
 * Adamax: {@link adam} with the largest recent gradient in place of the root of their mean square.
 * @param parameters - The parameters to update, at least one, all distinct.
 * @param options - As those of {@link adam}, but `learningRate` is 0.002.
 * @returns An optimiser with these as properties: see {@link Optimizer}.
 * @throws {ArgumentError} for other parameters or options.
 * @remarks Source: D. Kingma, J. Ba, Adam: a method for stochastic optimization, ICLR 2015, section 7.1; epsilon as in PyTorch.
 * @example
 * const w = parameter(3);
 * adamax([w], { learningRate: 0.5, epsilon: 0 }).minimize(w.square());
 * w.item() // => 2.5
 */
export function adamax<const P extends readonly Parameter[]>(
  parameters: P,
  options?: Settings<"learningRate" | "beta1" | "beta2" | "epsilon">,
): Adamax<P> {
  return optimizer(parameters, adamaxRule, options);
}
