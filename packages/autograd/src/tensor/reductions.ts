/** Reductions over axes, as graphs: the primitives, and what is composed of them. */
import { ArgumentError } from "../error/error.ts";
import { apply, constantNode } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import { div, square, sub } from "../op/arithmetic.ts";
import type { Operation } from "../op/definition.ts";
import { exp, sqrt } from "../op/elementary.ts";
import { numericDtype } from "../op/elementwise.ts";
import { stopGradient } from "../op/leaf.ts";
import * as primitive from "../op/reduce.ts";
import { axesArgument, booleanArgument, finiteArgument, optionsArgument } from "./argument.ts";

export function reduce(
  op: Operation<primitive.ReduceAttributes>,
  x: Node,
  axes: unknown,
  options: unknown,
): Node {
  return over(op, x, axesArgument(op.name, axes, x.shape.length), keepDimsOf(op.name, options));
}

export function mean(x: Node, axes: unknown, options: unknown): Node {
  requireFloat("mean", x);
  return meanOver(x, axesArgument("mean", axes, x.shape.length), keepDimsOf("mean", options), 0);
}

export function variance(op: string, x: Node, axes: unknown, options: unknown): Node {
  requireFloat(op, x);
  const reduced = axesArgument(op, axes, x.shape.length);
  const { keepDims = false, correction = 0 } = optionsArgument(op, options, ["keepDims", "correction"]);
  const kept = booleanArgument(op, "keepDims", keepDims);
  const subtracted = finiteArgument(op, "correction", correction);
  if (subtracted < 0) throw new ArgumentError(op, `correction must not be negative, got ${subtracted}.`);
  const deviation = apply(sub, [x, meanOver(x, reduced, true, 0)]);
  return meanOver(apply(square, [deviation]), reduced, kept, subtracted);
}

export function std(x: Node, axes: unknown, options: unknown): Node {
  return apply(sqrt, [variance("std", x, axes, options)]);
}

export function softmax(x: Node, axes: unknown): Node {
  requireFloat("softmax", x);
  const along = axesArgument("softmax", axes === undefined ? -1 : axes, x.shape.length);
  // Softmax of no elements is no elements, but there is no largest one to subtract.
  if (along.some((axis) => x.shape[axis] === 0)) return apply(exp, [x]);
  // The shift cancels in the quotient, and so does its derivative.
  const shift = apply(stopGradient, [over(primitive.max, x, along, true)]);
  const e = apply(exp, [apply(sub, [x, shift])]);
  return apply(div, [e, over(primitive.sum, e, along, true)]);
}

export function logSoftmax(x: Node, axes: unknown): Node {
  requireFloat("logSoftmax", x);
  const along = axesArgument("logSoftmax", axes === undefined ? -1 : axes, x.shape.length);
  if (along.some((axis) => x.shape[axis] === 0)) return apply(exp, [x]);
  return apply(sub, [x, over(primitive.logsumexp, x, along, true)]);
}

function over(
  op: Operation<primitive.ReduceAttributes>,
  x: Node,
  axes: readonly number[],
  keepDims: boolean,
): Node {
  return apply(op, [x], { axes, keepDims });
}

/** Sum divided by the number of elements less `correction`; NaN where nothing is left to divide by. */
function meanOver(x: Node, axes: readonly number[], keepDims: boolean, correction: number): Node {
  let count = 1;
  for (const axis of axes) count *= x.shape[axis] as number;
  const divisor = constantNode(Math.max(0, count - correction), x.dtype);
  return apply(div, [over(primitive.sum, x, axes, keepDims), divisor]);
}

function keepDimsOf(op: string, options: unknown): boolean {
  if (options === undefined) return false;
  const { keepDims = false } = optionsArgument(op, options, ["keepDims"]);
  return booleanArgument(op, "keepDims", keepDims);
}

function requireFloat(op: string, x: Node): void {
  numericDtype(op, "floats", [x.dtype]);
}
