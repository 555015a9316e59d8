/** Elements by their indices, as graphs. */

import { ShapeError } from "../error/error.ts";
import { apply, constantNode, inputNode } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import { bitwiseNot } from "../op/bitwise.ts";
import { checkedIndex, outOfCount } from "../op/checked-index.ts";
import { greaterEqual } from "../op/comparison.ts";
import { commonDtype } from "../op/dtype-rule.ts";
import { maximum } from "../op/maximum.ts";
import { neg } from "../op/neg.ts";
import { reshape } from "../op/reshape.ts";
import { broadcastTo } from "../op/sum.ts";
import {
  outOfRange,
  requireIndices,
  scatterMax as scatterMaxOp,
  type scatterAdd as scatterOp,
  take as takeOp,
} from "../op/take.ts";
import { where } from "../op/where.ts";
import { broadcastsTo, formatShape, indexOf, normalizeAxis, sameShape, sizeOf } from "../shape/shape.ts";
import { operand } from "./convert.ts";
import { dataOf } from "./data.ts";
import { isHolder } from "./holder.ts";
import { applyRoutine } from "./routines.ts";

export function take(x: Node, indices: unknown, axis: unknown): Node {
  const [at, attributes] = indexArguments("take", x, indices, axis);
  return applyRoutine(takeOp, [x, at], attributes);
}

/** By `scatterAdd` or an operation like it. */
export function scatter(
  op: typeof scatterOp,
  into: Node,
  indices: unknown,
  values: unknown,
  axis: unknown,
): Node {
  const [at, spread, attributes] = scattered(op.name, into, indices, values, axis);
  return applyRoutine(op, [into, at, spread], attributes);
}

export function scatterMin(into: Node, indices: unknown, values: unknown, axis: unknown): Node {
  const [given, spread, attributes] = scattered("scatterMin", into, indices, values, axis);
  const at = checked("scatterMin", given, into.shape.at(attributes.axis) as number, true, "indices");
  // The least of integers has no negative.
  const turned = into.dtype === "int32" ? bitwiseNot : neg;
  const least = applyRoutine(scatterMaxOp, [apply(turned, [into]), at, apply(turned, [spread])], attributes);
  return apply(turned, [least]);
}

export function scatterSet(into: Node, indices: unknown, values: unknown, axis: unknown): Node {
  const [given, spread, attributes] = scattered("scatterSet", into, indices, values, axis);
  commonDtype("scatterSet", [into.dtype, spread.dtype]);
  const along = into.shape.length + attributes.axis;
  const size = into.shape[along] as number;
  const at = checked("scatterSet", given, size, true, "indices");
  const count = sizeOf(at.shape);
  const flat = apply(reshape, [at], { shape: [count] });
  const rows = apply(reshape, [spread], { shape: into.shape.with(along, count) });
  return replaced(into, flat, rows, attributes.axis);
}

/** With a row of values for each index in place of what is there; of those for one index, the last. */
export function replaced(into: Node, indices: Node, values: Node, axis: number): Node {
  const { shape } = into;
  const [count] = indices.shape as readonly [number];
  if (count === 0) return apply(reshape, [into], { shape });
  const size = shape.at(axis) as number;
  const none = apply(broadcastTo, [constantNode(-1, "int32")], { shape: [size] });
  const last = applyRoutine(scatterMaxOp, [none, indices, ascending(count)], { axis: -1, rank: 1 });
  const zero = constantNode(0, "int32");
  const chosen = applyRoutine(takeOp, [values, apply(maximum, [last, zero])], { axis, rank: 1 });
  const isReplaced = apply(reshape, [apply(greaterEqual, [last, zero])], {
    shape: [size, ...new Array<number>(-axis - 1).fill(1)],
  });
  return apply(where, [isReplaced, chosen, into]);
}

/** 0, 1, 2, ... as int32. */
export function ascending(count: number): Node {
  return inputNode(
    Int32Array.from({ length: count }, (_, i) => i),
    [count],
    "int32",
  );
}

/** The indices, and the values in the shape that `take` gives. */
function scattered(
  op: string,
  into: Node,
  indices: unknown,
  values: unknown,
  axis: unknown,
): [indices: Node, values: Node, attributes: { axis: number; rank: number }] {
  const [at, attributes] = indexArguments(op, into, indices, axis);
  const added = operand(op, values, into);
  const along = into.shape.length + attributes.axis;
  const shape = into.shape.toSpliced(along, 1, ...at.shape);
  if (!broadcastsTo(added.shape, shape)) {
    throw new ShapeError(
      op,
      `values must broadcast to what take() gives, ${formatShape(shape)}, got ${formatShape(added.shape)}.`,
      [into.shape, at.shape, added.shape],
    );
  }
  return [at, sameShape(added.shape, shape) ? added : apply(broadcastTo, [added], { shape }), attributes];
}

function indexArguments(
  op: string,
  x: Node,
  indices: unknown,
  axis: unknown,
): [indices: Node, attributes: { axis: number; rank: number }] {
  const at = indexNode(op, indices);
  const along = normalizeAxis(op, axis as number, x.shape.length);
  const attributes = { axis: along - x.shape.length, rank: at.shape.length };
  requireInRange(op, x, at, attributes);
  return [at, attributes];
}

/** Indices that are known to be in range, counted from the front; refused at once where they are known not to be. */
export function checked(op: string, at: Node, size: number, isFromEnd: boolean, noun: string): Node {
  const attributes = { size, isFromEnd, rank: at.shape.length, caller: op, noun };
  requireIndices(op, at.dtype);
  if (at.value !== null) {
    const wrong = at.value.findIndex((index) => index < (isFromEnd ? -size : 0) || index >= size);
    if (wrong >= 0) {
      throw outOfCount({ index: indexOf(wrong, at.shape), value: at.value[wrong] as number }, attributes);
    }
  }
  return applyRoutine(checkedIndex, [at], attributes);
}

/** Plain numbers are integers here. */
export function indexNode(op: string, value: unknown): Node {
  if (isHolder(value)) return value.node;
  const { elements, shape, dtype } = dataOf(op, value, "int32", false);
  return inputNode(elements, shape, dtype);
}

/** Refuses at once what is known by now; other indices are looked at when they are used. */
function requireInRange(
  op: string,
  x: Node,
  { value, shape, dtype, kind }: Node,
  attributes: { axis: number; rank: number },
): void {
  if (dtype !== "int32" || value === null) return;
  const size = x.shape.at(attributes.axis) as number;
  const wrong = value.findIndex((index) => index < -size || index >= size);
  if (wrong < 0) return;
  const refused = { index: indexOf(wrong, shape), value: value[wrong] as number };
  throw outOfRange(op, refused, [x.kind.type, kind.type], attributes);
}
