import { broadcastStrides, type Shape, sameShape, sizeOf } from "../shape/shape.ts";

/**
 * Calls `visit` with the row-major number of each element of `shape` and the position that the strides give it.
 * This is the plain walk that defines every strided access.
 */
export function walk(
  shape: Shape,
  offset: number,
  strides: readonly number[],
  visit: (index: number, position: number) => void,
): void {
  const size = sizeOf(shape);
  const rank = shape.length;
  const counter = new Array<number>(rank).fill(0);
  let position = offset;
  for (let index = 0; index < size; index++) {
    visit(index, position);
    for (let axis = rank - 1; axis >= 0; axis--) {
      counter[axis] = (counter[axis] as number) + 1;
      position += strides[axis] as number;
      if ((counter[axis] as number) < (shape[axis] as number)) break;
      position -= (counter[axis] as number) * (strides[axis] as number);
      counter[axis] = 0;
    }
  }
}

/** How an operand is read while the result is written in order. */
export type Reading = "same" | "scalar" | Int32Array;

/** Positions in an operand for each element of a broadcast result. */
export function reading(from: Shape, to: Shape): Reading {
  if (sameShape(from, to)) return "same";
  const size = sizeOf(from);
  if (size === 1) return "scalar";
  const positions = new Int32Array(sizeOf(to));
  walk(to, 0, broadcastStrides(from, to), (index, position) => {
    positions[index] = position;
  });
  return positions;
}
