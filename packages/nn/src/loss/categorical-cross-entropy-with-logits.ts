import type { ShapeOf, Tensor, TensorLike } from "@chainrule/autograd";
import { type ClassTarget, predictionAndClasses } from "./prediction-and-target.ts";
import { weightedLog } from "./weighted-log.ts";

/**
 * Cross-entropy of softmax(z), from z itself: −Σ t logSoftmax(z) over the last axis, averaged over the others.
 * @param logit - z, `[..., classes]`; −∞ excludes a class.
 * @param target - t, the same shape: one-hot, or probabilities.
 * @returns A scalar in [0, ∞]; it neither overflows nor loses digits, however large z is.
 * @throws {@link ShapeError} if the shapes differ or are `[]`; {@link DtypeError} if the dtypes differ or are no
 *   floating-point.
 * @remarks Derivative by z: (softmax(z) − t) / n, n rows whose targets sum to 1. Source: C. Bishop, Pattern Recognition and
 *   Machine Learning, 2006, section 5.2.
 * @example categoricalCrossEntropyWithLogits([[0, 0], [1000, 0]], [[1, 0], [1, 0]]).item() // => 0.34657359027997264
 */
export function categoricalCrossEntropyWithLogits<const P extends TensorLike, const T extends TensorLike>(
  logit: P,
  target: ClassTarget<ShapeOf<P>, T, ShapeOf<T>>,
): Tensor<[]> {
  const [z, t] = predictionAndClasses("categoricalCrossEntropyWithLogits", logit, target);
  return weightedLog(t, z.logSoftmax(-1)).sum(-1).mean().neg();
}
