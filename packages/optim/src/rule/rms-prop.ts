import { ArgumentError, maximum, type Parameter, type Tensor } from "@chainrule/autograd";
import { checkOptions, describeValue } from "@chainrule/autograd/gears";
import { eachParameter } from "../each-parameter.ts";
import type { Settings } from "../hyperparameter.ts";
import type { Epsilon, LearningRate, Momentum, Rho } from "../hyperparameters.ts";
import { type Optimizer, optimizer } from "../optimizer.ts";
import type { Rule } from "../rule.ts";
import { zerosLike } from "./zeros-like.ts";

type Names = "learningRate" | "rho" | "epsilon" | "momentum";

const hyperparameters = {
  learningRate: { range: "positive", default: 0.01 },
  rho: { range: "fraction", default: 0.99 },
  epsilon: { range: "nonNegative", default: 1e-8 },
  momentum: { range: "fraction", default: 0 },
} as const;

/** RMSProp: s ← ρ s + (1 − ρ) g², b ← μ b + g / (√s + ε), w ← w − η b. */
export const rmsPropRule: Rule<Names, { readonly square: Tensor; readonly velocity: Tensor }> = {
  name: "rmsProp",
  hyperparameters,
  init: (parameter) => ({ square: zerosLike(parameter), velocity: zerosLike(parameter) }),
  update(gradients, state, { parameters, learningRate, rho, epsilon, momentum }) {
    const weight = rho.neg().add(1);
    return eachParameter(gradients, state, parameters, (gradient, before) => {
      const square = before.square.mul(rho).add(gradient.square().mul(weight));
      const velocity = before.velocity.mul(momentum).add(gradient.div(square.sqrt().add(epsilon)));
      return [velocity.mul(learningRate).neg(), { square, velocity }];
    });
  },
};

/** RMSProp with the variance s − m² in place of s, m ← ρ m + (1 − ρ) g. */
export const centeredRmsPropRule: Rule<
  Names,
  { readonly square: Tensor; readonly mean: Tensor; readonly velocity: Tensor }
> = {
  name: "rmsProp",
  hyperparameters,
  init: (parameter) => {
    return { square: zerosLike(parameter), mean: zerosLike(parameter), velocity: zerosLike(parameter) };
  },
  update(gradients, state, { parameters, learningRate, rho, epsilon, momentum }) {
    const weight = rho.neg().add(1);
    return eachParameter(gradients, state, parameters, (gradient, before) => {
      const square = before.square.mul(rho).add(gradient.square().mul(weight));
      const mean = before.mean.mul(rho).add(gradient.mul(weight));
      // Of a gradient that stays the same it is 0, and rounded may be less.
      const variance = maximum(square.sub(mean.square()), 0);
      const size = variance.sqrt().add(epsilon);
      const velocity = before.velocity.mul(momentum).add(gradient.div(size));
      return [velocity.mul(learningRate).neg(), { square, mean, velocity }];
    });
  },
};

/** What {@link rmsProp} returns. */
export interface RmsProp<P extends readonly Parameter[] = readonly Parameter[]>
  extends Optimizer<P>,
    LearningRate,
    Rho,
    Epsilon,
    Momentum {}

/**
 * RMSProp: gradients divided by the root of their recent mean square, optionally by that of their variance.
 * @param parameters - The parameters to update, at least one, all distinct.
 * @param options - `learningRate`, by default 0.01; `rho`, 0.99; `epsilon`, 1e-8; `momentum`, 0; and `centered`, whether to
 *   divide by the variance, by default false.
 * @returns An optimiser with the numbers among these as properties: see {@link Optimizer}.
 * @throws {ArgumentError} for other parameters or options.
 * @remarks Source: T. Tieleman, G. Hinton, Lecture 6.5, COURSERA: Neural networks for machine learning, 2012; centered:
 *   A. Graves, Generating sequences with recurrent neural networks, 2013, arXiv:1308.0850.
 * @example
 * const w = parameter([3, -400]);
 * rmsProp([w], { learningRate: 0.5, rho: 0.75, epsilon: 0 }).minimize(w.square().sum());
 * w.toArray() // => [2, -399]
 */
export function rmsProp<const P extends readonly Parameter[]>(
  parameters: P,
  options?: Settings<Names> & { readonly centered?: boolean | undefined },
): RmsProp<P> {
  const names = [...Object.keys(hyperparameters), "centered"];
  const { centered = false, ...given } = checkOptions("rmsProp", options, names);
  if (typeof centered !== "boolean") {
    throw new ArgumentError("rmsProp", `centered must be true or false, got ${describeValue(centered)}.`);
  }
  if (centered) return optimizer(parameters, centeredRmsPropRule, given as Settings<Names>);
  return optimizer(parameters, rmsPropRule, given as Settings<Names>);
}
