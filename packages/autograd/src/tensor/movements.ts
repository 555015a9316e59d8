/** Rearrangements of elements, as graphs: from the conventions of NumPy to the engine's plain primitives. */

import { counted, describe } from "../error/describe.ts";
import { ArgumentError, ShapeError } from "../error/error.ts";
import { isArray } from "../error/foreign.ts";
import { apply, constantNode, inputNode } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import { cast as castOp } from "../op/cast.ts";
import { flip as flipOp } from "../op/flip.ts";
import { permute as permuteOp } from "../op/permute.ts";
import { reshape as reshapeOp } from "../op/reshape.ts";
import { pad as padOp } from "../op/slice.ts";
import { broadcastTo as broadcastToOp } from "../op/sum.ts";
import { where } from "../op/where.ts";
import { formatShape, normalizeAxes, type Shape, sizeOf } from "../shape/shape.ts";
import { axesArgument, dtypeArgument, shapeArgument } from "./argument.ts";
import { dataOf } from "./data.ts";

// Every function here makes a new node, also where nothing moves: a derivative with respect to the result is then not
// one with respect to the argument.

export function reshape(x: Node, shape: unknown): Node {
  return apply(reshapeOp, [x], { shape: completeShape(x, shape) });
}

export function transpose(x: Node, axes: unknown): Node {
  if (axes !== undefined) return permuteBy("transpose", x, axes);
  const rank = x.shape.length;
  const reversed = new Array<number>(rank);
  for (let k = 0; k < rank; k++) reversed[k] = rank - 1 - k;
  return apply(permuteOp, [x], { axes: reversed });
}

export function permute(x: Node, axes: unknown): Node {
  return permuteBy("permute", x, axes);
}

export function expandDims(x: Node, axes: unknown): Node {
  if (axes === undefined)
    throw new ArgumentError("expandDims", "axes must be given: one integer or an array of them.");
  const places = new Set(axesArgument("expandDims", axes, x.shape.length + countOf(axes)));
  const shape: number[] = [];
  for (let own = 0; shape.length < x.shape.length + places.size; ) {
    shape.push(places.has(shape.length) ? 1 : (x.shape[own++] as number));
  }
  return apply(reshapeOp, [x], { shape });
}

export function squeeze(x: Node, axes: unknown): Node {
  const from = x.shape;
  let dropped: readonly number[];
  if (axes === undefined) {
    dropped = from.flatMap((size, axis) => (size === 1 ? [axis] : []));
  } else {
    dropped = axesArgument("squeeze", axes, from.length);
    for (const axis of dropped) {
      if (from[axis] !== 1) {
        throw new ShapeError("squeeze", `axes must have size 1, got axis ${axis} of ${formatShape(from)}.`, [
          from,
        ]);
      }
    }
  }
  return apply(reshapeOp, [x], {
    shape: from.filter((_, axis) => !dropped.includes(axis)),
  });
}

export function broadcastTo(x: Node, shape: unknown): Node {
  return apply(broadcastToOp, [x], { shape: shapeArgument("broadcastTo", shape) });
}

export function flip(x: Node, axes: unknown): Node {
  return apply(flipOp, [x], { axes: axesArgument("flip", axes, x.shape.length) });
}

export function cast(x: Node, dtype: unknown): Node {
  return apply(castOp, [x], { dtype: dtypeArgument("cast", dtype) });
}

export function pad(x: Node, widths: unknown, value: unknown = 0): Node {
  const [low, high] = paddingOf(x.shape, widths);
  const interior = low.map(() => 0);
  const padded = apply(padOp, [x], { low, high, interior });
  if (typeof value !== "number" && typeof value !== "boolean") {
    throw new ArgumentError("pad", `value must be a number, got ${describe(value)}.`);
  }
  const { elements, dtype } = dataOf("pad", value, x.dtype, true);
  // Not -0, which is another number.
  if (Object.is(elements[0], 0)) return padded;
  // The primitive pads with zeros; padding a mask of the old elements alike tells which ones to fill.
  const inside = apply(broadcastToOp, [constantNode(1, "bool")], { shape: x.shape });
  const mask = apply(padOp, [inside], { low, high, interior });
  return apply(where, [mask, padded, inputNode(elements, [], dtype)]);
}

/** The shape asked for, with -1 replaced by what the number of elements leaves. */
function completeShape(x: Node, shape: unknown): Shape {
  if (!isArray(shape)) return shapeArgument("reshape", shape);
  const unknown = shape.indexOf(-1);
  if (unknown < 0) return shapeArgument("reshape", shape);
  if (shape.indexOf(-1, unknown + 1) >= 0) {
    throw new ShapeError("reshape", `only one size may be -1, got ${describe(shape)}.`);
  }
  const known = shapeArgument("reshape", shape.toSpliced(unknown, 1));
  const size = sizeOf(x.shape);
  const rest = size / sizeOf(known);
  if (!Number.isInteger(rest)) {
    throw new ShapeError(
      "reshape",
      sizeOf(known) === 0
        ? `-1 next to a size of 0 could be any size, got ${describe(shape)}.`
        : `-1 must stand for an integer, got ${formatShape(x.shape)} with ${counted(size, "element")} to ${describe(shape)}.`,
      [x.shape],
    );
  }
  return shape.with(unknown, rest) as number[];
}

function permuteBy(op: string, x: Node, given: unknown): Node {
  const rank = x.shape.length;
  if (!isArray(given)) {
    throw new ArgumentError(
      op,
      `axes must be an array of ${counted(rank, "axis", "axes")}, got ${describe(given)}.`,
    );
  }
  const axes = given as number[];
  normalizeAxes(op, axes, rank);
  if (axes.length !== rank) {
    throw new ShapeError(
      op,
      `axes must name each axis once, got ${formatShape(axes)} for shape ${formatShape(x.shape)}.`,
      [x.shape],
    );
  }
  const order = axes.map((axis) => (axis < 0 ? axis + rank : axis));
  return apply(permuteOp, [x], { axes: order });
}

function countOf(axes: unknown): number {
  return isArray(axes) ? axes.length : 1;
}

function paddingOf(shape: Shape, widths: unknown): [low: number[], high: number[]] {
  if (typeof widths === "number") {
    const width = widthArgument(widths, "");
    return [shape.map(() => width), shape.map(() => width)];
  }
  if (!isArray(widths) || widths.length !== shape.length) {
    const got = isArray(widths) ? `${widths.length}` : describe(widths);
    throw new ShapeError(
      "pad",
      `widths must be a number, or [before, after] for each axis of shape ${formatShape(shape)}, got ${got}.`,
      [shape],
    );
  }
  const low: number[] = [];
  const high: number[] = [];
  for (const [axis, pair] of widths.entries()) {
    if (!isArray(pair) || pair.length !== 2) {
      throw new ArgumentError(
        "pad",
        `widths must be pairs [before, after], got ${describe(pair)} at [${axis}].`,
      );
    }
    low.push(widthArgument(pair[0], ` at [${axis}, 0]`));
    high.push(widthArgument(pair[1], ` at [${axis}, 1]`));
  }
  return [low, high];
}

function widthArgument(width: unknown, place: string): number {
  if (typeof width !== "number" || !Number.isSafeInteger(width) || width < 0) {
    throw new ArgumentError("pad", `widths must be non-negative integers, got ${describe(width)}${place}.`);
  }
  return width;
}
