import { ArgumentError, type Parameter } from "@chainrule/autograd";
import { checkOptions, describeValue } from "@chainrule/autograd/gears";
import type { Setting } from "../hyperparameter.ts";
import type { Dampening, LearningRate, Momentum, WeightDecay } from "../hyperparameters.ts";
import { type Optimizer, optimizer } from "../optimizer.ts";
import type { Rule } from "../rule.ts";
import { momentumRule, nesterovRule } from "./momentum.ts";

/** Gradient descent: w ← w − η g. */
export const gradientDescentRule: Rule<"learningRate"> = {
  name: "gradientDescent",
  hyperparameters: { learningRate: { range: "positive" } },
  init: () => null,
  update(gradients, state, { learningRate }) {
    return [gradients.map((gradient) => gradient.mul(learningRate).neg()), state];
  },
};

/**
 * The hyperparameter of {@link gradientDescent}.
 * @example gradientDescent([parameter(1)], { learningRate: 0 }) // => throws "learningRate must be a positive finite number, got 0."
 */
export interface GradientDescentOptions {
  /** The factor of each gradient, positive and finite. */
  readonly learningRate: Setting;
}

/** Options of {@link gradientDescent}. */
export interface MomentumOptions extends GradientDescentOptions {
  /** How much of the previous step is kept, at least 0 and less than 1; by default 0. */
  readonly momentum?: Setting | undefined;
  /** How much of each gradient but the first is left out of the momentum, if there is some; by default 0. */
  readonly dampening?: Setting | undefined;
  /** Whether a step looks ahead along its momentum; by default false. */
  readonly nesterov?: boolean | undefined;
  /** λ of a term ½ λ w² of the loss; by default 0. */
  readonly weightDecay?: Setting | undefined;
}

/** What {@link gradientDescent} returns. */
export interface GradientDescent<P extends readonly Parameter[] = readonly Parameter[]>
  extends Optimizer<P>,
    LearningRate {}

/** What {@link gradientDescent} returns if it was told of momentum or decay; with `nesterov` there is no `dampening`. */
export interface MomentumDescent<P extends readonly Parameter[] = readonly Parameter[]>
  extends GradientDescent<P>,
    Momentum,
    Dampening,
    WeightDecay {}

/**
 * Gradient descent: each step replaces every parameter w by w − learningRate · ∂loss/∂w, optionally with momentum.
 *
 * Backpropagation, which calculates the derivatives, is not part of it: they come from `gradients(loss, parameters)` or
 * `loss.backward()`.
 * @param parameters - The parameters to update, at least one, all distinct.
 * @param options - `learningRate`: positive and finite. Momentum and weight decay as in PyTorch: {@link MomentumOptions}.
 * @returns An optimiser: see {@link Optimizer}. `learningRate`, and what else was given, are properties that can be set at any
 *   time, to a number or a schedule; numbers take effect in compiled functions, too.
 * @throws {ArgumentError} for other parameters or options.
 * @remarks Source: A. Cauchy, Méthode générale pour la résolution des systèmes d'équations simultanées, 1847; momentum:
 *   B. Polyak, Some methods of speeding up the convergence of iteration methods, 1964; Y. Nesterov, A method of solving a
 *   convex programming problem with convergence rate O(1/k²), 1983.
 * @example
 * const w = parameter(3);
 * const descent = gradientDescent([w], { learningRate: 0.25 });
 * descent.step(gradients(w.square(), [w]));
 * w.item() // => 1.5
 * @example
 * const w = parameter(3);
 * const descent = gradientDescent([w], { learningRate: 0.25, momentum: 0.5 });
 * descent.minimize(w.square());
 * descent.minimize(w.square());
 * w.item() // => 0
 */
export function gradientDescent<const P extends readonly Parameter[]>(
  parameters: P,
  options: MomentumOptions &
    ({ readonly momentum: Setting } | { readonly weightDecay: Setting } | { readonly nesterov: true }),
): MomentumDescent<P>;
export function gradientDescent<const P extends readonly Parameter[]>(
  parameters: P,
  options: GradientDescentOptions,
): GradientDescent<P>;
export function gradientDescent(parameters: readonly Parameter[], options: unknown): Optimizer {
  const op = "gradientDescent";
  const names = ["learningRate", "momentum", "dampening", "nesterov", "weightDecay"];
  const { nesterov = false, ...given } = checkOptions(op, options, names);
  if (typeof nesterov !== "boolean") {
    throw new ArgumentError(op, `nesterov must be true or false, got ${describeValue(nesterov)}.`);
  }
  const hyperparameters = given as { learningRate: Setting; dampening?: Setting };
  if (nesterov) {
    if (hyperparameters.dampening !== undefined) {
      throw new ArgumentError(op, "nesterov and dampening cannot be given together. Leave one out.");
    }
    return optimizer(parameters, nesterovRule, hyperparameters);
  }
  const isPlain = ["momentum", "dampening", "weightDecay"].every((name) => given[name] === undefined);
  if (isPlain)
    return optimizer(parameters, gradientDescentRule, { learningRate: hyperparameters.learningRate });
  return optimizer(parameters, momentumRule, hyperparameters);
}
