import {
  ArgumentError,
  type Dims,
  DtypeError,
  type Exactly,
  type FloatDType,
  isEvaluated,
  isParameter,
  isTensor,
  type Mismatch,
  type ShapeText,
  type Tensor,
  type Unify,
} from "@chainrule/autograd";
import { isInPlaceOfParameter } from "@chainrule/autograd/gears";
import { requireShape, tensorArgument } from "../argument.ts";

/**
 * The type of targets `T` of shape `B` beside predictions of shape `A`: `T` itself, or the sentence that says why not. They
 * must be of equal shape: broadcast, predictions `[4, 1]` and targets `[4]` would make 16 errors out of 4.
 */
export type Target<A extends Dims, T, B extends Dims> =
  Exactly<B> extends Exactly<A>
    ? T
    : Known<A, B> extends Mismatch
      ? `cannot compare predictions ${ShapeText<A>} to targets ${ShapeText<B>}: ${Known<A, B>["mismatch"]}`
      : T;

export type Known<A extends Dims, B extends Dims> = number extends [...A, ...B]["length"]
  ? number[]
  : Unify<A, B>;

/** Both as floating-point tensors of one shape; numbers and arrays take the dtype of the other. */
export function predictionAndTarget(op: string, prediction: unknown, target: unknown): [Tensor, Tensor] {
  const p = predictionArgument(op, prediction, target);
  const t = tensorArgument(op, "target", target, floatOf(p));
  // First the shape: a cast would not mend it.
  requireShape(op, "target", t.shape, p.shape);
  requireDtypeOf(op, p, t);
  return [p, t];
}

/** Targets that were looked through and stay what they are: training asks about the same ones in every step. */
const right: Record<Labels, WeakSet<Tensor>> = { "−1 or 1": new WeakSet(), "from 0 to 1": new WeakSet() };

/** Which targets a loss takes, in words. */
type Labels = "−1 or 1" | "from 0 to 1";

/** The labels of two classes. */
const pairOf: Record<Labels, readonly number[]> = { "−1 or 1": [-1, 1], "from 0 to 1": [0, 1] };

/**
 * Refuses the labels of another convention where they are known: with them a loss means something else, and teaches one of the classes
 * nothing. What is not known is not computed for this, and other numbers than integers are not labels.
 */
export function requireLabels(op: string, target: Tensor, labels: Labels): void {
  if (!isEvaluated(target) || right[labels].has(target)) return;
  const wrong = target.data().find((label) => Number.isInteger(label) && !pairOf[labels].includes(label));
  if (wrong !== undefined) throw new ArgumentError(op, `target must be ${labels}, got ${wrong}.`);
  if (!isInPlaceOfParameter(target) && !isParameter(target)) right[labels].add(target);
}

/** A floating-point tensor; numbers and arrays take the dtype of the target. */
export function predictionArgument(op: string, prediction: unknown, target: unknown): Tensor {
  const p = tensorArgument(op, "prediction", prediction, floatOf(target));
  if (p.dtype === "float64" || p.dtype === "float32") return p;
  throw new DtypeError(op, `prediction must be floating-point, got ${p.dtype}. Use cast("float64").`);
}

/** A target of the dtype of the prediction. */
export function requireDtypeOf(op: string, { dtype }: Tensor, target: Tensor): void {
  if (target.dtype === dtype) return;
  throw new DtypeError(
    op,
    `target must be ${dtype}, as the prediction is, got ${target.dtype}. Use cast("${dtype}").`,
  );
}

export function floatOf(value: unknown): FloatDType {
  return isTensor(value) && value.dtype === "float32" ? "float32" : "float64";
}
