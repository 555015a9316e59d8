/** Element types. `float64` is the default; `bool` holds masks; `int32` wraps around on overflow. */
export type DType = "float64" | "float32" | "int32" | "bool";

/** The typed array that stores each dtype; a `bool` is one byte, 0 or 1. */
export type TypedArray = Float64Array | Float32Array | Int32Array | Uint8Array;

/** The two dtypes that have derivatives. */
export type FloatDType = "float64" | "float32";

export const dtypes: readonly DType[] = ["float64", "float32", "int32", "bool"];

export function isFloat(dtype: DType): dtype is FloatDType {
  return dtype === "float64" || dtype === "float32";
}

export function bytesPerElement(dtype: DType): number {
  return dtype === "float64" ? 8 : dtype === "bool" ? 1 : 4;
}

export function allocate(dtype: DType, size: number): TypedArray {
  switch (dtype) {
    case "float64":
      return new Float64Array(size);
    case "float32":
      return new Float32Array(size);
    case "int32":
      return new Int32Array(size);
    case "bool":
      return new Uint8Array(size);
  }
}
