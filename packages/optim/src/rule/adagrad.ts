import { type Parameter, type Tensor } from "@chainrule/autograd";
import { eachParameter } from "../each-parameter.ts";
import type { Settings } from "../hyperparameter.ts";
import type { Epsilon, LearningRate } from "../hyperparameters.ts";
import { type Optimizer, optimizer } from "../optimizer.ts";
import type { Rule } from "../rule.ts";
import { zerosLike } from "./zeros-like.ts";

/** Adagrad: s ← s + g², w ← w − η g / (√s + ε). */
export const adagradRule: Rule<"learningRate" | "epsilon", { readonly sum: Tensor }> = {
  name: "adagrad",
  hyperparameters: {
    learningRate: { range: "positive", default: 0.01 },
    epsilon: { range: "nonNegative", default: 1e-10 },
  },
  init: (parameter) => ({ sum: zerosLike(parameter) }),
  update(gradients, state, { parameters, learningRate, epsilon }) {
    return eachParameter(gradients, state, parameters, (gradient, before) => {
      const sum = before.sum.add(gradient.square());
      return [gradient.mul(learningRate).div(sum.sqrt().add(epsilon)).neg(), { sum }];
    });
  },
};

/** What {@link adagrad} returns. */
export interface Adagrad<P extends readonly Parameter[] = readonly Parameter[]>
  extends Optimizer<P>,
    LearningRate,
    Epsilon {}

/**
 * Adagrad: steps that become smaller where gradients were large, so that rare features keep large ones.
 * @param parameters - The parameters to update, at least one, all distinct.
 * @param options - `learningRate`, by default 0.01; `epsilon`, 1e-10.
 * @returns An optimiser with these as properties: see {@link Optimizer}.
 * @throws {ArgumentError} for other parameters or options.
 * @remarks Source: J. Duchi, E. Hazan, Y. Singer, Adaptive subgradient methods for online learning and stochastic
 *   optimization, JMLR 12, 2011; epsilon as in PyTorch.
 * @example
 * const w = parameter([3, -400]);
 * adagrad([w], { learningRate: 0.5, epsilon: 0 }).minimize(w.square().sum());
 * w.toArray() // => [2.5, -399.5]
 */
export function adagrad<const P extends readonly Parameter[]>(
  parameters: P,
  options?: Settings<"learningRate" | "epsilon">,
): Adagrad<P> {
  return optimizer(parameters, adagradRule, options);
}
