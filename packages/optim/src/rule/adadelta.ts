import { type Parameter, type Tensor } from "@chainrule/autograd";
import { eachParameter } from "../each-parameter.ts";
import type { Settings } from "../hyperparameter.ts";
import type { Epsilon, LearningRate, Rho } from "../hyperparameters.ts";
import { type Optimizer, optimizer } from "../optimizer.ts";
import type { Rule } from "../rule.ts";
import { zerosLike } from "./zeros-like.ts";

/** Adadelta: v ← ρ v + (1 − ρ) g², d = g √(u + ε) / √(v + ε), u ← ρ u + (1 − ρ) d², w ← w − η d. */
export const adadeltaRule: Rule<
  "learningRate" | "rho" | "epsilon",
  { readonly square: Tensor; readonly change: Tensor }
> = {
  name: "adadelta",
  hyperparameters: {
    learningRate: { range: "positive", default: 1 },
    rho: { range: "fraction", default: 0.9 },
    epsilon: { range: "positive", default: 1e-6 },
  },
  init: (parameter) => ({ square: zerosLike(parameter), change: zerosLike(parameter) }),
  update(gradients, state, { parameters, learningRate, rho, epsilon }) {
    const weight = rho.neg().add(1);
    return eachParameter(gradients, state, parameters, (gradient, before) => {
      const square = before.square.mul(rho).add(gradient.square().mul(weight));
      const descent = gradient.mul(before.change.add(epsilon).sqrt()).div(square.add(epsilon).sqrt());
      const change = before.change.mul(rho).add(descent.square().mul(weight));
      return [descent.mul(learningRate).neg(), { square, change }];
    });
  },
};

/** What {@link adadelta} returns. */
export interface Adadelta<P extends readonly Parameter[] = readonly Parameter[]>
  extends Optimizer<P>,
    LearningRate,
    Rho,
    Epsilon {}

/**
 * Adadelta: steps as large as those before were, in units of the gradient, so that no learning rate has to be chosen.
 * @param parameters - The parameters to update, at least one, all distinct.
 * @param options - `learningRate`, by default 1; `rho`, 0.9; `epsilon`, positive, 1e-6.
 * @returns An optimiser with these as properties: see {@link Optimizer}.
 * @throws {ArgumentError} for other parameters or options.
 * @remarks Source: M. Zeiler, ADADELTA: an adaptive learning rate method, 2012, arXiv:1212.5701.
 * @example
 * const w = parameter(3);
 * adadelta([w], { rho: 0 }).minimize(w.square());
 * Math.round((3 - w.item()) * 1e9) // => 1000000
 */
export function adadelta<const P extends readonly Parameter[]>(
  parameters: P,
  options?: Settings<"learningRate" | "rho" | "epsilon">,
): Adadelta<P> {
  return optimizer(parameters, adadeltaRule, options);
}
