import { ArgumentError, type Parameter } from "@chainrule/autograd";
import { describeValue } from "@chainrule/autograd/gears";
import { applyRule } from "../apply-rule.ts";
import { contextOfSome, declaredBy, madeStep, makesSteps, type Rule, type RuleState } from "../rule.ts";

/**
 * A rule for some parameters only. Gradients of the others pass as they are to the next rule of a {@link chain}; where none makes
 * steps of them, those parameters stay as they are.
 * @param rule - What is done to the chosen ones.
 * @param isChosen - Asked of each parameter when the optimiser is made.
 * @returns A rule with the hyperparameters of `rule`.
 * @throws {ArgumentError} if `isChosen` is not a function, or does not answer true or false.
 * @example
 * const [weight, bias] = [parameter([[4]]), parameter([4])];
 * const decay = masked(weightDecay(0.5), ({ rank }) => rank > 1);
 * optimizer([weight, bias], chain(decay, gradientDescentRule), { learningRate: 0.5 }).step([tensor([[0]]), tensor([0])]);
 * [weight.item(), bias.item()] // => [3, 4]
 */
export function masked<H extends string, S extends RuleState>(
  rule: Rule<H, S>,
  isChosen: (parameter: Parameter) => boolean,
): Rule<H, { readonly kept: S } | null> {
  if (typeof isChosen !== "function") {
    throw new ArgumentError("masked", `isChosen must be a function, got ${describeValue(isChosen)}.`);
  }
  const answerOf = (parameter: Parameter): boolean => {
    const answer: unknown = isChosen(parameter);
    if (typeof answer !== "boolean") {
      throw new ArgumentError("masked", `isChosen must return true or false, got ${describeValue(answer)}.`);
    }
    return answer;
  };
  return {
    ...declaredBy(rule),
    mixed: true,
    makesSteps: (parameter, state) => state !== null && makesSteps(rule, parameter, state.kept),
    madeStep: (parameter, state) => state === null || madeStep(rule, parameter, state.kept),
    // Where there is a state, the answer was yes. It is not remembered here, since other optimisers may be made of this rule.
    init: (parameter) => (answerOf(parameter as Parameter) ? { kept: rule.init(parameter) } : null),
    update(gradients, state, context) {
      const chosen: number[] = [];
      const kept: S[] = [];
      for (const [k, before] of state.entries()) {
        if (before === null) continue;
        chosen.push(k);
        kept.push(before.kept);
      }
      const changes = [...gradients];
      const next = [...state];
      if (chosen.length === 0) return [changes, next];
      const of = <T>(list: readonly T[]): T[] => chosen.map((k) => list[k] as T);
      const [partChanges, partNext] = applyRule(rule, of(gradients), kept, contextOfSome(context, chosen));
      for (const [i, k] of chosen.entries()) {
        const change = partChanges[i];
        if (change !== undefined) changes[k] = change;
        next[k] = { kept: partNext[i] as S };
      }
      return [changes, next];
    },
  };
}
