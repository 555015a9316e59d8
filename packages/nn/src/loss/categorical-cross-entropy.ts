import type { ShapeOf, Tensor, TensorLike } from "@chainrule/autograd";
import { type ClassTarget, predictionAndClasses } from "./prediction-and-target.ts";
import { weightedLog } from "./weighted-log.ts";

/**
 * Cross-entropy of the probabilities of classes: −Σ t log p over the last axis, averaged over the others.
 *
 * Where the probabilities come from a softmax, {@link categoricalCrossEntropyWithLogits} is more accurate.
 * @param probability - p in [0, 1], `[..., classes]`; each row sums to 1, which is not checked.
 * @param target - t, the same shape: one-hot, or probabilities.
 * @returns A scalar in [0, ∞].
 * @throws {@link ShapeError} if the shapes differ or are `[]`; {@link DtypeError} if the dtypes differ or are no
 *   floating-point.
 * @remarks Derivative by p: −t / p / n, n rows. Nothing is clamped: 0 log 0 counts as 0, and a target that was given
 *   probability 0 costs ∞. Source: C. Bishop, Pattern Recognition and Machine Learning, 2006, section 5.2.
 * @example categoricalCrossEntropy([[0.5, 0.5, 0], [0, 0, 1]], [[1, 0, 0], [0, 0, 1]]).item() // => 0.34657359027997264
 */
export function categoricalCrossEntropy<const P extends TensorLike, const T extends TensorLike>(
  probability: P,
  target: ClassTarget<ShapeOf<P>, T, ShapeOf<T>>,
): Tensor<[]> {
  const [p, t] = predictionAndClasses("categoricalCrossEntropy", probability, target);
  return weightedLog(t, p.log()).sum(-1).mean().neg();
}
