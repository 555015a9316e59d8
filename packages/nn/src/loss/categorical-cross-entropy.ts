import type { ShapeOf, Tensor, TensorLike } from "@chainrule/autograd";
import { type ClassTarget, crossEntropy } from "./class-target.ts";

/**
 * Cross-entropy of the probabilities of classes: −log p of the class that each label names, or −Σ t log p of weights t; over the
 * last axis, averaged over the others.
 *
 * Where the probabilities come from a softmax, {@link categoricalCrossEntropyWithLogits} is more accurate.
 * @param probability - p in [0, 1], `[..., classes]`; each row sums to 1, which is not checked.
 * @param target - Class labels `[...]`, int32 or plain integers, from 0 on; or weights of the shape of p: one-hot,
 *   probabilities, or any others.
 * @returns A scalar in [0, ∞]. NaN for a label that is out of range where that is not known when the loss is built, as in a
 *   compiled function.
 * @throws {ShapeError} for a target of another shape, for probabilities of shape `[]` or of one class; {@link DtypeError} for
 *   probabilities or weights that are not floating-point or whose dtypes differ, and for labels that are not int32;
 *   {@link ArgumentError} for a label out of range.
 * @remarks Derivative with respect to p: −t / p / n, n rows. Nothing is clamped: 0 log 0 counts as 0, and a target that was given
 *   probability 0 costs ∞. Source: C. Bishop, Pattern Recognition and Machine Learning, 2006, section 5.2.
 * @example categoricalCrossEntropy([[0.5, 0.5, 0], [0, 0, 1]], [0, 2]).item() // => 0.34657359027997264
 * @example categoricalCrossEntropy([[0.5, 0.5, 0], [0, 0, 1]], [[1, 0, 0], [0, 0, 1]]).item() // => 0.34657359027997264
 */
export function categoricalCrossEntropy<const P extends TensorLike, const T extends TensorLike>(
  probability: P,
  target: ClassTarget<ShapeOf<P>, T, ShapeOf<T>>,
): Tensor<[]> {
  return crossEntropy("categoricalCrossEntropy", probability, target, (p) => p.log());
}
