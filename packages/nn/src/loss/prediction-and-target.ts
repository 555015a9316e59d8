import {
  type Dims,
  DtypeError,
  type Exactly,
  type FloatDType,
  isTensor,
  type Mismatch,
  ShapeError,
  type ShapeText,
  type Tensor,
  type Unify,
} from "@chainrule/autograd";
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

type Known<A extends Dims, B extends Dims> = number extends [...A, ...B]["length"] ? number[] : Unify<A, B>;

/** Both as floating-point tensors of one shape; numbers and arrays take the dtype of the other. */
export function predictionAndTarget(op: string, prediction: unknown, target: unknown): [Tensor, Tensor] {
  const p = tensorArgument(op, "prediction", prediction, floatOf(target));
  const t = tensorArgument(op, "target", target, floatOf(p));
  if (p.dtype !== "float64" && p.dtype !== "float32") {
    throw new DtypeError(op, `prediction must be floating-point, got ${p.dtype}. Use cast("float64").`);
  }
  if (t.dtype !== p.dtype) {
    throw new DtypeError(
      op,
      `target must be ${p.dtype}, as the prediction is, got ${t.dtype}. Use cast("${p.dtype}").`,
    );
  }
  requireShape(op, "target", t.shape, p.shape);
  return [p, t];
}

function floatOf(value: unknown): FloatDType {
  return isTensor(value) && value.dtype === "float32" ? "float32" : "float64";
}

/** As {@link Target}, for classes along the last axis. */
export type ClassTarget<A extends Dims, T, B extends Dims> = A extends []
  ? "predictions of classes need an axis of classes"
  : Target<A, T, B>;

/** As {@link predictionAndTarget}, with classes along the last axis. */
export function predictionAndClasses(op: string, prediction: unknown, target: unknown): [Tensor, Tensor] {
  const both = predictionAndTarget(op, prediction, target);
  if (both[0].rank === 0)
    throw new ShapeError(op, "prediction must have shape [..., classes], got [].", [[]]);
  return both;
}
