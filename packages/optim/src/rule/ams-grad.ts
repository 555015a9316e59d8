import { maximum, type Parameter, type Tensor } from "@chainrule/autograd";
import { eachParameter } from "../each-parameter.ts";
import type { Settings } from "../hyperparameter.ts";
import { optimizer } from "../optimizer.ts";
import type { Rule } from "../rule.ts";
import { type Adam, adamHyperparameters, averaging, type Moments, noMoments } from "./adam.ts";
import { biasCorrection } from "./bias-correction.ts";
import { zerosLike } from "./zeros-like.ts";

type Largest = Moments & { readonly largest: Tensor };

/** Adam with the largest v so far in place of v, as PyTorch has it: the largest is taken before v̂ is. */
export const amsGradRule: Rule<"learningRate" | "beta1" | "beta2" | "epsilon", Largest> = {
  name: "amsGrad",
  hyperparameters: adamHyperparameters,
  init: (parameter) => ({ ...noMoments(parameter), largest: zerosLike(parameter) }),
  update(gradients, state, { parameters, learningRate, beta1, beta2, epsilon }) {
    const averaged = averaging(beta1, beta2);
    return eachParameter(gradients, state, parameters, (gradient, before) => {
      const next = averaged(before, gradient);
      const { mean, square, count } = next;
      const rate = learningRate.div(biasCorrection(beta1, count)).neg();
      const unbias = biasCorrection(beta2, count).reciprocal();
      const largest = maximum(before.largest, square);
      const size = largest.mul(unbias).sqrt().add(epsilon);
      return [mean.mul(rate).div(size), { ...next, largest }];
    });
  },
};

/**
 * AMSGrad: Adam whose steps do not grow again once gradients have become small.
 * @param parameters - The parameters to update, at least one, all distinct.
 * @param options - As those of {@link adam}.
 * @returns An optimiser with these as properties: see {@link Optimizer}.
 * @throws {ArgumentError} for other parameters or options.
 * @remarks Source: S. Reddi, S. Kale, S. Kumar, On the convergence of Adam and beyond, ICLR 2018; corrected for bias as in
 *   PyTorch.
 * @example
 * const w = parameter(3);
 * amsGrad([w], { learningRate: 0.5, epsilon: 0 }).minimize(w.square());
 * w.item() // => 2.5
 */
export function amsGrad<const P extends readonly Parameter[]>(
  parameters: P,
  options?: Settings<"learningRate" | "beta1" | "beta2" | "epsilon">,
): Adam<P> {
  return optimizer(parameters, amsGradRule, options);
}
