import { ArgumentError, type Parameter, type Tensor } from "@chainrule/autograd";
import { describeValue, propertyOf } from "@chainrule/autograd/gears";
import { applyRule } from "../apply-rule.ts";
import { parametersArgument } from "../argument.ts";
import type { Declaration } from "../hyperparameter.ts";
import { entriesOf } from "../property.ts";
import { contextOfSome, madeStep, makesSteps, type Rule, type RuleContext, type RuleState } from "../rule.ts";
import { ruleArgument } from "../rule-argument.ts";
import type { AnyRule, HyperparametersOf } from "./chain.ts";

/** Some parameters and the rule for them. */
export interface Group<R extends AnyRule = AnyRule> {
  /** At least one; no parameter is in two groups. */
  readonly parameters: readonly Parameter[];
  /** How these are changed. */
  readonly rule: R;
}

/** `"bias.learningRate"` for the group `bias` of a rule with `learningRate`. */
export type GroupedHyperparameters<G extends Readonly<Record<string, Group>>> = {
  [Name in keyof G & string]: `${Name}.${HyperparametersOf<G[Name]["rule"]>}`;
}[keyof G & string];

/**
 * A rule for each of several groups of parameters, with hyperparameters of its own.
 * @param groups - By name: `parameters`, and the `rule` for them, which has to declare its hyperparameters.
 * @returns A rule for {@link optimizer}, which is to be given all these parameters. Its hyperparameters are those of all groups,
 *   each with the group's name before it.
 * @throws {ArgumentError} if a parameter is in two groups, or the optimiser is given one that is in none.
 * @example
 * const [weight, bias] = [parameter([[4]]), parameter([4])];
 * const rule = groups({
 *   weights: { parameters: [weight], rule: adamWRule },
 *   biases: { parameters: [bias], rule: gradientDescentRule },
 * });
 * const descent = optimizer([weight, bias], rule, { "weights.weightDecay": 0.5, "biases.learningRate": 0.25 });
 * descent.step([tensor([[0]]), tensor([1])]);
 * [weight.item(), bias.item()] // => [3.998, 3.75]
 */
export function groups<const G extends Readonly<Record<string, Group>>>(
  groups: G,
): Rule<GroupedHyperparameters<G>, RuleState> {
  const op = "groups";
  const names = new Map<object, string>();
  const declared: Record<string, Declaration> = {};
  const rules = new Map<string, Rule<string>>();
  const entries = entriesOf(groups);
  if (entries === null) {
    throw new ArgumentError(op, `takes an object of groups by name, got ${describeValue(groups)}.`);
  }
  for (const [name, group] of entries) {
    const rule = ruleArgument(op, propertyOf(group, "rule"), `groups[${describeValue(name)}].rule`);
    rules.set(name, rule);
    for (const [key, declaration] of Object.entries(rule.hyperparameters ?? {})) {
      declared[`${name}.${key}`] = declaration;
    }
    for (const [k, parameter] of parametersArgument(
      `${op}[${describeValue(name)}]`,
      propertyOf(group, "parameters"),
    ).entries()) {
      const other = names.get(parameter);
      if (other !== undefined) {
        throw new ArgumentError(
          op,
          `groups must not overlap, got parameters[${k}] of ${describeValue(name)} in ${describeValue(other)}, too.`,
        );
      }
      names.set(parameter, name);
    }
  }
  const nameOf = (parameter: Tensor): string => {
    const name = names.get(parameter);
    if (name !== undefined) return name;
    const shape = `[${parameter.shape.join(", ")}]`;
    throw new ArgumentError(
      op,
      `every parameter must be in a group, got one of shape ${shape} that is in none.`,
    );
  };
  const ruleOf = (name: string): Rule<string> => rules.get(name) as Rule<string>;
  const rule: Rule<string> = {
    name: op,
    hyperparameters: declared,
    mixed: true,
    makesSteps: (parameter, state) => makesSteps(ruleOf(nameOf(parameter)), parameter, state),
    madeStep: (parameter, state) => madeStep(ruleOf(nameOf(parameter)), parameter, state),
    init: (parameter) => ruleOf(nameOf(parameter)).init(parameter),
    update(gradients, state, context) {
      const changes: Tensor[] = [];
      const next: RuleState[] = [];
      for (const name of rules.keys()) {
        const own = context.parameters.flatMap((parameter, k) => (nameOf(parameter) === name ? [k] : []));
        if (own.length === 0) continue;
        const of = <T>(list: readonly T[]): T[] => own.map((k) => list[k] as T);
        const part = contextOf(name, ruleOf(name), contextOfSome(context, own));
        const [partChanges, partNext] = applyRule(ruleOf(name), of(gradients), of(state), part);
        for (const [i, k] of own.entries()) {
          changes[k] = partChanges[i] as Tensor;
          next[k] = partNext[i];
        }
      }
      return [changes, next];
    },
  };
  return rule;
}

/** What a group's rule is given: its own hyperparameters without the group's name. */
function contextOf(name: string, rule: Rule<string>, context: RuleContext<string>): RuleContext<string> {
  const { parameters, step, due } = context;
  const own = Object.keys(rule.hyperparameters ?? {}).map((key) => [key, context[`${name}.${key}`]]);
  return { ...Object.fromEntries(own), parameters, step, due } as RuleContext<string>;
}
