import { ArgumentError } from "../error/error.ts";

/** Element types. `float64` is the default; `bool` holds masks; `int32` wraps around on overflow. */
export type DType = "float64" | "float32" | "int32" | "bool";

/** The typed array that stores each dtype; a `bool` is one byte, 0 or 1. */
export type TypedArray = Float64Array | Float32Array | Int32Array | Uint8Array;

/** The two dtypes that have derivatives. */
export type FloatDType = "float64" | "float32";

/** The largest finite numbers: (2 - 2⁻⁵²) · 2¹⁰²³ and (2 - 2⁻²³) · 2¹²⁷, IEEE 754-2019, 3.6. */
export const largestNumber: Readonly<Record<FloatDType, number>> = {
  float64: 1.7976931348623157e308,
  float32: 3.4028234663852886e38,
};

/** A bound among the numbers of a dtype: one that float32 would round to ∞ leaves out ∞ all the same. */
export function boundIn(dtype: DType, bound: number): number {
  if (dtype !== "float32" || !Number.isFinite(bound)) return bound;
  return Math.max(-largestNumber.float32, Math.min(bound, largestNumber.float32));
}

export const dtypes: readonly DType[] = ["float64", "float32", "int32", "bool"];

export function isFloat(dtype: DType): dtype is FloatDType {
  return dtype === "float64" || dtype === "float32";
}

export function bytesPerElement(dtype: DType): number {
  return dtype === "float64" ? 8 : dtype === "bool" ? 1 : 4;
}

const arrays = { float64: Float64Array, float32: Float32Array, int32: Int32Array, bool: Uint8Array } as const;

/**
 * Elements, all zero.
 * @throws {ArgumentError} if there is no memory for them.
 */
export function allocate(dtype: DType, size: number): TypedArray {
  const bytes = size * bytesPerElement(dtype);
  if (bytes > mostInObject && bytes <= mostInBlock) return inBlock(dtype, size, bytes);
  return made(dtype, size, bytes);
}

/**
 * A copy of the elements from `first` up to and without `end`: of an array, since a buffer's own copy is filled with zeros before.
 * @throws {ArgumentError} if there is no memory for them.
 */
export function copyOf(dtype: DType, elements: TypedArray, first: number, end: number): TypedArray {
  return made(dtype, elements.subarray(first, end), (end - first) * bytesPerElement(dtype));
}

function made(dtype: DType, from: number | TypedArray, bytes: number): TypedArray {
  try {
    return new arrays[dtype](from as number);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ArgumentError(
      "memory",
      `${bytes} bytes for elements of ${dtype} could not be allocated. Use smaller sizes.`,
    );
  }
}

/** Up to so many bytes V8 keeps elements in the array object itself. */
const mostInObject = 64;
/** Arrays up to here share blocks. An array that stays alive keeps its whole block, which is small for that reason. */
const mostInBlock = 1024;
const blockBytes = 4096;
let block = new ArrayBuffer(0);
let used = 0;

/**
 * A buffer of its own for each small array, outside the object, takes V8 ten times as long as a view of a part of one,
 * nearly a microsecond. Nobody but the engine sees these arrays.
 */
function inBlock(dtype: DType, size: number, bytes: number): TypedArray {
  if (used + bytes > block.byteLength) {
    block = new ArrayBuffer(blockBytes);
    used = 0;
  }
  const at = used;
  used += Math.ceil(bytes / 8) * 8;
  return elementsOver(dtype, block, at, size);
}

/** Elements that lie in a buffer: `size` from byte `at` on, by default all that there are. */
export function elementsOver(dtype: DType, buffer: ArrayBuffer, at = 0, size?: number): TypedArray {
  switch (dtype) {
    case "float64":
      return new Float64Array(buffer, at, size);
    case "float32":
      return new Float32Array(buffer, at, size);
    case "int32":
      return new Int32Array(buffer, at, size);
    case "bool":
      return new Uint8Array(buffer, at, size);
  }
}
