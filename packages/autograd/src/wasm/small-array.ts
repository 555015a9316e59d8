import { allocate, bytesPerElement, type DType, type TypedArray } from "../shape/dtype.ts";

/** Engines keep arrays up to this size with the object; a larger one has memory of its own, which takes ten times as long. */
const ownBytes = 64;
/** Arrays up to this size share a buffer with those made before and after them. */
const sharedBytes = 512;
/** Small, since one array in use keeps it alive. */
const bufferBytes = 4096;

let buffer = new ArrayBuffer(0);
let next = 0;

/** A fresh array of zeros, like {@link allocate}; not for what changes its size or gives its buffer away. */
export function smallArray(dtype: DType, size: number): TypedArray {
  const bytes = size * bytesPerElement(dtype);
  if (bytes <= ownBytes || bytes > sharedBytes) return allocate(dtype, size);
  if (next + bytes > buffer.byteLength) {
    buffer = new ArrayBuffer(bufferBytes);
    next = 0;
  }
  const start = next;
  next += Math.ceil(bytes / 8) * 8;
  switch (dtype) {
    case "float64":
      return new Float64Array(buffer, start, size);
    case "float32":
      return new Float32Array(buffer, start, size);
    case "int32":
      return new Int32Array(buffer, start, size);
    case "bool":
      return new Uint8Array(buffer, start, size);
  }
}
