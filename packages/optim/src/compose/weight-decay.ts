import { eachParameter } from "../each-parameter.ts";
import { argumentIn } from "../hyperparameter.ts";
import type { Rule } from "../rule.ts";

/**
 * Adds λ w to each gradient, as a term ½ λ w² of the loss would, for a {@link chain} before another rule.
 * @param decay - λ, not negative: the hyperparameter `weightDecay`.
 * @returns A rule.
 * @throws {ArgumentError} for another λ.
 * @example
 * const w = parameter(4);
 * optimizer([w], chain(weightDecay(0.5), gradientDescentRule), { learningRate: 0.5 }).step([scalar(0)]);
 * w.item() // => 3
 */
export function weightDecay(decay: number): Rule<"weightDecay"> {
  const usual = argumentIn("nonNegative", "weightDecay", "decay", decay);
  return {
    hyperparameters: { weightDecay: { range: "nonNegative", default: usual } },
    makesSteps: () => false,
    init: () => null,
    update: (gradients, state, { parameters, weightDecay }) =>
      eachParameter(gradients, state, parameters, (gradient, kept, parameter) => {
        return [gradient.add(parameter.mul(weightDecay)), kept];
      }),
  };
}

/**
 * Takes η λ w off each parameter, whatever its gradient is, for a {@link chain} behind another rule, whose `learningRate` it
 * shares. With {@link masked} for some parameters only.
 * @param decay - λ, not negative: the hyperparameter `weightDecay`.
 * @returns A rule.
 * @throws {ArgumentError} for another λ.
 * @remarks Source: I. Loshchilov, F. Hutter, Decoupled weight decay regularization, ICLR 2019.
 * @example
 * const w = parameter(4);
 * optimizer([w], chain(adamRule, decoupledWeightDecay(0.5)), { learningRate: 0.5 }).step([scalar(0)]);
 * w.item() // => 3
 */
export function decoupledWeightDecay(decay: number): Rule<"learningRate" | "weightDecay"> {
  const usual = argumentIn("nonNegative", "decoupledWeightDecay", "decay", decay);
  return {
    hyperparameters: {
      learningRate: { range: "positive" },
      weightDecay: { range: "nonNegative", default: usual },
    },
    makesSteps: () => false,
    init: () => null,
    update: (changes, state, { parameters, learningRate, weightDecay }) => {
      const factor = learningRate.mul(weightDecay);
      return eachParameter(changes, state, parameters, (change, kept, parameter) => {
        return [change.sub(parameter.mul(factor)), kept];
      });
    },
  };
}
