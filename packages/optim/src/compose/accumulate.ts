import { isTensor, logicalAnd, type Mask, scalar, type Tensor, where } from "@chainrule/autograd";
import { applyRule } from "../apply-rule.ts";
import { zerosLike } from "../rule/zeros-like.ts";
import { declaredBy, madeStep, makesSteps, type Rule, type RuleState } from "../rule.ts";
import { stepsArgument } from "../schedule/argument.ts";
import { selected } from "./selected.ts";

/**
 * Gradient accumulation: with every `count`-th gradient of a parameter a rule is given the mean of the last `count`; the others
 * change nothing. A batch can thus be larger than what fits in memory. What is before or behind it in a {@link chain} works on every
 * gradient: `accumulate(chain(adamRule, decoupledWeightDecay(0.01)), 4)` decays once in four gradients.
 * @param rule - What is done with the mean. Schedules count the steps of the optimiser.
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
): Rule<H, { readonly sum: Tensor; readonly gathered: Tensor<[]>; readonly kept: S }> {
  const every = stepsArgument("accumulate", "count", count);
  return {
    ...declaredBy(rule),
    mixed: true,
    makesSteps: (parameter, { kept }) => makesSteps(rule, parameter, kept),
    madeStep: (parameter, { gathered, kept }) => {
      const made = madeStep(rule, parameter, kept);
      return isTensor(made) ? logicalAnd(gathered.equal(0), made) : gathered.equal(0);
    },
    init: (parameter) => {
      return { sum: zerosLike(parameter), gathered: scalar(0), kept: rule.init(parameter) };
    },
    update(gradients, state, context) {
      // Of each parameter its own, since not every one has a gradient in every step.
      const gathered = state.map((before) => before.gathered.add(1));
      const isLast = gathered.map((number) => number.equal(every));
      const sums = gradients.map((gradient, k) => gradient.add((state[k] as { sum: Tensor }).sum));
      const means = sums.map((sum, k) => where(isLast[k] as Mask<[]>, sum.div(every), 0));
      const before = state.map(({ kept }) => kept);
      const step = context.step.div(every).ceil();
      const due = isLast.map((last, k) => {
        const around = context.due?.[k];
        return around === undefined ? last : logicalAnd(last, around);
      });
      const [changes, next] = applyRule(rule, means, before, { ...context, step, due });
      return [
        changes.map((change, k) => where(isLast[k] as Mask<[]>, change, 0)),
        isLast.map((last, k) => ({
          sum: where(last, 0, sums[k] as Tensor),
          gathered: where(last, 0, gathered[k] as Tensor<[]>),
          kept: selected(last, next[k] as S, before[k] as S),
        })),
      ];
    },
  };
}
