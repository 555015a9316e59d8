import type { Value } from "./expression.ts";
import type { FunctionBuilder } from "./function-builder.ts";
import type { KernelLane } from "./kernel-lane.ts";
import { placement } from "./vector-lane.ts";

/**
 * The same numbers in another lane of equal width: float64 to float32 rounds to nearest, to int32 cuts the fraction
 * and saturates (NaN becomes 0), the other ways are exact but int32 to float32, which rounds to nearest.
 */
export function convertValue(f: FunctionBuilder, from: KernelLane, to: KernelLane, value: Value): Value {
  checkWidths(from, to);
  if (from.dtype === to.dtype) return value;
  const vector = value as Value<"v128">;
  switch (to.dtype) {
    case "float64":
      return f.op(from.dtype === "float32" ? "f64x2.promote_low_f32x4" : "f64x2.convert_low_i32x4_s", vector);
    case "float32":
      return f.op(from.dtype === "float64" ? "f32x4.demote_f64x2_zero" : "f32x4.convert_i32x4_s", vector);
    case "int32":
      return f.op(
        from.dtype === "float64" ? "i32x4.trunc_sat_f64x2_s_zero" : "i32x4.trunc_sat_f32x4_s",
        vector,
      );
  }
}

function checkWidths(from: KernelLane, to: KernelLane): void {
  if (from.width !== to.width)
    throw new Error(`wasm: lanes of widths ${from.width} and ${to.width} do not mix`);
}

/** The same truth values as a mask of another lane of equal width. */
export function convertMask(f: FunctionBuilder, from: KernelLane, to: KernelLane, mask: Value): Value {
  checkWidths(from, to);
  if (from.elementBytes === to.elementBytes) return mask;
  const vector = mask as Value<"v128">;
  if (to.elementBytes === 8) return f.op("i64x2.extend_low_i32x4_s", vector);
  const lowHalves = [0, 1, 2, 3, 8, 9, 10, 11].map((index, place) => [place, index] as const);
  return f.op("i8x16.swizzle", vector, f.v128(placement(lowHalves)));
}

/** A mask as numbers: 1 where it holds, 0 elsewhere. */
export function maskToValue(lane: KernelLane, mask: Value): Value {
  return lane.select(mask, lane.constant(1), lane.constant(0));
}

/** Where numbers are not 0 (NaN counts as not 0). */
export function valueToMask(lane: KernelLane, value: Value): Value {
  return lane.ne(value, lane.constant(0));
}
