/** Elements by their indices, as graphs. */

import { ShapeError } from "../error/error.ts";
import { apply, inputNode } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import { broadcastTo } from "../op/sum.ts";
import { outOfRange, scatterAdd as scatterAddOp, take as takeOp } from "../op/take.ts";
import { broadcastsTo, formatShape, indexOf, normalizeAxis, sameShape } from "../shape/shape.ts";
import { operand } from "./convert.ts";
import { dataOf } from "./data.ts";
import { isHolder } from "./holder.ts";
import { applyRoutine } from "./routines.ts";

export function take(x: Node, indices: unknown, axis: unknown): Node {
  const [at, attributes] = indexArguments("take", x, indices, axis);
  return applyRoutine(takeOp, [x, at], attributes);
}

export function scatterAdd(into: Node, indices: unknown, values: unknown, axis: unknown): Node {
  const [at, attributes] = indexArguments("scatterAdd", into, indices, axis);
  const added = operand("scatterAdd", values, into);
  const along = into.shape.length + attributes.axis;
  const shape = into.shape.toSpliced(along, 1, ...at.shape);
  if (!broadcastsTo(added.shape, shape)) {
    throw new ShapeError(
      "scatterAdd",
      `values must broadcast to what take() gives, ${formatShape(shape)}, got ${formatShape(added.shape)}.`,
      [into.shape, at.shape, added.shape],
    );
  }
  const spread = sameShape(added.shape, shape) ? added : apply(broadcastTo, [added], { shape });
  return applyRoutine(scatterAddOp, [into, at, spread], attributes);
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

/** Plain numbers are integers here. */
function indexNode(op: string, value: unknown): Node {
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
