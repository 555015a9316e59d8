import type { Parameter, ShapeOf, Tensor } from "@chainrule/autograd";

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
   * @param loss - A floating-point scalar of which a derivative reaches every parameter.
   * @param options - `unused`: `"skip"` leaves parameters alone that no derivative reaches. By default they are refused.
   * @throws {@link DerivativeError} if it is not such a scalar, or no derivative reaches any parameter, and then nothing has
   *   changed; {@link ArgumentError} for another `unused`.
   */
  minimize(loss: Tensor, options?: MinimizeOptions): void;
  /** Forgets what `backward()` left at the parameters: sets each `grad` to null. */
  zeroGrad(): void;
}
