/** Joining and splitting along an axis, as graphs. */

import { describe } from "../error/describe.ts";
import { ArgumentError, ShapeError } from "../error/error.ts";
import { isArray } from "../error/foreign.ts";
import { apply } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import { concat as concatOp } from "../op/concat.ts";
import { mixedDtypes } from "../op/dtype-rule.ts";
import { reshape as reshapeOp } from "../op/reshape.ts";
import { formatShape, normalizeAxis, requireSize, sameShape } from "../shape/shape.ts";
import { sizesArgument } from "./argument.ts";
import { operandList } from "./convert.ts";
import { section } from "./slices.ts";

export function concat(parts: unknown, axis: unknown = 0): Node {
  const nodes = partsOf("concat", parts);
  const rank = (nodes[0] as Node).shape.length;
  if (rank === 0) {
    throw new ShapeError("concat", "parts must have an axis to join along, got scalars. Use stack().");
  }
  return apply(concatOp, nodes, { axis: normalizeAxis("concat", axis as number, rank) });
}

export function stack(parts: unknown, axis: unknown = 0): Node {
  const nodes = partsOf("stack", parts);
  const { shape } = nodes[0] as Node;
  for (const [i, node] of nodes.entries()) {
    if (!sameShape(node.shape, shape)) {
      throw new ShapeError(
        "stack",
        `shapes must be equal, got ${formatShape(shape)} at [0] and ${formatShape(node.shape)} at [${i}].`,
        nodes.map((part) => part.shape),
      );
    }
  }
  const [{ dtype }] = nodes as [Node];
  for (const node of nodes) if (node.dtype !== dtype) throw mixedDtypes("stack", dtype, node.dtype);
  const place = normalizeAxis("stack", axis as number, shape.length + 1);
  requireSize("stack", shape.toSpliced(place, 0, nodes.length));
  const thin = shape.toSpliced(place, 0, 1);
  const layers = nodes.map((node) => apply(reshapeOp, [node], { shape: thin }));
  return apply(concatOp, layers, { axis: place });
}

export function split(x: Node, sections: unknown, axis: unknown = 0): Node[] {
  const along = normalizeAxis("split", axis as number, x.shape.length);
  const whole = x.shape[along] as number;
  let start = 0;
  return sizesOf(sections, whole).map((size) => {
    const part = section(x, along, start, size);
    start += size;
    return part;
  });
}

function partsOf(op: string, parts: unknown): Node[] {
  if (!isArray(parts)) {
    throw new ArgumentError(op, `parts must be an array of tensors, got ${describe(parts)}.`);
  }
  if (parts.length === 0) throw new ArgumentError(op, "there must be at least one part, got none.");
  return operandList(op, parts);
}

/** An axis without elements can be divided into any number of equal parts, each of which takes memory. */
const mostParts = 1_000_000;

function sizesOf(sections: unknown, whole: number): number[] {
  if (isArray(sections)) {
    const sizes = sizesArgument("split", sections);
    const total = sizes.reduce((sum, size) => sum + size, 0);
    if (total !== whole) {
      throw new ShapeError(
        "split",
        `sizes must add up to ${whole}, got ${formatShape(sizes)} with sum ${total}.`,
      );
    }
    return sizes;
  }
  if (typeof sections !== "number" || !Number.isSafeInteger(sections) || sections < 1) {
    throw new ArgumentError(
      "split",
      `sections must be a positive integer or an array of sizes, got ${describe(sections)}.`,
    );
  }
  if (whole % sections !== 0) {
    throw new ShapeError(
      "split",
      `an axis of size ${whole} cannot be split into ${sections} equal parts. Give their sizes.`,
    );
  }
  if (sections > mostParts) {
    throw new ArgumentError("split", `there can be at most ${mostParts} parts, got ${sections}.`);
  }
  return new Array<number>(sections).fill(whole / sections);
}
