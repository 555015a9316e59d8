import { type Parameter, type Tensor } from "@chainrule/autograd";
import { eachParameter } from "../each-parameter.ts";
import type { Settings } from "../hyperparameter.ts";
import type { Beta1, Beta2, LearningRate, WeightDecay } from "../hyperparameters.ts";
import { type Optimizer, optimizer } from "../optimizer.ts";
import type { Rule } from "../rule.ts";
import { zerosLike } from "./zeros-like.ts";

/** Lion: w ← w − η (sign(β₁ m + (1 − β₁) g) + λ w), m ← β₂ m + (1 − β₂) g. */
export const lionRule: Rule<"learningRate" | "beta1" | "beta2" | "weightDecay", { readonly mean: Tensor }> = {
  name: "lion",
  hyperparameters: {
    learningRate: { range: "positive", default: 1e-4 },
    beta1: { range: "fraction", default: 0.9 },
    beta2: { range: "fraction", default: 0.99 },
    weightDecay: { range: "nonNegative", default: 0 },
  },
  init: (parameter) => ({ mean: zerosLike(parameter) }),
  update(gradients, state, { parameters, learningRate, beta1, beta2, weightDecay }) {
    const weight1 = beta1.neg().add(1);
    const weight2 = beta2.neg().add(1);
    return eachParameter(gradients, state, parameters, (gradient, before, parameter) => {
      const direction = before.mean.mul(beta1).add(gradient.mul(weight1)).sign();
      const mean = before.mean.mul(beta2).add(gradient.mul(weight2));
      return [direction.add(parameter.mul(weightDecay)).mul(learningRate).neg(), { mean }];
    });
  },
};

/** What {@link lion} returns. */
export interface Lion<P extends readonly Parameter[] = readonly Parameter[]>
  extends Optimizer<P>,
    LearningRate,
    Beta1,
    Beta2,
    WeightDecay {}

/**
 * Lion: steps of the same size in each direction, along the sign of an average.
 * @param parameters - The parameters to update, at least one, all distinct.
 * @param options - `learningRate`, by default 0.0001; `beta1`, 0.9; `beta2`, 0.99; `weightDecay`, 0.
 * @returns An optimiser with these as properties: see {@link Optimizer}.
 * @throws {ArgumentError} for other parameters or options.
 * @remarks Source: X. Chen et al., Symbolic discovery of optimization algorithms, NeurIPS 2023.
 * @example
 * const w = parameter([3, -400]);
 * lion([w], { learningRate: 0.5 }).minimize(w.square().sum());
 * w.toArray() // => [2.5, -399.5]
 */
export function lion<const P extends readonly Parameter[]>(
  parameters: P,
  options?: Settings<"learningRate" | "beta1" | "beta2" | "weightDecay">,
): Lion<P> {
  return optimizer(parameters, lionRule, options);
}
