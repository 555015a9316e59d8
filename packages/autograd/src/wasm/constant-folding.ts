import type { Expression } from "./expression.ts";
import type { LaneDType } from "./kernel-lane.ts";

const arrays = { float64: Float64Array, float32: Float32Array, int32: Int32Array } as const;

/**
 * The number that a constant of a dtype holds in every lane, or undefined.
 */
export function numberOf(value: Expression, dtype: LaneDType): number | undefined {
  if (value.kind !== "constant") return undefined;
  if (value.type === "f64" || value.type === "f32" || value.type === "i32") return value.literal as number;
  if (value.type !== "v128") return undefined;
  const { buffer } = value.literal as Uint8Array<ArrayBuffer>;
  const lanes = new arrays[dtype](buffer);
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
