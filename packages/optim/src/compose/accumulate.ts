import { type Tensor, where, zeros } from "@chainrule/autograd";
import { applyRule } from "../apply-rule.ts";
import { eachParameter } from "../each-parameter.ts";
import type { Rule, RuleState } from "../rule.ts";
import { stepsArgument } from "../schedule/argument.ts";
import { selected } from "./selected.ts";

/**
 * Gradient accumulation: in every `count`-th step a rule is given the mean of the last `count` gradients; the others change
 * nothing. A batch can so be larger than what fits into memory.
 * @param rule - What is done with the mean. It counts its own steps; schedules count those of the optimiser.
 * @param count - How many gradients make one step.
 * @returns A rule with the hyperparameters of `rule`.
 * @throws {ArgumentError} unless `count` is a positive integer.
 * @example
 * const w = parameter(0);
 * const descent = optimizer([w], accumulate(gradientDescentRule, 2), { learningRate: 1 });
 * [3, 5, 1, 1].map((gradient) => (descent.step([scalar(gradient)]), w.item())) // => [0, -4, -4, -5]
 */
export function accumulate<H extends string, S extends RuleState>(
  rule: Rule<H, S>,
  count: number,
): Rule<H, { readonly sum: Tensor; readonly kept: S }> {
  const every = stepsArgument("accumulate", "count", count);
  return {
    ...rule,
    mixed: true,
    init: (parameter) => {
      return { sum: zeros(parameter.shape, { dtype: parameter.dtype }), kept: rule.init(parameter) };
    },
    update(gradients, state, context) {
      const turn = context.step.div(every).ceil();
      const isLast = turn.mul(every).equal(context.step);
      const sums = gradients.map((gradient, k) => gradient.add(state[k]?.sum ?? 0));
      const means = sums.map((sum) => sum.div(every));
      const before = state.map(({ kept }) => kept);
      const [changes, next] = applyRule(rule, means, before, { ...context, step: turn });
      return eachParameter(changes, state, context.parameters, (change, { kept }, parameter) => {
        const k = context.parameters.indexOf(parameter);
        const sum = sums[k] as Tensor;
        return [
          where(isLast, change, 0),
          { sum: where(isLast, 0, sum), kept: selected(isLast, next[k] as S, kept) },
        ];
      });
    },
  };
}
