import { isTensor, scalar, type Tensor, where } from "@chainrule/autograd";
import { applyRule } from "../apply-rule.ts";
import { eachParameter } from "../each-parameter.ts";
import type { Declaration } from "../hyperparameter.ts";
import { declaredBy, madeStep, makesSteps, type Rule, type RuleState } from "../rule.ts";
import { stepsArgument } from "../schedule/argument.ts";

/**
 * Lookahead: with every `count`-th step that a rule makes with a parameter, it returns to slow weights, which go part of the way
 * with it: s ← s + α (w − s), w ← s. Weights assigned between two such rounds are where the next one starts.
 * @param rule - Makes the fast steps.
 * @param count - How many fast steps come before a slow one, by default 5.
 * @returns A rule with the hyperparameters of `rule`, and α as `slowStep`, by default 0.5.
 * @throws {ArgumentError} unless `count` is a positive integer.
 * @remarks Source: M. Zhang, J. Lucas, G. Hinton, J. Ba, Lookahead optimizer: k steps forward, 1 step back, NeurIPS 2019.
 * @example
 * const w = parameter(0);
 * const descent = optimizer([w], lookahead(gradientDescentRule, 2), { learningRate: 1 });
 * [1, 1, 1].map((gradient) => (descent.step([scalar(gradient)]), w.item())) // => [-1, -1, -2]
 */
export function lookahead<H extends string, S extends RuleState>(
  rule: Rule<H, S>,
  count = 5,
): Rule<H | "slowStep", { readonly slow: Tensor; readonly ahead: Tensor<[]>; readonly kept: S }> {
  const every = stepsArgument("lookahead", "count", count);
  const slowStep: Declaration = { range: "positive", default: 0.5 };
  const declared = { ...rule.hyperparameters, slowStep } as {
    readonly [Name in H | "slowStep"]: Declaration;
  };
  return {
    ...declaredBy(rule),
    hyperparameters: declared,
    mixed: true,
    makesSteps: (parameter, { kept }) => makesSteps(rule, parameter, kept),
    madeStep: (parameter, { kept }) => madeStep(rule, parameter, kept),
    init: (parameter) => ({ slow: parameter, ahead: scalar(0), kept: rule.init(parameter) }),
    update(gradients, state, context) {
      const { parameters } = context;
      const part = (context as Readonly<Record<"slowStep", Tensor<[]>>>).slowStep;
      const before = state.map(({ kept }) => kept);
      const [changes, next] = applyRule(rule, gradients, before, context);
      return eachParameter(changes, state, parameters, (change, { slow, ahead, kept: last }, parameter) => {
        const kept = next[parameters.indexOf(parameter)] as S;
        if (!makesSteps(rule, parameter, last)) return [change, { slow, ahead, kept }];
        const made = madeStep(rule, parameter, kept);
        const steps = ahead.add(isTensor(made) ? made.cast("float64") : 1);
        const isSlow = steps.equal(every);
        // A cycle begins at the weights as they are: they may have been loaded or assigned since the last one.
        const start = where(ahead.equal(0), parameter, slow);
        const moved = start.add(parameter.add(change).sub(start).mul(part.cast(parameter.dtype)));
        return [
          where(isSlow, moved.sub(parameter), change),
          { slow: where(isSlow, moved, start), ahead: where(isSlow, 0, steps), kept },
        ];
      });
    },
  };
}
