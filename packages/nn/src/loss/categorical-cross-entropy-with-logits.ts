import type { ShapeOf, Tensor, TensorLike } from "@chainrule/autograd";
import { type ClassTarget, crossEntropy } from "./class-target.ts";

/**
 * Cross-entropy of softmax(z), from z itself: −logSoftmax(z) of the class that each label names, or −Σ t logSoftmax(z) of weights
 * t; over the last axis, averaged over the others.
 * @param logit - z, `[..., classes]`; −∞ excludes a class, ∞ gives NaN.
 * @param target - Class labels `[...]`, int32 or plain integers, from 0 on; or weights of the shape of z: one-hot,
 *   probabilities, or any others.
 * @returns A scalar in [0, ∞]; it does not overflow, however large z is. It is right to about 1e-16 (float32: 1e-7) in each row,
 *   so that what a row costs that is certain and right is rounded to 0 from a margin of 37 (17) on. NaN for a label that is out
 *   of range where that is not known when the loss is built, as in a compiled function.
 * @throws {ShapeError} for a target of another shape, for logits of shape `[]` or of one class; {@link DtypeError} for logits or
 *   weights that are not floating-point or whose dtypes differ, and for labels that are not int32; {@link ArgumentError} for a
 *   label out of range.
 * @remarks Derivative with respect to z: (softmax(z) − t) / n, n rows whose targets sum to 1. Source: C. Bishop, Pattern Recognition and
 *   Machine Learning, 2006, section 5.2.
 * @example categoricalCrossEntropyWithLogits([[0, 0], [1000, 0]], [0, 0]).item() // => 0.34657359027997264
 * @example categoricalCrossEntropyWithLogits([[0, 0], [1000, 0]], [[1, 0], [1, 0]]).item() // => 0.34657359027997264
 */
export function categoricalCrossEntropyWithLogits<const P extends TensorLike, const T extends TensorLike>(
  logit: P,
  target: ClassTarget<ShapeOf<P>, T, ShapeOf<T>>,
): Tensor<[]> {
  return crossEntropy("categoricalCrossEntropyWithLogits", logit, target, (z) => z.logSoftmax(-1));
}
