import type { ShapeOf, Tensor, TensorLike } from "@chainrule/autograd";
import { predictionAndTarget, requireLabels, type Target } from "./prediction-and-target.ts";
import { weightedLog } from "./weighted-log.ts";

/**
 * Binary cross-entropy of probabilities: −1/n Σ (t log p + (1 − t) log(1 − p)).
 *
 * Where the probabilities come from a sigmoid, {@link binaryCrossEntropyWithLogits} is more accurate.
 * @param probability - p in [0, 1], any shape, n elements; NaN results from others.
 * @param target - t in [0, 1], the same shape.
 * @returns A scalar in [0, ∞].
 * @throws {ShapeError} if the shapes differ; {@link DtypeError} if the dtypes differ or are not floating-point; {@link ArgumentError}
 *   for another target, where it is known.
 * @remarks Derivative with respect to p: (p − t) / (p (1 − p)) / n. Nothing is clamped. A prediction that is certain and right (p = t =
 *   0 or 1) costs exactly 0, with derivatives 1/n at 0 and −1/n at 1; one that is certain and wrong costs ∞, with
 *   derivative ±∞. Source: C. Bishop, Pattern Recognition and Machine Learning, 2006, section 5.2.
 * @example binaryCrossEntropy([0.5, 1], [0, 1]).item() // => 0.34657359027997264
 * @example binaryCrossEntropy([0], [1]).item() // => Infinity
 */
export function binaryCrossEntropy<const P extends TensorLike, const T extends TensorLike>(
  probability: P,
  target: Target<ShapeOf<P>, T, ShapeOf<T>>,
): Tensor<[]> {
  const [p, t] = predictionAndTarget("binaryCrossEntropy", probability, target);
  requireLabels("binaryCrossEntropy", t, "from 0 to 1");
  const ifOne = weightedLog(t, p.log());
  const ifZero = weightedLog(t.neg().add(1), p.neg().log1p());
  return ifOne.add(ifZero).mean().neg();
}
