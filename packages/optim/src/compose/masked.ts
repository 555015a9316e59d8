import { ArgumentError, type Parameter, type Tensor, zeros } from "@chainrule/autograd";
import { describeValue } from "@chainrule/autograd/gears";
import { applyRule } from "../apply-rule.ts";
import type { Rule, RuleContext, RuleState } from "../rule.ts";

/** Of masked rules the same one by itself, with nothing behind it that makes steps of gradients. */
const byThemselves = new WeakMap<object, Rule<string>>();

/** A rule as all of an optimiser's: the parameters that a masked one is not for stay as they are. */
export function byItself(rule: Rule<string>): Rule<string> {
  return byThemselves.get(rule) ?? rule;
}

/**
 * A rule for some parameters only; in a {@link chain} gradients of the others pass as they are, by itself it leaves the others as they are.
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
): Rule<H, S | null | undefined> {
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
  // The answer is kept in the state, `undefined` for no, since other optimisers made of this rule are told others.
  const withRest = (passed: (gradient: Tensor) => Tensor): Rule<H, S | null | undefined> => ({
    ...rule,
    mixed: true,
    init: (parameter) => (answerOf(parameter as Parameter) ? (rule.init(parameter) ?? null) : undefined),
    update(gradients, state, context) {
      const { parameters } = context;
      const chosen = state.flatMap((kept, k) => (kept === undefined ? [] : [k]));
      const of = <T>(list: readonly T[]): T[] => chosen.map((k) => list[k] as T);
      const changes = gradients.map(passed);
      const next = [...state];
      if (chosen.length === 0) return [changes, next];
      const part: RuleContext<H> = { ...context, parameters: of(parameters) };
      const [partChanges, partNext] = applyRule(rule, of(gradients), of(state) as S[], part);
      for (const [i, k] of chosen.entries()) {
        const change = partChanges[i];
        if (change !== undefined) changes[k] = change;
        next[k] = partNext[i];
      }
      return [changes, next];
    },
  });
  const made = withRest((gradient) => gradient);
  byThemselves.set(
    made,
    withRest(({ shape, dtype }) => zeros(shape, { dtype })),
  );
  return made;
}
