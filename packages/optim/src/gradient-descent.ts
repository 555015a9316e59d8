import {
  ArgumentError,
  checkOptions,
  evaluate,
  isEvaluated,
  type Parameter,
  parameter,
  type Tensor,
} from "@chainrule/autograd";
import { gradientsArgument, gradientsOfLoss, parametersArgument, positiveArgument } from "./argument.ts";
import type { GradientsOf, MinimizeOptions, Optimizer } from "./optimizer.ts";

/**
 * Options of {@link gradientDescent}.
 * @example gradientDescent([parameter(1)], { learningRate: 0 }) // => throws "learningRate must be a positive finite number, got 0."
 */
export interface GradientDescentOptions {
  /** The factor of each gradient, positive and finite. */
  readonly learningRate: number;
}

/** What {@link gradientDescent} returns. */
export interface GradientDescent<P extends readonly Parameter[] = readonly Parameter[]> extends Optimizer<P> {
  /**
   * The factor of each gradient. Setting it takes effect with the next step, in compiled functions too.
   * @throws {@link ArgumentError} unless it is set to a positive finite number.
   */
  learningRate: number;
}

/**
 * Gradient descent: each step replaces every parameter w by w − learningRate · ∂loss/∂w.
 *
 * Backpropagation, which calculates the derivatives, is not part of it: they come from `gradients(loss, parameters)` or
 * `loss.backward()`.
 * @param parameters - The parameters to update, at least one, all distinct.
 * @param options - `learningRate`: positive and finite.
 * @returns An optimiser with `step`, `minimize`, `zeroGrad`, `parameters` and `learningRate`.
 * @throws {@link ArgumentError} for other parameters or another learning rate.
 * @remarks Source: A. Cauchy, Méthode générale pour la résolution des systèmes d'équations simultanées, 1847.
 * @example
 * const w = parameter(3);
 * const descent = gradientDescent([w], { learningRate: 0.25 });
 * descent.step(gradients(w.square(), [w]));
 * w.item() // => 1.5
 */
export function gradientDescent<const P extends readonly Parameter[]>(
  parameters: P,
  options: GradientDescentOptions,
): GradientDescent<P> {
  return new Descent(parameters, options) as unknown as GradientDescent<P>;
}

class Descent implements GradientDescent {
  readonly parameters: readonly Parameter[];
  #learningRate: number;
  /** The learning rate as a cell: a compiled function reads it anew in each call, as it does the parameters. */
  readonly #rate: Parameter<[]>;
  /** The gradients of the last step, if they were not computed on their own. */
  #last: readonly Tensor[] = [];
  /** Whether somebody read gradients that a step had used. */
  #looked = false;

  constructor(parameters: unknown, options: unknown) {
    this.parameters = parametersArgument("gradientDescent", parameters);
    const { learningRate } = checkOptions("gradientDescent", options, ["learningRate"]);
    this.#learningRate = positiveArgument("gradientDescent", "learningRate", learningRate);
    this.#rate = parameter(this.#learningRate);
  }

  get learningRate(): number {
    return this.#learningRate;
  }

  set learningRate(value: number) {
    this.#learningRate = positiveArgument("gradientDescent", "learningRate", value);
    this.#rate.assign(value);
  }

  step(gradients?: GradientsOf<readonly Parameter[]>): void {
    if (gradients === undefined) {
      this.#stepBackward();
      return;
    }
    this.#descend(this.parameters, gradientsArgument("gradientDescent.step", gradients, this.parameters));
  }

  minimize(loss: Tensor, options?: MinimizeOptions): void {
    const found = gradientsOfLoss("gradientDescent.minimize", loss, this.parameters, options);
    this.#descend(found.parameters, found.gradients);
  }

  zeroGrad(): void {
    for (const parameter of this.parameters) parameter.grad = null;
  }

  #stepBackward(): void {
    const parameters: Parameter[] = [];
    const gradients: Tensor[] = [];
    for (const parameter of this.parameters) {
      const gradient = parameter.pendingGradient;
      if (gradient === null) continue;
      parameters.push(parameter);
      gradients.push(gradient);
    }
    if (parameters.length === 0) {
      throw new ArgumentError(
        "gradientDescent.step",
        "no parameter has a gradient that has not been used yet. Call loss.backward() first, or pass " +
          "gradients(loss, parameters).",
      );
    }
    this.#descend(parameters, gradients);
    for (const parameter of parameters) parameter.takeGradient();
  }

  #descend(parameters: readonly Parameter[], gradients: readonly Tensor[]): void {
    const values = parameters.map((parameter, k) => {
      const { dtype } = parameter;
      const rate = dtype === "float64" ? this.#rate : this.#rate.cast(dtype);
      return parameter.sub((gradients[k] as Tensor).mul(rate));
    });
    // All in one run before the first assignment, so that no parameter is updated from another's new value. Gradients that
    // nobody looks at need not leave it; once somebody did after a step, they are computed on the way.
    this.#looked ||= this.#last.some(isEvaluated);
    this.#last = this.#looked ? [] : gradients;
    evaluate(this.#looked ? [...values, ...gradients] : values);
    for (const [k, parameter] of parameters.entries()) parameter.assign(values[k] as Tensor);
  }
}
