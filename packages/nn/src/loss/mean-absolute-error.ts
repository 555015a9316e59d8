import type { ShapeOf, Tensor, TensorLike } from "@chainrule/autograd";
import { predictionAndTarget, type Target } from "./prediction-and-target.ts";

/**
 * Mean of absolute errors: 1/n Σ |target − prediction|, a loss and a measure in the units of the target.
 * @param prediction - Any shape, n elements.
 * @param target - The same shape.
 * @returns A scalar in [0, ∞).
 * @throws {ShapeError} if the shapes differ; {@link DtypeError} if the dtypes differ or are not floating-point.
 * @remarks Derivative by the prediction: sign(prediction − target) / n, 0 where they are equal. Source: C. Willmott, K. Matsuura,
 *   Advantages of the mean absolute error, Climate Research 30, 2005.
 * @example meanAbsoluteError([1, 2], [1, 5]).item() // => 1.5
 */
export function meanAbsoluteError<const P extends TensorLike, const T extends TensorLike>(
  prediction: P,
  target: Target<ShapeOf<P>, T, ShapeOf<T>>,
): Tensor<[]> {
  const [p, t] = predictionAndTarget("meanAbsoluteError", prediction, target);
  return t.sub(p).abs().mean();
}
