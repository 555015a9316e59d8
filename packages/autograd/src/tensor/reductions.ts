/** Reductions over axes, as graphs: the primitives, and what is composed of them. */

import { ArgumentError } from "../error/error.ts";
import { apply, constantNode } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import { cast } from "../op/cast.ts";
import type { Operation } from "../op/definition.ts";
import { div } from "../op/div.ts";
import { numericDtype } from "../op/dtype-rule.ts";
import { exp } from "../op/exp.ts";
import { stopGradient } from "../op/leaf.ts";
import { log } from "../op/log.ts";
import { max as maxOp } from "../op/max.ts";
import { mul } from "../op/mul.ts";
import type { ReduceAttributes } from "../op/reduction.ts";
import { sqrt } from "../op/sqrt.ts";
import { square } from "../op/square.ts";
import { sub } from "../op/sub.ts";
import { sum as sumOp } from "../op/sum.ts";
import type { DType } from "../shape/dtype.ts";
import { axesArgument, booleanArgument, finiteArgument, optionsArgument } from "./argument.ts";

export function reduce(op: Operation<ReduceAttributes>, x: Node, axes: unknown, options: unknown): Node {
  const summand = op === sumOp ? counted(x, "int32") : x;
  return over(op, summand, axesArgument(op.name, axes, x.shape.length), keepDimsOf(op.name, options));
}

export function mean(x: Node, axes: unknown, options: unknown): Node {
  const summand = counted(x, "float64");
  requireFloat("mean", summand);
  return meanOver(summand, axesArgument("mean", axes, x.shape.length), keepDimsOf("mean", options), 0);
}

export function variance(op: string, x: Node, axes: unknown, options: unknown): Node {
  requireFloat(op, x);
  const reduced = axesArgument(op, axes, x.shape.length);
  const { keepDims = false, correction = 0 } = optionsArgument(op, options, ["keepDims", "correction"]);
  const kept = booleanArgument(op, "keepDims", keepDims);
  const subtracted = finiteArgument(op, "correction", correction);
  if (subtracted < 0) throw new ArgumentError(op, `correction must not be negative, got ${subtracted}.`);
  // 0 / 0, whose slope is NaN too: that of the quotient would be a strong zero.
  if (countOver(x, reduced) === 1 && subtracted >= 1) {
    return over(sumOp, apply(mul, [x, constantNode(Number.NaN, x.dtype)]), reduced, kept);
  }
  const deviation = apply(sub, [x, meanOver(x, reduced, true, 0)]);
  return meanOver(apply(square, [deviation]), reduced, kept, subtracted);
}

export function std(x: Node, axes: unknown, options: unknown): Node {
  return apply(sqrt, [variance("std", x, axes, options)]);
}

export function softmax(x: Node, axes: unknown): Node {
  const along = shareAxes("softmax", x, axes);
  const e = apply(exp, [belowLargest(x, along)]);
  return apply(div, [e, over(sumOp, e, along, true)]);
}

export function logSoftmax(x: Node, axes: unknown): Node {
  const along = shareAxes("logSoftmax", x, axes);
  const shifted = belowLargest(x, along);
  const total = over(sumOp, apply(exp, [shifted]), along, true);
  return apply(sub, [shifted, apply(log, [total])]);
}

/** By default the last axis; none of a scalar, which is the only one of its kind. */
function shareAxes(op: string, x: Node, axes: unknown): readonly number[] {
  requireFloat(op, x);
  const rank = x.shape.length;
  return axesArgument(op, axes === undefined ? (rank === 0 ? [] : -1) : axes, rank);
}

/**
 * Differences from the largest element, which are as exact as the elements are and whose exponentials do not overflow. Shares
 * do not depend on the shift, so that its derivative would cancel.
 */
function belowLargest(x: Node, axes: readonly number[]): Node {
  // Of no elements there is no largest.
  if (axes.some((axis) => x.shape[axis] === 0)) return x;
  return apply(sub, [x, apply(stopGradient, [over(maxOp, x, axes, true)])]);
}

/** A mask as numbers: 1 where it is true. */
export function counted(x: Node, dtype: DType): Node {
  return x.dtype === "bool" ? apply(cast, [x], { dtype }) : x;
}

function over(op: Operation<ReduceAttributes>, x: Node, axes: readonly number[], keepDims: boolean): Node {
  return apply(op, [x], { axes, keepDims });
}

/** Sum divided by the number of elements less `correction`; NaN where nothing is left to divide by. */
function meanOver(x: Node, axes: readonly number[], keepDims: boolean, correction: number): Node {
  const divisor = constantNode(Math.max(0, countOver(x, axes) - correction), x.dtype);
  return apply(div, [over(sumOp, x, axes, keepDims), divisor]);
}

/** How many elements each result is made of. */
function countOver(x: Node, axes: readonly number[]): number {
  return axes.reduce((count, axis) => count * (x.shape[axis] as number), 1);
}

function keepDimsOf(op: string, options: unknown): boolean {
  if (options === undefined) return false;
  const { keepDims = false } = optionsArgument(op, options, ["keepDims"]);
  return booleanArgument(op, "keepDims", keepDims);
}

function requireFloat(op: string, x: Node): void {
  numericDtype(op, "floats", [x.dtype]);
}
