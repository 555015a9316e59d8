/** Reductions that leave out what is NaN, and means that weigh, as graphs. */

import { ShapeError } from "../error/error.ts";
import { apply, constantNode } from "../graph/build.ts";
import { graphBuilder as b } from "../graph/graph-builder.ts";
import type { Node } from "../graph/node.ts";
import { cast } from "../op/cast.ts";
import { equal } from "../op/comparison.ts";
import type { Operation } from "../op/definition.ts";
import { div } from "../op/div.ts";
import { numericDtype, type Takes } from "../op/dtype-rule.ts";
import { max } from "../op/max.ts";
import { mul } from "../op/mul.ts";
import { type ReduceAttributes, requireElements } from "../op/reduction.ts";
import { reshape } from "../op/reshape.ts";
import { broadcastTo, sum } from "../op/sum.ts";
import { where } from "../op/where.ts";
import { isFloat } from "../shape/dtype.ts";
import { broadcastsTo, formatShape } from "../shape/shape.ts";
import { axesArgument, booleanArgument, optionsArgument } from "./argument.ts";
import { variance } from "./reductions.ts";

export function nanSum(x: Node, axes: unknown, options: unknown): Node {
  const attributes = argumentsOf("nanSum", "numbers", x, axes, options);
  return b(sum, filled(x, 0), attributes);
}

export function nanMean(x: Node, axes: unknown, options: unknown): Node {
  const attributes = argumentsOf("nanMean", "floats", x, axes, options);
  const present = b(cast, b(equal, x, x), { dtype: x.dtype });
  return b(div, b(sum, filled(x, 0), attributes), b(sum, present, attributes));
}

/** NaN where there is nothing else. */
export function nanExtremum(
  op: string,
  reduction: Operation<ReduceAttributes>,
  x: Node,
  axes: unknown,
  options: unknown,
): Node {
  const attributes = argumentsOf(op, "numbers", x, axes, options);
  requireElements(op, x.shape, attributes.axes);
  if (!isFloat(x.dtype)) return b(reduction, x, attributes);
  const filler = reduction === max ? -Infinity : Infinity;
  const found = b(reduction, filled(x, filler), attributes);
  const present = b(sum, b(cast, b(equal, x, x), { dtype: x.dtype }), attributes);
  const all = attributes.axes.reduce((product, axis) => product * (x.shape[axis] as number), 1);
  const isMissing = b(equal, present, b.constant(0, x));
  const shared = sharedByPresent(found, filler, b(div, constantNode(all, x.dtype), present));
  return b(where, isMissing, b.constant(Number.NaN, x), shared);
}

/**
 * An extremum of what is there and of fillers, with the derivative of what is there: fillers tie with it where it is infinite itself, and
 * take their parts, so that the others have to receive all that there is in the ratio of their number to that of those that are there.
 */
export function sharedByPresent(found: Node, filler: number, ratio: Node): Node {
  const isTied = b(equal, found, b.constant(filler, found));
  return b(mul, found, b(where, isTied, ratio, b.constant(1, found)));
}

export function average(x: Node, weights: Node, axes: unknown, options: unknown): Node {
  numericDtype("average", "floats", [x.dtype, weights.dtype]);
  const attributes = argumentsOf("average", "floats", x, axes, options);
  const own = alongAxis(weights, x, attributes.axes);
  if (!broadcastsTo(own.shape, x.shape)) {
    throw new ShapeError(
      "average",
      `weights must broadcast to x, got x ${formatShape(x.shape)} and weights ${formatShape(weights.shape)}.`,
      [x.shape, weights.shape],
    );
  }
  const spread = b(broadcastTo, own, { shape: x.shape });
  return b(div, b(sum, b(mul, x, spread), attributes), b(sum, spread, attributes));
}

/** A vector of weights beside one axis belongs to that axis, whichever it is. */
function alongAxis(weights: Node, x: Node, axes: readonly number[]): Node {
  const [axis] = axes;
  if (weights.shape.length !== 1 || axes.length !== 1 || axis === undefined) return weights;
  return apply(reshape, [weights], { shape: [...weights.shape, ...x.shape.slice(axis + 1).map(() => 1)] });
}

export function moments(
  x: Node,
  axes: unknown,
  options: unknown,
): { readonly mean: Node; readonly variance: Node } {
  const { keepDims, ...rest } = optionsArgument("moments", options, ["keepDims", "correction"]);
  const attributes = argumentsOf("moments", "floats", x, axes, { keepDims: keepDims ?? false });
  const count = attributes.axes.reduce((product, axis) => product * (x.shape[axis] as number), 1);
  return {
    mean: apply(div, [b(sum, x, attributes), constantNode(count, x.dtype)]),
    variance: variance("moments", x, attributes.axes, { ...rest, keepDims: attributes.keepDims }),
  };
}

function filled(x: Node, value: number): Node {
  return isFloat(x.dtype) ? b(where, b(equal, x, x), x, b.constant(value, x)) : x;
}

function argumentsOf(
  op: string,
  takes: Takes,
  x: Node,
  axes: unknown,
  options: unknown,
): { readonly axes: readonly number[]; readonly keepDims: boolean } {
  numericDtype(op, takes, [x.dtype]);
  const reduced = axesArgument(op, axes, x.shape.length);
  const { keepDims = false } = optionsArgument(op, options, ["keepDims"]);
  return { axes: reduced, keepDims: booleanArgument(op, "keepDims", keepDims) };
}
