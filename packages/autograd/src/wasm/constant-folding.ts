import type { Expression } from "./expression.ts";

/**
 * The number that a constant holds in every lane of a floating-point dtype, or undefined. A constant of another dtype
 * is none here, though its bytes could be read as one.
 */
export function numberOf(value: Expression, dtype: "float64" | "float32"): number | undefined {
  if (value.kind !== "constant") return undefined;
  if (value.type === "f64" || value.type === "f32") return value.literal as number;
  if (value.type !== "v128") return undefined;
  const { buffer } = value.literal as Uint8Array<ArrayBuffer>;
  const lanes = dtype === "float64" ? new Float64Array(buffer) : new Float32Array(buffer);
  const first = lanes[0] as number;
  return lanes.every((lane) => Object.is(lane, first)) ? first : undefined;
}

/** Whether a constant is all ones (true) or all zeros (false), or 1 or 0 as a scalar; undefined if it is neither. */
export function truthOf(mask: Expression): boolean | undefined {
  if (mask.kind !== "constant") return undefined;
  if (mask.type === "i32") return mask.literal === 1 ? true : mask.literal === 0 ? false : undefined;
  if (mask.type !== "v128") return undefined;
  const bytes = mask.literal as Uint8Array;
  const first = bytes[0];
  return (first === 0 || first === 255) && bytes.every((byte) => byte === first) ? first === 255 : undefined;
}
