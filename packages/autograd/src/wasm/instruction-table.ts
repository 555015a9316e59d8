/**
 * The WebAssembly instructions that Chainrule emits, and a few that only tests need, by signature.
 *
 * A group's key reads `operands:result`. Of its lines, each names instructions of the text format whose codes follow one
 * another: what stands before their dots, the first code in hexadecimal, and their names, or `-` for a code that nobody needs. A
 * code above `ff` is a prefix byte and a number behind it: `fd0f0` is `fd` followed by LEB128 of `0f0`.
 */
export const plainGroups = {
  "i32:i32": ["i32 45 eqz"],
  "i32,i32:i32": [
    "i32 46 eq ne lt_s lt_u gt_s - le_s - ge_s",
    "i32 6a add sub mul - - - - and or xor shl shr_s shr_u",
  ],
  "i64,i64:i64": ["i64 83 and or xor shl - shr_u"],
  "i64,i64:i32": ["i64 51 eq"],
  "i64:i32": ["i64 50 eqz", "i32 a7 wrap_i64"],
  "f32:f32": ["f32 8b abs neg ceil floor trunc nearest sqrt"],
  "f32,f32:f32": ["f32 92 add sub mul div min max copysign"],
  "f32,f32:i32": ["f32 5b eq ne lt gt le ge"],
  "f64:f64": ["f64 99 abs neg ceil floor trunc nearest sqrt"],
  "f64,f64:f64": ["f64 a0 add sub mul div min max copysign"],
  "f64,f64:i32": ["f64 61 eq ne lt gt le ge"],
  "i32:f32": ["f32 b2 convert_i32_s", "f32 be reinterpret_i32"],
  "i32:f64": ["f64 b7 convert_i32_s"],
  "i64:f64": ["f64 b9 convert_i64_s", "f64 bf reinterpret_i64"],
  "f32:i32": ["i32 bc reinterpret_f32", "i32 fc000 trunc_sat_f32_s"],
  "f32:f64": ["f64 bb promote_f32"],
  "f64:f32": ["f32 b6 demote_f64"],
  "f64:i32": ["i32 fc002 trunc_sat_f64_s"],
  "f64:i64": ["i64 bd reinterpret_f64"],
  "v128:i32": ["v128 fd053 any_true"],
  "i32:v128": ["i32x4 fd011 splat"],
  "f32:v128": ["f32x4 fd013 splat"],
  "f64:v128": ["f64x2 fd014 splat"],
  "v128,i32:v128": ["i32x4 fd0ab shl shr_s shr_u", "i64x2 fd0cb shl - shr_u"],
  "v128:v128": [
    "v128 fd04d not",
    "f32x4 fd05e demote_f64x2_zero",
    "f64x2 fd05f promote_low_f32x4",
    "f32x4 fd067 ceil floor trunc nearest",
    "f64x2 fd074 ceil floor",
    "f64x2 fd07a trunc",
    "f64x2 fd094 nearest",
    "i32x4 fd0a0 abs neg",
    "i64x2 fd0c1 neg",
    "i64x2 fd0c7 extend_low_i32x4_s",
    "f32x4 fd0e0 abs neg - sqrt",
    "f64x2 fd0ec abs neg - sqrt",
    "i32x4 fd0f8 trunc_sat_f32x4_s",
    "f32x4 fd0fa convert_i32x4_s",
    "i32x4 fd0fc trunc_sat_f64x2_s_zero",
    "f64x2 fd0fe convert_low_i32x4_s",
  ],
  "v128,v128:v128": [
    "i8x16 fd00e swizzle",
    "i32x4 fd037 eq ne lt_s - gt_s - le_s - ge_s",
    "f32x4 fd041 eq ne lt gt le ge",
    "f64x2 fd047 eq ne lt gt le ge",
    "v128 fd04e and andnot or xor",
    "i8x16 fd06e add",
    "i32x4 fd0ae add - - sub - - - mul min_s - max_s",
    "f32x4 fd0e4 add sub mul div min max pmin pmax",
    "f64x2 fd0f0 add sub mul div min max pmin pmax",
  ],
  "v128,v128,v128:v128": [
    "v128 fd052 bitselect",
    // Relaxed SIMD: one rounding where the machine has a fused multiply-add, two where not.
    "f32x4 fd105 relaxed_madd",
    "f64x2 fd107 relaxed_madd",
  ],
} as const;

/** Instructions that read memory at `address + offset`. */
export const loadGroups = {
  "i32:i32": ["i32 28 load", "i32 2d load8_u"],
  "i32:i64": ["i64 29 load"],
  "i32:f32": ["f32 2a load"],
  "i32:f64": ["f64 2b load"],
  "i32:v128": [
    "v128 fd000 load",
    "v128 fd007 load8_splat - load32_splat load64_splat",
    "v128 fd05c load32_zero load64_zero",
  ],
} as const;

/** Instructions that write memory at `address + offset`: operands are the address and the value. */
export const storeGroups = {
  "i32,i32:none": ["i32 36 store - - - store8"],
  "i32,i64:none": ["i64 37 store"],
  "i32,f32:none": ["f32 38 store"],
  "i32,f64:none": ["f64 39 store"],
  "i32,v128:none": ["v128 fd00b store"],
} as const;

/** Instructions that name one lane of a vector. */
export const laneGroups = {
  "v128:i32": ["i32x4 fd01b extract_lane"],
  "v128:f32": ["f32x4 fd01f extract_lane"],
  "v128:f64": ["f64x2 fd021 extract_lane"],
  "v128,i32:v128": ["i32x4 fd01c replace_lane"],
  "v128,f32:v128": ["f32x4 fd020 replace_lane"],
  "v128,f64:v128": ["f64x2 fd022 replace_lane"],
} as const;

/** Loads into, and stores from, one lane of a vector. */
export const laneLoadGroups = {
  "i32,v128:v128": ["v128 fd054 load8_lane load16_lane load32_lane load64_lane"],
} as const;

export const laneStoreGroups = {
  "i32,v128:none": ["v128 fd058 store8_lane store16_lane store32_lane store64_lane"],
} as const;
