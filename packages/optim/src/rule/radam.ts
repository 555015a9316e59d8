import { type Parameter, where } from "@chainrule/autograd";
import { eachParameter } from "../each-parameter.ts";
import type { Settings } from "../hyperparameter.ts";
import type { Beta1, Beta2, Epsilon, LearningRate } from "../hyperparameters.ts";
import { type Optimizer, optimizer } from "../optimizer.ts";
import type { Rule } from "../rule.ts";
import { adamHyperparameters, averaging, type Moments, noMoments } from "./adam.ts";
import { biasCorrection } from "./bias-correction.ts";

/**
 * RAdam: Adam whose division by √v̂ sets in when v̂ rests on enough gradients. With ρ∞ = 2 / (1 − β₂) − 1 and
 * ρ = ρ∞ − 2 t β₂ᵗ / (1 − β₂ᵗ), the step is η m̂ while ρ ≤ 5, then η r m̂ √(1 − β₂ᵗ) / (√v + ε) with
 * r² = (ρ − 4)(ρ − 2) ρ∞ / ((ρ∞ − 4)(ρ∞ − 2) ρ).
 */
export const radamRule: Rule<"learningRate" | "beta1" | "beta2" | "epsilon", Moments> = {
  name: "radam",
  hyperparameters: adamHyperparameters,
  init: noMoments,
  update(gradients, state, { parameters, learningRate, beta1, beta2, epsilon }) {
    const averaged = averaging(beta1, beta2);
    const weight2 = beta2.neg().add(1);
    const most = weight2.reciprocal().mul(2).sub(1);
    return eachParameter(gradients, state, parameters, (gradient, before) => {
      const next = averaged(before, gradient);
      const { mean, square, count } = next;
      const rate = learningRate.div(biasCorrection(beta1, count)).neg();
      const correction = biasCorrection(beta2, count);
      // β₂ᵗ = 1 − (1 − β₂ᵗ), which keeps what t β₂ᵗ / (1 − β₂ᵗ) needs.
      const length = most.sub(count.mul(2).mul(correction.neg().add(1)).div(correction));
      const isKnown = length.greater(5);
      const rectified = length
        .sub(4)
        .mul(length.sub(2))
        .mul(most)
        .div(most.sub(4).mul(most.sub(2)).mul(length))
        .mul(correction)
        .sqrt();
      const scale = where(isKnown, rectified.div(square.sqrt().add(epsilon)), 1);
      return [mean.mul(rate).mul(scale), next];
    });
  },
};

/** What {@link radam} returns. */
export interface RAdam<P extends readonly Parameter[] = readonly Parameter[]>
  extends Optimizer<P>,
    LearningRate,
    Beta1,
    Beta2,
    Epsilon {}

/**
 * RAdam: {@link adam} that warms up by itself.
 * @param parameters - The parameters to update, at least one, all distinct.
 * @param options - As those of {@link adam}.
 * @returns An optimiser with these as properties: see {@link Optimizer}.
 * @throws {ArgumentError} for other parameters or options.
 * @remarks Source: L. Liu et al., On the variance of the adaptive learning rate and beyond, ICLR 2020; with 5 instead of 4 as the
 *   least length of the average, as in PyTorch.
 * @example
 * const w = parameter(3);
 * radam([w], { learningRate: 0.5 }).minimize(w.square());
 * w.item() // => 0
 */
export function radam<const P extends readonly Parameter[]>(
  parameters: P,
  options?: Settings<"learningRate" | "beta1" | "beta2" | "epsilon">,
): RAdam<P> {
  return optimizer(parameters, radamRule, options);
}
