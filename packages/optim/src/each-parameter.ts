import type { Parameter, Tensor } from "@chainrule/autograd";
import type { RuleResult, RuleState } from "./rule.ts";

/**
 * The lists that a rule's `update` returns, from what it does with one parameter.
 * @param gradients - As `update` is given them.
 * @param state - One for each gradient.
 * @param parameters - One for each gradient.
 * @param f - From a gradient, its state and its parameter: the change, to be added, and the next state.
 * @returns `[changes, state]`.
 * @example
 * const w = parameter([1, 2]);
 * const descent = optimizer(
 *   [w],
 *   {
 *     init: () => null,
 *     update: (gradients, state, { parameters, rate }) =>
 *       eachParameter(gradients, state, parameters, (g, s, v) => [g.add(v).mul(rate.neg()), s]),
 *   },
 *   { rate: 0.5 },
 * );
 * descent.step([tensor([1, 1])]);
 * w.toArray() // => [0, 0.5]
 */
export function eachParameter<S extends RuleState, Next extends RuleState>(
  gradients: readonly Tensor[],
  state: readonly S[],
  parameters: readonly Parameter[],
  f: (gradient: Tensor, state: S, parameter: Parameter) => readonly [change: Tensor, state: Next],
): RuleResult<Next> {
  const changes = new Array<Tensor>(gradients.length);
  const next = new Array<Next>(gradients.length);
  for (let k = 0; k < gradients.length; k++) {
    const [change, kept] = f(gradients[k] as Tensor, state[k] as S, parameters[k] as Parameter);
    changes[k] = change;
    next[k] = kept;
  }
  return [changes, next];
}
