/** Windows with the conventions of Python's slices, as graphs. */

import { describe } from "../error/describe.ts";
import { ArgumentError, ShapeError } from "../error/error.ts";
import { isArray } from "../error/foreign.ts";
import { apply } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import { flip as flipOp } from "../op/flip.ts";
import { reshape as reshapeOp } from "../op/reshape.ts";
import { sectionOf, slice as sliceOp } from "../op/slice.ts";
import { formatShape } from "../shape/shape.ts";
import { isOptions } from "./argument.ts";

/** What a range may say. */
const bounds: readonly string[] = ["start", "stop", "step"];

/** Elements `start`, `start + step`, ... of one axis, `size` of them; a negative step goes backwards. */
interface Window {
  readonly start: number;
  readonly size: number;
  readonly step: number;
}

export function slice(x: Node, ranges: unknown): Node {
  return sliceFor("slice", x, ranges);
}

/** {@link slice}, refused in the name of another function that it is a part of. */
export function sliceFor(op: string, x: Node, ranges: unknown): Node {
  const from = x.shape;
  if (!isArray(ranges)) {
    throw new ArgumentError(
      op,
      `ranges must be an array with one range for each axis, got ${describe(ranges)}.`,
    );
  }
  if (ranges.length > from.length) {
    throw new ShapeError(
      op,
      `there must be at most one range for each axis, got ${ranges.length} for shape ${formatShape(from)}.`,
      [from],
    );
  }
  // What is missing at the end is all; what is undefined is a mistake, such as an element that a list does not have.
  const windows = from.map((size, axis) =>
    windowOf(op, axis < ranges.length ? ranges[axis] : null, size, axis),
  );
  const backward = windows.flatMap(({ step }, axis) => (step < 0 ? [axis] : []));
  // The primitive only steps forwards: a backward window is the forward window over the same elements, flipped.
  const window = {
    starts: windows.map(({ start, size, step }) =>
      step < 0 && size > 0 ? start + (size - 1) * step : start,
    ),
    sizes: windows.map(({ size }) => size),
    steps: windows.map(({ step }) => Math.abs(step)),
  };
  let node = apply(sliceOp, [x], window);
  if (backward.length > 0) node = apply(flipOp, [node], { axes: backward });
  const kept = window.sizes.filter((_, axis) => typeof ranges[axis] !== "number");
  return kept.length === from.length ? node : apply(reshapeOp, [node], { shape: kept });
}

/** The window of one axis from `start`, `size` long, whole in the others. */
export function section(x: Node, axis: number, start: number, size: number): Node {
  return apply(sliceOp, [x], sectionOf(x.shape, axis, start, size));
}

function windowOf(op: string, range: unknown, size: number, axis: number): Window {
  if (range === null) return { start: 0, size, step: 1 };
  if (typeof range === "number") {
    const index = boundOf(op, range, "index", -size, size - 1, size, axis);
    return { start: index, size: 1, step: 1 };
  }
  if (!isOptions(range, bounds)) {
    throw new ArgumentError(
      op,
      `a range must be null, an index or { start, stop, step }, got ${describe(range)} at axis ${axis}.`,
    );
  }
  for (const key of Object.keys(range)) {
    if (!bounds.includes(key)) {
      throw new ArgumentError(op, `a range has start, stop and step, got ${describe(key)} at axis ${axis}.`);
    }
  }
  const { start, stop, step = 1 } = range as { start?: unknown; stop?: unknown; step?: unknown };
  if (typeof step !== "number" || !Number.isSafeInteger(step) || step === 0) {
    throw new ArgumentError(
      op,
      `step must be an integer other than 0, got ${describe(step)} at axis ${axis}.`,
    );
  }
  // As in Python, except that bounds beyond the axis are refused, not clamped: they are mistakes far more often.
  const forward = step > 0;
  const first =
    start === undefined
      ? forward
        ? 0
        : size - 1
      : boundOf(op, start, "start", -size, forward ? size : size - 1, size, axis);
  const end = stop === undefined ? (forward ? size : -1) : boundOf(op, stop, "stop", -size, size, size, axis);
  const count = Math.ceil((end - first) / step);
  return { start: count > 0 ? first : 0, size: Math.max(0, count), step };
}

/** An index counted from the front; negative ones count from the end. */
function boundOf(
  op: string,
  value: unknown,
  name: string,
  low: number,
  high: number,
  size: number,
  axis: number,
): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value)) {
    throw new ArgumentError(op, `${name} must be an integer, got ${describe(value)} at axis ${axis}.`);
  }
  if (value < low || value > high) {
    const range = low > high ? "cannot exist" : `must be from ${low} to ${high}`;
    throw new ShapeError(op, `${name} ${range} at axis ${axis} of size ${size}, got ${value}.`);
  }
  return value < 0 ? value + size : value;
}
