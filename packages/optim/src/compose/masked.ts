import { ArgumentError, describeValue, type Parameter } from "@chainrule/autograd";
import { applyRule } from "../apply-rule.ts";
import type { Rule, RuleContext, RuleState } from "../rule.ts";

/**
 * A rule for some parameters only; gradients of the others pass as they are, for a {@link chain}.
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
): Rule<H, S | null> {
  if (typeof isChosen !== "function") {
    throw new ArgumentError("masked", `isChosen must be a function, got ${describeValue(isChosen)}.`);
  }
  const answers = new WeakMap<object, boolean>();
  const answerOf = (parameter: Parameter): boolean => {
    const known = answers.get(parameter);
    if (known !== undefined) return known;
    const answer: unknown = isChosen(parameter);
    if (typeof answer !== "boolean") {
      throw new ArgumentError("masked", `isChosen must return true or false, got ${describeValue(answer)}.`);
    }
    answers.set(parameter, answer);
    return answer;
  };
  return {
    ...rule,
    mixed: true,
    init: (parameter) => (answerOf(parameter as Parameter) ? rule.init(parameter) : null),
    update(gradients, state, context) {
      const { parameters } = context;
      const chosen = parameters.flatMap((parameter, k) => (answerOf(parameter) ? [k] : []));
      const of = <T>(list: readonly T[]): T[] => chosen.map((k) => list[k] as T);
      const changes = [...gradients];
      const next = [...state];
      if (chosen.length === 0) return [changes, next];
      const part: RuleContext<H> = { ...context, parameters: of(parameters) };
      const [partChanges, partNext] = applyRule(rule, of(gradients), of(state) as S[], part);
      for (const [i, k] of chosen.entries()) {
        const change = partChanges[i];
        if (change !== undefined) changes[k] = change;
        next[k] = partNext[i] as S;
      }
      return [changes, next];
    },
  };
}
