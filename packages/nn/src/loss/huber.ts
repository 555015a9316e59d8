import type { ShapeOf, Tensor, TensorLike } from "@chainrule/autograd";
import { checkOptions } from "@chainrule/autograd/gears";
import { positiveArgument } from "../argument.ts";
import { predictionAndTarget, type Target } from "./prediction-and-target.ts";

/**
 * Options of {@link huber}.
 * @example huber([3], [0], { delta: 2 }).item() // => 4
 */
export interface HuberOptions {
  /** Up to this error the loss is quadratic, beyond it linear. By default 1. */
  readonly delta?: number | undefined;
}

/**
 * Huber loss: the mean of ½ e² where the error |e| is at most δ, and of δ (|e| − ½ δ) elsewhere.
 * @param prediction - Any shape, n elements.
 * @param target - The same shape.
 * @param options - `delta`: δ, positive and finite, by default 1.
 * @returns A scalar in [0, ∞).
 * @throws {ShapeError} if the shapes differ; {@link DtypeError} if the dtypes differ or are not floating-point;
 *   {@link ArgumentError} for another δ.
 * @remarks Derivative with respect to the prediction: the error, kept between −δ and δ, / n.
 *   Source: P. Huber, Robust estimation of a location parameter, 1964.
 * @example huber([0.5, 4], [0, 0]).mul(2).item() // => 3.625
 */
export function huber<const P extends TensorLike, const T extends TensorLike>(
  prediction: P,
  target: Target<ShapeOf<P>, T, ShapeOf<T>>,
  options?: HuberOptions,
): Tensor<[]> {
  const { delta: given = 1 } = checkOptions("huber", options, ["delta"]);
  const delta = positiveArgument("huber", "delta", given);
  const [p, t] = predictionAndTarget("huber", prediction, target);
  const error = t.sub(p);
  const size = error.abs();
  // Not of the size, which has a kink at 0.
  const quadratic = error.square().mul(0.5);
  const linear = size.sub(0.5 * delta).mul(delta);
  return size.lessEqual(delta).where(quadratic, linear).mean();
}
