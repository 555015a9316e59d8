import { type Tensor, where } from "@chainrule/autograd";
import { applyRule } from "../apply-rule.ts";
import { eachParameter } from "../each-parameter.ts";
import type { Declaration } from "../hyperparameter.ts";
import type { Rule, RuleState } from "../rule.ts";
import { stepsArgument } from "../schedule/argument.ts";

/**
 * Lookahead: every `count` steps of a rule, parameters return to slow weights that have gone part of the way with them:
 * s ← s + α (w − s), w ← s.
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
): Rule<H | "slowStep", { readonly slow: Tensor; readonly kept: S }> {
  const every = stepsArgument("lookahead", "count", count);
  const slowStep: Declaration = { range: "positive", default: 0.5 };
  const declared = { ...rule.hyperparameters, slowStep } as {
    readonly [Name in H | "slowStep"]: Declaration;
  };
  return {
    ...rule,
    hyperparameters: declared,
    mixed: true,
    init: (parameter) => ({ slow: parameter, kept: rule.init(parameter) }),
    update(gradients, state, context) {
      const { parameters, step } = context;
      const part = (context as Readonly<Record<"slowStep", Tensor<[]>>>).slowStep;
      const isSlow = step.div(every).floor().mul(every).equal(step);
      const before = state.map(({ kept }) => kept);
      const [changes, next] = applyRule(rule, gradients, before, context);
      return eachParameter(changes, state, parameters, (change, { slow }, parameter) => {
        const kept = next[parameters.indexOf(parameter)] as S;
        const ahead = slow.add(parameter.add(change).sub(slow).mul(part.cast(parameter.dtype)));
        return [where(isSlow, ahead.sub(parameter), change), { slow: where(isSlow, ahead, slow), kept }];
      });
    },
  };
}
