import { ShapeError } from "../error/error.ts";
import { allocate, bytesPerElement, type DType, type TypedArray } from "./dtype.ts";
import { formatShape, requireSize, type Shape, sizeOf } from "./shape.ts";

/** What one array may take. Compiled code has addresses of 32 bits: it could not work on more. */
const mostBytes = 2 ** 32;

/**
 * The elements of a value, all zero.
 * @throws {ShapeError} if they are more than one array may hold, or than there is memory for.
 */
export function roomFor(op: string, shape: Shape, dtype: DType): TypedArray {
  requireSize(op, shape);
  const size = sizeOf(shape);
  const bytes = size * bytesPerElement(dtype);
  if (bytes > mostBytes) {
    throw new ShapeError(
      op,
      `shape ${formatShape(shape)} has ${size} elements, more than an array can hold: 4 GiB, ` +
        `${mostBytes / bytesPerElement(dtype)} elements of ${dtype}.`,
      [shape],
    );
  }
  try {
    return allocate(dtype, size);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ShapeError(
      op,
      `there is not enough memory for shape ${formatShape(shape)} of ${dtype}, ${bytes} bytes.`,
      [shape],
    );
  }
}
