import type { ShapeOf, Tensor, TensorLike } from "@chainrule/autograd";
import { predictionAndTarget, requireLabels, type Target } from "./prediction-and-target.ts";

/**
 * Hinge loss: 1/n Σ max(0, 1 − target · score).
 * @param score - Any shape, n elements; its sign is the predicted class.
 * @param target - −1 or 1, the same shape.
 * @returns A scalar in [0, ∞]: 0 for a score that is infinite and of the right sign, ∞ for one of the other.
 * @throws {ShapeError} if the shapes differ; {@link DtypeError} if the dtypes differ or are not floating-point; {@link ArgumentError}
 *   for another target, where it is known.
 * @remarks Derivative with respect to the score: −target / n where target · score < 1, else 0 (also where it is 1).
 *   Source: C. Cortes, V. Vapnik, Support-vector networks, 1995.
 * @example hinge([2, 0.5, -1], [1, 1, 1]).mul(3).item() // => 2.5
 */
export function hinge<const P extends TensorLike, const T extends TensorLike>(
  score: P,
  target: Target<ShapeOf<P>, T, ShapeOf<T>>,
): Tensor<[]> {
  const [s, t] = predictionAndTarget("hinge", score, target);
  requireLabels("hinge", t, "−1 or 1");
  return t.mul(s).neg().add(1).relu().mean();
}
