import { ArgumentError, isTensor, logicalOr, type Tensor } from "@chainrule/autograd";
import { applyRule } from "../apply-rule.ts";
import type { Declaration } from "../hyperparameter.ts";
import { madeStep, makesSteps, type Rule, type RuleState } from "../rule.ts";
import { resultArgument, ruleArgument } from "../rule-argument.ts";

/** The names of the hyperparameters of a rule. */
export type HyperparametersOf<R> = R extends Rule<infer H, infer _> ? H : never;

/** A rule of any hyperparameters. */
export type AnyRule = Rule<never, RuleState>;

/**
 * Rules one after the other: each takes for gradients what the one before made of them, and the last one's changes are added to
 * the parameters. So what comes before a rule such as {@link adamRule} works on gradients, and what comes behind it on changes.
 * @param rules - At least one. Those that have a hyperparameter of the same name share it; what the first of them says of it
 *   counts. Rules have to declare the hyperparameters that they read.
 * @returns A rule for {@link optimizer}.
 * @throws {ArgumentError} for what is not a rule, or if rules say of a hyperparameter that they share that it is different numbers.
 * @example
 * const w = parameter([30, -40]);
 * const descent = optimizer([w], chain(clipByGlobalNorm(1), gradientDescentRule), { learningRate: 0.5 });
 * descent.minimize(w.square().sum());
 * w.toArray() // => [29.7, -39.6]
 * descent.maxGlobalNorm // => 1
 */
export function chain<const R extends readonly [AnyRule, ...AnyRule[]]>(
  ...rules: R
): Rule<HyperparametersOf<R[number]>, readonly RuleState[]> {
  const members = rules.map((rule, k) => ruleArgument("chain", rule, `rules[${k}]`));
  const named = members.findLast(({ name }) => name !== undefined);
  const rule: Rule<string, readonly RuleState[]> = {
    name: named?.name ?? "chain",
    hyperparameters: declaredBy(members),
    mixed: true,
    makesSteps: (parameter, state) => members.some((member, i) => makesSteps(member, parameter, state[i])),
    madeStep: (parameter, state) => {
      const made = members.flatMap((member, i) =>
        makesSteps(member, parameter, state[i]) ? [madeStep(member, parameter, state[i])] : [],
      );
      const masks = made.filter((each) => isTensor(each));
      return masks.length < made.length ? true : masks.reduce((a, b) => logicalOr(a, b));
    },
    init: (parameter) => members.map((member) => member.init(parameter)),
    update(gradients, state, context) {
      let passing: readonly Tensor[] = gradients;
      const kept: (readonly RuleState[])[] = [];
      for (const [i, member] of members.entries()) {
        const before = state.map((list) => list[i]);
        const result: unknown = applyRule(member, passing, before, context);
        const [changes, next] = resultArgument(member.name ?? "chain", result, gradients.length);
        passing = changes;
        kept.push(next);
      }
      return [passing, gradients.map((_, k) => kept.map((list) => list[k]))];
    },
  };
  return rule;
}

/** What several rules say of their hyperparameters; of one of the same name, what the first says. */
function declaredBy(rules: readonly Rule<string>[]): Record<string, Declaration> {
  const declared: Record<string, Declaration> = {};
  for (const { hyperparameters } of rules) {
    for (const [name, declaration] of Object.entries(hyperparameters ?? {})) {
      const shared = (declared[name] ??= declaration);
      requireOneNumber(name, shared.default, declaration.default);
    }
  }
  return declared;
}

/** A number that was given to a rule must not be dropped in silence. */
function requireOneNumber(name: string, first: number | undefined, other: number | undefined): void {
  if (first === undefined || other === undefined || Object.is(first, other)) return;
  throw new ArgumentError(
    "chain",
    `rules share a hyperparameter of the same name, got ${name} ${first} and ${other}. Give them the same number, or use ` +
      "groups() for parameters with numbers of their own.",
  );
}
