import { type Parameter, scalar, type Tensor } from "@chainrule/autograd";
import { eachParameter } from "../each-parameter.ts";
import type { Settings } from "../hyperparameter.ts";
import type { Beta1, Beta2, Epsilon, LearningRate, MomentumDecay } from "../hyperparameters.ts";
import { type Optimizer, optimizer } from "../optimizer.ts";
import type { Rule } from "../rule.ts";
import { adamHyperparameters, averaging, type Moments, noMoments } from "./adam.ts";
import { biasCorrection } from "./bias-correction.ts";

type State = Moments & { readonly product: Tensor };

/**
 * NAdam: Adam with Nesterov's look ahead. μₜ = β₁ (1 − ½ 0.96^(t ψ)), and P the product of all of them; m and v as those of Adam;
 * w ← w − η ((1 − μₜ) g / (1 − P) + μₜ₊₁ m / (1 − P μₜ₊₁)) / (√v̂ + ε).
 */
export const nadamRule: Rule<"learningRate" | "beta1" | "beta2" | "epsilon" | "momentumDecay", State> = {
  name: "nadam",
  hyperparameters: {
    ...adamHyperparameters,
    learningRate: { range: "positive", default: 0.002 },
    momentumDecay: { range: "nonNegative", default: 0.004 },
  },
  init: (parameter) => {
    const product = scalar(1, { dtype: parameter.dtype });
    return { ...noMoments(parameter), product };
  },
  update(gradients, state, { parameters, learningRate, beta1, beta2, epsilon, momentumDecay }) {
    const averaged = averaging(beta1, beta2);
    const momentum = (at: Tensor<[]>): Tensor<[]> => {
      const growth = at.mul(momentumDecay).mul(Math.log(0.96)).exp();
      return beta1.mul(growth.mul(-0.5).add(1));
    };
    return eachParameter(gradients, state, parameters, (gradient, before) => {
      const next = averaged(before, gradient);
      const { mean, square, count } = next;
      const [now, ahead] = [momentum(count), momentum(count.add(1))];
      const unbias = biasCorrection(beta2, count).reciprocal();
      const product = before.product.mul(now);
      const ofGradient = learningRate.mul(now.sub(1)).div(product.neg().add(1));
      const ofMean = learningRate.mul(ahead).div(product.mul(ahead).sub(1));
      const size = square.mul(unbias).sqrt().add(epsilon);
      return [gradient.mul(ofGradient).add(mean.mul(ofMean)).div(size), { ...next, product }];
    });
  },
};

/** What {@link nadam} returns. */
export interface NAdam<P extends readonly Parameter[] = readonly Parameter[]>
  extends Optimizer<P>,
    LearningRate,
    Beta1,
    Beta2,
    Epsilon,
    MomentumDecay {}

/**
 * NAdam: {@link adam} with Nesterov's momentum.
 * @param parameters - The parameters to update, at least one, all distinct.
 * @param options - As those of {@link adam}, but `learningRate` is 0.002; `momentumDecay`, by default 0.004.
 * @returns An optimiser with these as properties: see {@link Optimizer}.
 * @throws {ArgumentError} for other parameters or options.
 * @remarks Source: T. Dozat, Incorporating Nesterov momentum into Adam, ICLR workshop 2016.
 * @example
 * const w = parameter(3);
 * const descent = nadam([w], { learningRate: 0.1 });
 * for (let k = 0; k < 100; k++) descent.minimize(w.square());
 * Math.abs(w.item()) < 0.01 // => true
 */
export function nadam<const P extends readonly Parameter[]>(
  parameters: P,
  options?: Settings<"learningRate" | "beta1" | "beta2" | "epsilon" | "momentumDecay">,
): NAdam<P> {
  return optimizer(parameters, nadamRule, options);
}
