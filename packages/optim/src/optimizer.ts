import type { Parameter, ShapeOf, Tensor } from "@chainrule/autograd";

/** One gradient for each parameter, of its shape. */
export type GradientsOf<P extends readonly Parameter[]> = { readonly [K in keyof P]: Tensor<ShapeOf<P[K]>> };

/** What every optimiser can do. */
export interface Optimizer<P extends readonly Parameter[] = readonly Parameter[]> {
  /** The parameters that are updated. */
  readonly parameters: P;
  /**
   * Updates the parameters once, all from one evaluation.
   * @param gradients - One tensor for each parameter, of its shape and dtype, as `gradients(loss, parameters)` returns
   *   them. By default what `backward()` left at the parameters: each such gradient is used once and stays readable as
   *   `grad`; a parameter that has none is left as it is.
   * @throws {@link ArgumentError}, {@link ShapeError} or {@link DtypeError} for gradients that do not fit, or if no
   *   parameter has any; and then nothing has changed.
   */
  step(gradients?: GradientsOf<P>): void;
  /**
   * Backpropagation and one step: `step(gradients(loss, parameters))`.
   * @param loss - A floating-point scalar that depends on every parameter.
   * @throws {@link DerivativeError} if it is not, and then nothing has changed.
   */
  minimize(loss: Tensor): void;
  /** Forgets what `backward()` left at the parameters: sets each `grad` to null. */
  zeroGrad(): void;
}
