import {
  ArgumentError,
  arange,
  type Dims,
  DtypeError,
  type Exactly,
  isEvaluated,
  isTensor,
  type Mismatch,
  ShapeError,
  type ShapeText,
  type Tensor,
} from "@chainrule/autograd";
import { shapeText, tensorArgument } from "../argument.ts";
import { floatOf, type Known, predictionArgument, requireDtypeOf } from "./prediction-and-target.ts";
import { weightedLog } from "./weighted-log.ts";

/**
 * The type of targets `T` of shape `B` beside predictions of shape `A`, whose last axis is that of the classes: `T` itself if it
 * has that shape, and is weights, or that shape without its last axis, and is labels; else the sentence that says why not.
 */
export type ClassTarget<A extends Dims, T, B extends Dims> = A extends []
  ? "predictions of classes need an axis of classes"
  : Exactly<B> extends Exactly<A> | Exactly<Rows<A>>
    ? T
    : Known<A, B> extends Mismatch
      ? Known<Rows<A>, B> extends Mismatch
        ? `cannot compare predictions ${ShapeText<A>} to targets ${ShapeText<B>}: labels are ${ShapeText<Rows<A>>}, weights ${ShapeText<A>}`
        : T
      : T;

type Rows<A extends Dims> = A extends [...infer Leading extends Dims, number] ? Leading : number[];

/**
 * The cross-entropy of classes along the last axis, averaged over all others: −Σ t log p of weights t, −log p of the class that a
 * label names.
 * @param logarithm - log p from what the loss was given.
 */
export function crossEntropy(
  op: string,
  prediction: unknown,
  target: unknown,
  logarithm: (prediction: Tensor) => Tensor,
): Tensor<[]> {
  const p = predictionArgument(op, prediction, target);
  if (p.rank === 0) throw new ShapeError(op, "prediction must have shape [..., classes], got [].", [[]]);
  if (p.shape.at(-1) === 1) {
    throw new ShapeError(
      op,
      `prediction must have at least two classes along its last axis, got ${shapeText(p.shape)}: one class is always right. For ` +
        "one output, use binaryCrossEntropy or binaryCrossEntropyWithLogits.",
      [p.shape],
    );
  }
  const t = classTarget(op, p, target);
  const isLabels = t.rank < p.rank;
  const terms = isLabels ? labelled(t, logarithm(p)) : weightedLog(t, logarithm(p)).sum(-1);
  return terms.mean().neg();
}

/** Labels or weights, which the shape tells apart. */
function classTarget(op: string, p: Tensor, target: unknown): Tensor {
  const t = tensorArgument(op, "target", target, floatOf(p));
  if (sameShape(t.shape, p.shape)) {
    requireDtypeOf(op, p, t);
    return t;
  }
  const rows = p.shape.slice(0, -1);
  if (!sameShape(t.shape, rows)) {
    throw new ShapeError(
      op,
      `target must have shape ${shapeText(rows)} as class labels, or ${shapeText(p.shape)} as weights, got ` +
        `${shapeText(t.shape)}.`,
      [rows, p.shape, t.shape],
    );
  }
  const classes = p.shape.at(-1) as number;
  if (!isTensor(target)) return requireLabels(op, t, classes).cast("int32");
  if (t.dtype !== "int32") {
    throw new DtypeError(op, `class labels must be int32, got ${t.dtype}. Use cast("int32").`);
  }
  // What is not known yet is not computed for this: its loss will be NaN.
  return isEvaluated(t) ? requireLabels(op, t, classes) : t;
}

/** How many classes are enough for labels that were looked through: training asks about the same ones in every step. */
const enough = new WeakMap<Tensor, number>();

function requireLabels(op: string, labels: Tensor, classes: number): Tensor {
  if ((enough.get(labels) ?? Infinity) <= classes) return labels;
  let largest = -1;
  for (const [i, label] of labels.data().entries()) {
    if (!Number.isInteger(label)) {
      throw new ArgumentError(op, `class labels must be integers, got ${label}${place(i, labels.shape)}.`);
    }
    if (label < 0 || label >= classes) {
      throw new ArgumentError(
        op,
        `class labels must be from 0 to ${classes - 1}, for ${classes} classes, got ${label}${place(i, labels.shape)}.`,
      );
    }
    largest = Math.max(largest, label);
  }
  enough.set(labels, largest + 1);
  return labels;
}

/** The logarithm that each label names; NaN, with derivatives that are NaN, for one that is out of range. */
function labelled(labels: Tensor, logarithm: Tensor): Tensor {
  const classes = logarithm.shape.at(-1) as number;
  const isClass = labels.expandDims(-1).equal(arange(classes, { dtype: "int32" }));
  const inRange = labels.greaterEqual(0).logicalAnd(labels.less(classes));
  const others = inRange.expandDims(-1).where(0, logarithm.mul(Number.NaN));
  return isClass.where(logarithm, others).sum(-1);
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

/** Where element `i` is, in words. */
function place(i: number, shape: readonly number[]): string {
  if (shape.length === 0) return "";
  let rest = i;
  const indices = shape.map((_, axis) => {
    const stride = shape.slice(axis + 1).reduce((product, size) => product * size, 1);
    const index = Math.floor(rest / stride);
    rest -= index * stride;
    return index;
  });
  return ` at [${indices.join(", ")}]`;
}
