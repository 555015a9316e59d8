import type { TypedArray } from "../shape/dtype.ts";
import { broadcastStrides, type Shape, sameShape, sizeOf } from "../shape/shape.ts";

/** The position that strides give each element of `shape`, in row-major order: this defines every strided access. */
export function positionsOf(shape: Shape, offset: number, strides: readonly number[]): Int32Array {
  const positions = new Int32Array(sizeOf(shape));
  if (positions.length === 0) return positions;
  positions[0] = offset;
  let known = 1;
  // What is known of the inner axes is there again at each place of the next one.
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis] as number;
    repeat(positions, known, size, strides[axis] as number);
    known *= size;
  }
  return positions;
}

function repeat(positions: Int32Array, known: number, size: number, stride: number): void {
  for (let k = known; k < known * size; k++) positions[k] = (positions[k - known] as number) + stride;
}

/** So many elements from one on, in float64; those of a float64 array are not copied. */
export function doubles(array: TypedArray, offset: number, count: number): Float64Array {
  const part: TypedArray = array.subarray(offset, offset + count);
  return part instanceof Float64Array ? part : new Float64Array(part);
}

/** The elements of an operand as a result of another shape reads them. */
export function broadcast(elements: Float64Array, from: Shape, to: Shape): Float64Array {
  if (sameShape(from, to)) return elements;
  const result = new Float64Array(sizeOf(to));
  if (elements.length === 1) return result.fill(elements[0] as number);
  copyFrom(elements, positionsOf(to, 0, broadcastStrides(from, to)), result);
  return result;
}

/** Copies the element at each position to the place of its own number. */
export function copyFrom(elements: Float64Array, positions: Int32Array, out: Float64Array): void {
  for (let k = 0; k < positions.length; k++) out[k] = elements[positions[k] as number] as number;
}

/** Copies the element of each number to a position. */
export function copyTo(elements: Float64Array, positions: Int32Array, out: Float64Array): void {
  for (let k = 0; k < positions.length; k++) out[positions[k] as number] = elements[k] as number;
}
