import type { Lane } from "./lane.ts";
import { floatingOnly } from "./lane-refusal.ts";

/**
 * The int32 lane in plain JavaScript: 32-bit two's complement arithmetic that wraps, as `i32.add` and its
 * kin.
 */
export const integer: Lane<number, boolean> = Object.freeze({
  dtype: "int32",
  constant: (value: number): number => value | 0,

  add: (a: number, b: number): number => (a + b) | 0,
  sub: (a: number, b: number): number => (a - b) | 0,
  mul: (a: number, b: number): number => Math.imul(a, b),
  div: floatingOnly("div"),
  neg: (a: number): number => -a | 0,
  /** Of -2^31 it is -2^31, as `i32x4.abs`. */
  abs: (a: number): number => Math.abs(a) | 0,
  min: (a: number, b: number): number => (a < b ? a : b),
  max: (a: number, b: number): number => (a > b ? a : b),

  sqrt: floatingOnly("sqrt"),
  floor: floatingOnly("floor"),
  ceil: floatingOnly("ceil"),
  trunc: floatingOnly("trunc"),
  nearest: floatingOnly("nearest"),
  copysign: floatingOnly("copysign"),
  pow2: floatingOnly("pow2"),
  exponent: floatingOnly("exponent"),
  mantissa: floatingOnly("mantissa"),
  upper: floatingOnly("upper"),

  bitAnd: (a: number, b: number): number => a & b,
  bitOr: (a: number, b: number): number => a | b,
  bitXor: (a: number, b: number): number => a ^ b,
  shiftLeft: (a: number, count: number): number => a << count,
  shiftRight: (a: number, count: number): number => a >> count,
  shiftRightUnsigned: (a: number, count: number): number => (a >>> count) | 0,

  eq: (a: number, b: number): boolean => a === b,
  ne: (a: number, b: number): boolean => a !== b,
  lt: (a: number, b: number): boolean => a < b,
  le: (a: number, b: number): boolean => a <= b,
  gt: (a: number, b: number): boolean => a > b,
  ge: (a: number, b: number): boolean => a >= b,
  and: (a: boolean, b: boolean): boolean => a && b,
  or: (a: boolean, b: boolean): boolean => a || b,
  not: (a: boolean): boolean => !a,
  select: (condition: boolean, whenTrue: number, whenFalse: number): number =>
    condition ? whenTrue : whenFalse,

  rare: floatingOnly("rare"),
} as const);
