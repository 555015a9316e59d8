import type { ShapeOf, Tensor, TensorLike } from "@chainrule/autograd";
import { predictionAndTarget, requireLabels, type Target } from "./prediction-and-target.ts";
import { weightedLog } from "./weighted-log.ts";

/**
 * Binary cross-entropy of sigmoid(z), from z itself: 1/n Σ (t softplus(−z) + (1 − t) softplus(z)).
 * @param logit - z, any shape, n elements.
 * @param target - t in [0, 1], the same shape.
 * @returns A scalar in [0, ∞]; it neither overflows nor loses digits, however large z is. An infinite z, which is certain, costs 0 if it is
 *   right (∞ and t = 1, −∞ and t = 0), with derivative 0, and ∞ otherwise.
 * @throws {ShapeError} if the shapes differ; {@link DtypeError} if the dtypes differ or are not floating-point;
 *   {@link ArgumentError} for another target, where it is known.
 * @remarks Derivative with respect to z: (sigmoid(z) − t) / n. softplus(−z) is −log sigmoid(z), softplus(z) is −log(1 − sigmoid(z)).
 *   Source: C. Bishop, Pattern Recognition and Machine Learning, 2006, section 5.2.
 * @example binaryCrossEntropyWithLogits([0, 1000], [0, 1]).item() // => 0.34657359027997264
 * @example binaryCrossEntropyWithLogits([1000], [0]).item() // => 1000
 */
export function binaryCrossEntropyWithLogits<const P extends TensorLike, const T extends TensorLike>(
  logit: P,
  target: Target<ShapeOf<P>, T, ShapeOf<T>>,
): Tensor<[]> {
  const [z, t] = predictionAndTarget("binaryCrossEntropyWithLogits", logit, target);
  requireLabels("binaryCrossEntropyWithLogits", t, "from 0 to 1");
  const ifOne = weightedLog(t, z.neg().softplus().neg());
  const ifZero = weightedLog(t.neg().add(1), z.softplus().neg());
  return ifOne.add(ifZero).mean().neg();
}
