import { type Parameter } from "@chainrule/autograd";
import { eachParameter } from "../each-parameter.ts";
import type { Settings } from "../hyperparameter.ts";
import type { Beta1, Beta2, Epsilon, LearningRate, WeightDecay } from "../hyperparameters.ts";
import { type Optimizer, optimizer } from "../optimizer.ts";
import type { Rule } from "../rule.ts";
import { adamHyperparameters, adamRule, type Moments } from "./adam.ts";

/** AdamW: Adam, and w ← w − η λ w beside it. */
export const adamWRule: Rule<"learningRate" | "beta1" | "beta2" | "epsilon" | "weightDecay", Moments> = {
  name: "adamW",
  hyperparameters: { ...adamHyperparameters, weightDecay: { range: "nonNegative", default: 0.01 } },
  init: (parameter) => adamRule.init(parameter),
  update(gradients, state, context) {
    const decay = context.learningRate.mul(context.weightDecay);
    const [changes, next] = adamRule.update(gradients, state, context);
    return eachParameter(changes, next, context.parameters, (change, kept, parameter) => {
      return [change.sub(parameter.mul(decay)), kept];
    });
  },
};

/** What {@link adamW} returns. */
export interface AdamW<P extends readonly Parameter[] = readonly Parameter[]>
  extends Optimizer<P>,
    LearningRate,
    Beta1,
    Beta2,
    Epsilon,
    WeightDecay {}

/**
 * AdamW: {@link adam} with a decay of weights that does not pass through its averages.
 * @param parameters - The parameters to update, at least one, all distinct.
 * @param options - As those of {@link adam}, and `weightDecay`, by default 0.01.
 * @returns An optimiser with these as properties: see {@link Optimizer}.
 * @throws {ArgumentError} for other parameters or options.
 * @remarks Source: I. Loshchilov, F. Hutter, Decoupled weight decay regularization, ICLR 2019.
 * @example
 * const w = parameter(4);
 * adamW([w], { learningRate: 0.5, epsilon: 0, weightDecay: 0.25 }).minimize(w.square());
 * w.item() // => 3
 */
export function adamW<const P extends readonly Parameter[]>(
  parameters: P,
  options?: Settings<"learningRate" | "beta1" | "beta2" | "epsilon" | "weightDecay">,
): AdamW<P> {
  return optimizer(parameters, adamWRule, options);
}
