/** Contractions of two tensors over axes told by number, as graphs. */

import { describe } from "../error/describe.ts";
import { ArgumentError, ShapeError } from "../error/error.ts";
import { isArray } from "../error/foreign.ts";
import type { Node } from "../graph/node.ts";
import { numericDtype } from "../op/dtype-rule.ts";
import { formatShape, normalizeAxis } from "../shape/shape.ts";
import { contract } from "./contract.ts";

export function tensordot(a: Node, b: Node, axes: unknown): Node {
  numericDtype("tensordot", "numbers", [a.dtype, b.dtype]);
  const [left, right] = pairsOfAxes(a, b, axes);
  for (const [k, axis] of left.entries()) {
    if (a.shape[axis] === b.shape[right[k] as number]) continue;
    throw new ShapeError(
      "tensordot",
      `sizes must match, got ${a.shape[axis]} at axis ${axis} of ${formatShape(a.shape)} and ` +
        `${b.shape[right[k] as number]} at axis ${right[k]} of ${formatShape(b.shape)}.`,
      [a.shape, b.shape],
    );
  }
  const [ofA, ofB] = [a.shape.map((_, axis) => `a${axis}`), b.shape.map((_, axis) => `b${axis}`)];
  for (const [k, axis] of right.entries()) ofB[axis] = ofA[left[k] as number] as string;
  const summed = new Set(left.map((axis) => ofA[axis] as string));
  const keep = new Set([...ofA, ...ofB].filter((label) => !summed.has(label)));
  return contract({ node: a, labels: ofA }, { node: b, labels: ofB }, keep).node;
}

function pairsOfAxes(a: Node, b: Node, axes: unknown): [left: number[], right: number[]] {
  const most = Math.min(a.shape.length, b.shape.length);
  if (typeof axes === "number" && Number.isInteger(axes) && axes >= 0 && axes <= most) {
    const own = Array.from({ length: axes }, (_, k) => k);
    return [own.map((k) => a.shape.length - axes + k), own];
  }
  const [first, second] = isArray(axes) ? (axes as readonly unknown[]) : [];
  if (!isArray(first) || !isArray(second) || first.length !== second.length) {
    throw new ArgumentError(
      "tensordot",
      `axes must be a number from 0 to ${most}, or two lists of as many axes, got ${describe(axes)}.`,
    );
  }
  return [distinct(a, first), distinct(b, second)];
}

function distinct({ shape }: Node, axes: readonly unknown[]): number[] {
  const found = Array.from(axes, (axis) => normalizeAxis("tensordot", axis as number, shape.length));
  if (new Set(found).size === found.length) return found;
  throw new ShapeError("tensordot", `axes must be distinct, got ${describe(axes)}.`, [shape]);
}
