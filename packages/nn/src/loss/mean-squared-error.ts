import type { ShapeOf, Tensor, TensorLike } from "@chainrule/autograd";
import { predictionAndTarget, type Target } from "./prediction-and-target.ts";

/**
 * Mean of squared errors: 1/n Σ (target − prediction)².
 * @param prediction - Any shape, n elements.
 * @param target - The same shape.
 * @returns A scalar in [0, ∞).
 * @throws {ShapeError} if the shapes differ; {@link DtypeError} if the dtypes differ or are not floating-point.
 * @remarks Derivative with respect to the prediction: 2 (prediction − target) / n. Source: I. Goodfellow, Y. Bengio, A. Courville, Deep
 *   Learning, 2016, section 5.1.4.
 * @example meanSquaredError([1, 2], [1, 5]).item() // => 4.5
 */
export function meanSquaredError<const P extends TensorLike, const T extends TensorLike>(
  prediction: P,
  target: Target<ShapeOf<P>, T, ShapeOf<T>>,
): Tensor<[]> {
  const [p, t] = predictionAndTarget("meanSquaredError", prediction, target);
  return t.sub(p).square().mean();
}
