import { type Parameter, where } from "@chainrule/autograd";
import { eachParameter } from "../each-parameter.ts";
import type { Settings } from "../hyperparameter.ts";
import type { Beta1, Beta2, Epsilon, LearningRate, WeightDecay } from "../hyperparameters.ts";
import { type Optimizer, optimizer } from "../optimizer.ts";
import type { Rule } from "../rule.ts";
import { adamHyperparameters, averaging, type Moments, noMoments } from "./adam.ts";
import { biasCorrection } from "./bias-correction.ts";

/**
 * LAMB: Adam's m̂ / (√v̂ + ε) + λ w, scaled so that each parameter moves by η times its own norm. Where one of the norms is 0,
 * nothing is scaled.
 */
export const lambRule: Rule<"learningRate" | "beta1" | "beta2" | "epsilon" | "weightDecay", Moments> = {
  name: "lamb",
  hyperparameters: {
    ...adamHyperparameters,
    epsilon: { range: "nonNegative", default: 1e-6 },
    weightDecay: { range: "nonNegative", default: 0 },
  },
  init: noMoments,
  update(gradients, state, { parameters, learningRate, beta1, beta2, epsilon, weightDecay }) {
    const averaged = averaging(beta1, beta2);
    return eachParameter(gradients, state, parameters, (gradient, before, parameter) => {
      const next = averaged(before, gradient);
      const { mean, square, count } = next;
      const unbias1 = biasCorrection(beta1, count).reciprocal();
      const unbias2 = biasCorrection(beta2, count).reciprocal();
      const size = square.mul(unbias2).sqrt().add(epsilon);
      const direction = mean.mul(unbias1).div(size).add(parameter.mul(weightDecay));
      const [norm, length] = [parameter.norm(), direction.norm()];
      const trust = where(norm.mul(length).greater(0), norm.div(length), 1);
      return [direction.mul(trust.mul(learningRate)).neg(), next];
    });
  },
};

/** What {@link lamb} returns. */
export interface Lamb<P extends readonly Parameter[] = readonly Parameter[]>
  extends Optimizer<P>,
    LearningRate,
    Beta1,
    Beta2,
    Epsilon,
    WeightDecay {}

/**
 * LAMB: {@link adam} for large batches, each parameter moving in proportion to its own norm.
 * @param parameters - The parameters to update, at least one, all distinct.
 * @param options - As those of {@link adam}, but `epsilon` is 1e-6; `weightDecay`, by default 0.
 * @returns An optimiser with these as properties: see {@link Optimizer}.
 * @throws {ArgumentError} for other parameters or options.
 * @remarks Source: Y. You et al., Large batch optimization for deep learning: training BERT in 76 minutes, ICLR 2020.
 * @example
 * const w = parameter([3, 4]);
 * lamb([w], { learningRate: 0.5 }).minimize(w.square().sum());
 * Math.round(w.sub([3, 4]).norm().item() * 1e9) / 1e9 // => 2.5
 */
export function lamb<const P extends readonly Parameter[]>(
  parameters: P,
  options?: Settings<"learningRate" | "beta1" | "beta2" | "epsilon" | "weightDecay">,
): Lamb<P> {
  return optimizer(parameters, lambRule, options);
}
