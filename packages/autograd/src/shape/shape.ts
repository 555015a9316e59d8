import { describe } from "../error/describe.ts";
import { ShapeError } from "../error/error.ts";

/** Sizes of the axes, outermost first; `[]` is a scalar. Storage is row-major and dense. */
export type Shape = readonly number[];

/** The number of elements: the product of the sizes, 1 for a scalar. */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (let axis = 0; axis < shape.length; axis++) size *= shape[axis] as number;
  return size;
}

/** More elements than a typed array of any engine holds. */
const tooMany = 2 ** 32;

/**
 * Refuses shapes of more elements than an array can hold.
 * @throws {ShapeError} for those.
 */
export function requireSize(op: string, shape: Shape): void {
  const size = sizeOf(shape);
  if (size < tooMany) return;
  throw new ShapeError(op, `shape ${formatShape(shape)} has ${size} elements, more than an array can hold.`, [
    shape,
  ]);
}

/** Row-major strides, in elements. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis] as number;
  }
  return strides;
}

/** The index of an element by its number in row-major order. */
export function indexOf(element: number, shape: Shape): number[] {
  const strides = stridesOf(shape);
  return shape.map((size, axis) => Math.floor(element / (strides[axis] as number)) % size);
}

export function sameShape(a: Shape, b: Shape): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let axis = 0; axis < a.length; axis++) if (a[axis] !== b[axis]) return false;
  return true;
}

/** `[2, 3]`, as every error and printout writes it. */
export function formatShape(shape: Shape): string {
  if (shape.length <= mostShown) return `[${shape.join(", ")}]`;
  const left = shape.length - mostShown;
  return `[${shape.slice(0, mostShown - 1).join(", ")}, ... ${left} more ..., ${shape[shape.length - 1]}]`;
}

/** No tensor has so many axes; a list that was passed as one may. */
const mostShown = 32;

const scalarShape: Shape = [];

/**
 * The shape two operands broadcast to: aligned at the last axis, a size of 1 stretches.
 * @throws {ShapeError} where two sizes differ and neither is 1.
 */
export function broadcastShapes(op: string, a: Shape, b: Shape): Shape {
  if (sameShape(a, b)) return a;
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  const rank = Math.max(a.length, b.length);
  const shape = new Array<number>(rank);
  for (let axis = 1; axis <= rank; axis++) {
    const fromA = a[a.length - axis] ?? 1;
    const fromB = b[b.length - axis] ?? 1;
    if (fromA !== fromB && fromA !== 1 && fromB !== 1) {
      throw new ShapeError(
        op,
        `shapes must broadcast, got ${formatShape(a)} and ${formatShape(b)}: sizes ${fromA} and ${fromB} differ ` +
          `at axis ${rank - axis} and neither is 1.`,
        [a, b],
      );
    }
    shape[rank - axis] = fromA === 1 ? fromB : fromA;
  }
  return shape;
}

/** True if `from` broadcasts to exactly `to`. */
export function broadcastsTo(from: Shape, to: Shape): boolean {
  if (from.length > to.length) return false;
  for (let axis = 1; axis <= from.length; axis++) {
    const size = from[from.length - axis];
    if (size !== 1 && size !== to[to.length - axis]) return false;
  }
  return true;
}

/** The axes of `to` along which `from` was stretched or which it lacks, ascending. */
export function stretchedAxes(from: Shape, to: Shape): number[] {
  const axes: number[] = [];
  const missing = to.length - from.length;
  for (let axis = 0; axis < to.length; axis++) {
    if (axis < missing || (from[axis - missing] === 1 && to[axis] !== 1)) axes.push(axis);
  }
  return axes;
}

/** Strides with which `from` is read as if it had shape `to`: 0 along stretched axes. */
export function broadcastStrides(from: Shape, to: Shape): number[] {
  const own = stridesOf(from);
  const missing = to.length - from.length;
  const strides = new Array<number>(to.length);
  for (let axis = 0; axis < to.length; axis++) {
    strides[axis] = axis < missing || from[axis - missing] === 1 ? 0 : (own[axis - missing] as number);
  }
  return strides;
}

/**
 * An axis counted from the front: -1 is the last.
 * @throws {ShapeError} unless it is an integer in [-rank, rank).
 */
export function normalizeAxis(op: string, axis: number, rank: number): number {
  if (typeof axis !== "number" || !Number.isInteger(axis) || axis < -rank || axis >= rank) {
    const text =
      rank === 0
        ? `a scalar has no axes, got axis ${describe(axis)}.`
        : `axis must be an integer from ${-rank} to ${rank - 1}, got ${describe(axis)} for rank ${rank}.`;
    throw new ShapeError(op, text);
  }
  return axis < 0 ? axis + rank : axis;
}

/**
 * Several axes, ascending; `undefined` means all.
 * @throws {ShapeError} for an axis out of range or named twice.
 */
export function normalizeAxes(
  op: string,
  axes: number | readonly number[] | undefined,
  rank: number,
): number[] {
  if (axes === undefined) return allAxes(rank);
  if (typeof axes === "number") return [normalizeAxis(op, axes, rank)];
  const list = axes;
  if (isNormalized(list, rank)) return list.slice();
  const normalized = list.map((axis) => normalizeAxis(op, axis, rank));
  const sorted = [...normalized].sort((a, b) => a - b);
  for (let i = 1; i < sorted.length; i++) {
    if (sorted[i] === sorted[i - 1]) {
      throw new ShapeError(op, `axes must be distinct, got ${formatShape(list)} for rank ${rank}.`);
    }
  }
  return sorted;
}

function allAxes(rank: number): number[] {
  const axes = new Array<number>(rank);
  for (let axis = 0; axis < rank; axis++) axes[axis] = axis;
  return axes;
}

/** Whether axes are as the attributes of a node hold them, so that there is nothing to do: the usual case. */
function isNormalized(axes: readonly number[], rank: number): boolean {
  let before = -1;
  for (let i = 0; i < axes.length; i++) {
    const axis = axes[i] as number;
    if (!Number.isInteger(axis) || axis <= before || axis >= rank) return false;
    before = axis;
  }
  return true;
}

/** The shape left after reducing the (normalised) axes. */
export function reducedShape(shape: Shape, axes: readonly number[], keepDims: boolean): Shape {
  if (axes.length === shape.length && !keepDims) return scalarShape;
  const result: number[] = [];
  for (let axis = 0; axis < shape.length; axis++) {
    if (!axes.includes(axis)) result.push(shape[axis] as number);
    else if (keepDims) result.push(1);
  }
  return result;
}
