import type { ShapeOf, Tensor, TensorLike } from "@chainrule/autograd";
import { predictionAndTarget, type Target } from "./prediction-and-target.ts";

/**
 * Half the sum of squared errors: ½ Σ (target − prediction)².
 * @param prediction - Any shape.
 * @param target - The same shape.
 * @returns A scalar in [0, ∞).
 * @throws {ShapeError} if the shapes differ; {@link DtypeError} if the dtypes differ or are not floating-point.
 * @remarks Derivative with respect to the prediction: prediction − target. Source: C. Bishop, Pattern Recognition and Machine Learning,
 *   2006, section 5.2.
 * @example halfSquaredError([1, 2], [1, 5]).item() // => 4.5
 */
export function halfSquaredError<const P extends TensorLike, const T extends TensorLike>(
  prediction: P,
  target: Target<ShapeOf<P>, T, ShapeOf<T>>,
): Tensor<[]> {
  const [p, t] = predictionAndTarget("halfSquaredError", prediction, target);
  return t.sub(p).square().sum().mul(0.5);
}
