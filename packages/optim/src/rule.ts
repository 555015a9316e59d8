import type { Mask, Parameter, Tensor } from "@chainrule/autograd";
import type { Declaration } from "./hyperparameter.ts";

/** What a rule keeps of a parameter from one step to the next: a tree of tensors with names, or nothing. */
// Aliases, since no interface with names of its own is one with an index signature.
export type RuleState = Tensor | null | undefined | readonly RuleState[] | NamedState;
export type NamedState = { readonly [name: string]: RuleState };

/**
 * What a rule is given besides the gradients: everything that its paper gives a letter to. Scalars have the dtype of the
 * parameters.
 */
export type RuleContext<H extends string = never> = {
  /** The parameters to be changed, before the change. Those without a gradient are not among them. */
  readonly parameters: readonly Parameter[];
  /** The number of this step, from 1. */
  readonly step: Tensor<[]>;
  /**
   * Whether a step is made with each parameter now, if that depends on values: {@link accumulate} calls its rule with every gradient,
   * and drops what comes of those of parameters that are not due. For rules in which one parameter counts for others.
   */
  readonly due?: readonly Mask<[]>[] | undefined;
} & { readonly [Name in H]: Tensor<[]> };

/** What a rule is given that is called for some of the parameters only, by their places. */
export function contextOfSome<C extends RuleContext>(context: C, at: readonly number[]): C {
  const of = <T>(list: readonly T[]): T[] => at.map((k) => list[k] as T);
  const { parameters, due } = context;
  return { ...context, parameters: of(parameters), due: due === undefined ? undefined : of(due) };
}

/** One change for each parameter, to be added to it, and its next state. */
export type RuleResult<S extends RuleState = RuleState> = readonly [
  changes: readonly Tensor[],
  state: readonly S[],
];

/**
 * How an optimiser changes parameters, as plain graph code: what {@link optimizer} makes an optimiser of. `H` are the names of
 * its hyperparameters, `S` is what it keeps for each parameter.
 */
export interface Rule<H extends string = never, S extends RuleState = RuleState> {
  /** Begins the texts of errors; by default `optimizer`. */
  readonly name?: string;
  /** What values hyperparameters may have, and which they have unless they are given. Without it, any finite number. */
  readonly hyperparameters?: { readonly [Name in H]: Declaration };
  /**
   * Whether `update` takes parameters of float64 and float32 in one list, and scalars of float64 with them. By default it is
   * called once for each dtype.
   */
  readonly mixed?: boolean;
  /**
   * Whether steps are made of a parameter's gradients, as they are if this is left out. A rule for a {@link chain} that returns
   * gradients as it was given gradients, such as {@link clipByValue}, says no. What no rule makes steps of is not added to the
   * parameter, which stays as it is.
   * @param parameter - One of the optimiser's.
   * @param state - Its state.
   */
  makesSteps?(parameter: Parameter, state: S): boolean;
  /**
   * Whether a step was made with a parameter, of a rule that makes none with some gradients, such as {@link accumulate}: for rules
   * around it that count, such as {@link lookahead}. If this is left out, every gradient makes one.
   * @param parameter - One of the optimiser's, of whose gradients the rule makes steps.
   * @param state - Its state after the gradient.
   */
  madeStep?(parameter: Parameter, state: S): Mask<[]> | true;
  /**
   * The state of one parameter before the first step: tensors of any shape.
   * @param parameter - Its first value.
   */
  init(parameter: Tensor): S;
  /**
   * What to add to each parameter, and its next state.
   * @param gradients - One for each of `context.parameters`.
   * @param state - One for each of them.
   * @param context - The parameters, the number of the step, and the hyperparameters.
   */
  update(gradients: readonly Tensor[], state: readonly S[], context: RuleContext<H>): RuleResult<S>;
}

/** What a rule around another one declares as that does, be it an object or an instance of a class, whose getters are not its own. */
export function declaredBy<H extends string, S extends RuleState>({
  name,
  hyperparameters,
}: Rule<H, S>): Pick<Rule<H, S>, "name" | "hyperparameters"> {
  return { ...(name !== undefined && { name }), ...(hyperparameters !== undefined && { hyperparameters }) };
}

/** Whether a rule makes steps of a parameter's gradients. */
export function makesSteps<S extends RuleState>(
  rule: Rule<never, S>,
  parameter: Parameter,
  state: S,
): boolean {
  return rule.makesSteps?.(parameter, state) ?? true;
}

/** Whether a rule that makes steps of a parameter's gradients made one of the last; true if it always does. */
export function madeStep<S extends RuleState>(
  rule: Rule<never, S>,
  parameter: Parameter,
  state: S,
): Mask<[]> | true {
  return rule.madeStep?.(parameter, state) ?? true;
}
