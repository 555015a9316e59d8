import type { Parameter, ShapeOf, Tensor, TensorLike } from "@chainrule/autograd";
import type { Settings } from "./hyperparameter.ts";
import type { Hyperparameters } from "./hyperparameters.ts";
import type { Rule, RuleState } from "./rule.ts";
import { RuleOptimizer } from "./rule-optimizer.ts";

/** One gradient for each parameter, of its shape. */
export type GradientsOf<P extends readonly Parameter[]> = { readonly [K in keyof P]: Tensor<ShapeOf<P[K]>> };

/** Options of `minimize`. */
export interface MinimizeOptions {
  /**
   * What becomes of parameters that no derivative of the loss reaches, since it does not depend on them, or only through
   * operations that have none. By default they are refused; `"skip"` leaves them, and what an optimiser remembers of them,
   * as they are.
   */
  readonly unused?: "skip" | undefined;
}

/** What every optimiser can do. */
export interface Optimizer<P extends readonly Parameter[] = readonly Parameter[]> {
  /** The parameters that are updated. */
  readonly parameters: P;
  /**
   * Updates the parameters once, all from one evaluation. Parameters take new values: no derivative passes through them to what
   * they were before, or to the loss.
   * @param gradients - One tensor for each parameter, of its shape and dtype, as `gradients(loss, parameters)` returns
   *   them. By default what `backward()` left at the parameters: each such gradient is used once and stays readable as
   *   `grad`; a parameter that has none is left as it is, also by momentum and decay.
   * @throws {ArgumentError}, {@link ShapeError} or {@link DtypeError} for gradients that do not fit, or if no
   *   parameter has any; and then nothing has changed.
   */
  step(gradients?: GradientsOf<P>): void;
  /**
   * Backpropagation and one step: `step(gradients(loss, parameters))`. No derivative passes through the new values to the loss.
   * @param loss - A floating-point scalar of which a derivative reaches every parameter.
   * @param options - `unused`: `"skip"` leaves parameters alone that no derivative reaches. By default they are refused.
   * @throws {DerivativeError} if it is not such a scalar, or no derivative reaches any parameter, and then nothing has
   *   changed; {@link ArgumentError} for another `unused`.
   */
  minimize(loss: Tensor, options?: MinimizeOptions): void;
  /** Forgets what `backward()` left at the parameters: sets each `grad` to null. */
  zeroGrad(): void;
  /**
   * All that the next steps depend on besides the parameters, to be saved: the number of steps, as `step`; hyperparameters
   * that are numbers, by name; what the rule keeps for each parameter, as `0.velocity` for the first. Schedules are code
   * and not in it; they go on where they were, since they depend on the number of steps.
   */
  state(): Record<string, Tensor>;
  /**
   * Goes on where another optimiser of the same rule and of parameters of the same shapes was: every later step is what it
   * would have been there, bit for bit.
   * @param state - What `state()` returned, with exactly its names: tensors, or the numbers and nested arrays that
   *   `JSON.parse(JSON.stringify(state))` makes of them.
   * @throws {ArgumentError}, {@link ShapeError} or {@link DtypeError} for another state, and then nothing has changed.
   */
  load(state: Readonly<Record<string, TensorLike>>): void;
  /** What it is, how many steps it has made, and what its hyperparameters are now, as text. */
  toString(): string;
}

/**
 * An optimiser that follows a rule, one of ours or one of your own.
 * @param parameters - The parameters to update, at least one, all distinct.
 * @param rule - How they change: see {@link Rule}.
 * @param hyperparameters - Numbers, or schedules `(step: Tensor) => Tensor` of the number of the step, which is 1 at first.
 *   Each becomes a property that can be set at any time; a number that is set takes effect in compiled functions, too.
 * @returns `step`, `minimize`, `zeroGrad`, `state`, `load`, `parameters`, and the hyperparameters.
 * @throws {ArgumentError} for other parameters, or for hyperparameters that the rule does not have or does not allow.
 * @example
 * const w = parameter([3, -4]);
 * const descent = optimizer(
 *   [w],
 *   {
 *     init: () => null,
 *     update: (gradients, state, { rate }) => [gradients.map((g) => g.sign().mul(rate).neg()), state],
 *   },
 *   { rate: 0.5 },
 * );
 * descent.minimize(w.square().sum());
 * w.toArray() // => [2.5, -3.5]
 */
export function optimizer<
  const P extends readonly Parameter[],
  H extends string = never,
  S extends RuleState = RuleState,
>(parameters: P, rule: Rule<H, S>, hyperparameters?: Settings<H>): Optimizer<P> & Hyperparameters<H> {
  return new RuleOptimizer(parameters, rule, hyperparameters) as unknown as Optimizer<P> & Hyperparameters<H>;
}
