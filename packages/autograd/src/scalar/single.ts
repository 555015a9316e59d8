import { nearestEven } from "./double.ts";
import type { Lane } from "./lane.ts";
import { bitSteps } from "./lane-refusal.ts";
import { rareFunctions } from "./rare.ts";

const round = Math.fround;

/** One shared cell, seen as a number and as its bits. */
const cell = new Float32Array(1);
const bits = new Uint32Array(cell.buffer);

/**
 * The float32 lane in plain JavaScript. Values are numbers that a float32 holds exactly. For `+ - * / sqrt`
 * rounding the float64 result is the same as rounding the exact one, since 53 >= 2 * 24 + 2 (Figueroa, "When
 * is double rounding innocuous?", 1995).
 */
export const single: Lane<number, boolean> = Object.freeze({
  dtype: "float32",
  constant: (value: number): number => round(value),

  add: (a: number, b: number): number => round(a + b),
  sub: (a: number, b: number): number => round(a - b),
  mul: (a: number, b: number): number => round(a * b),
  div: (a: number, b: number): number => round(a / b),
  neg: (a: number): number => -a,
  abs: (a: number): number => Math.abs(a),
  min: (a: number, b: number): number => Math.min(a, b),
  max: (a: number, b: number): number => Math.max(a, b),

  sqrt: (a: number): number => round(Math.sqrt(a)),
  floor: (a: number): number => Math.floor(a),
  ceil: (a: number): number => Math.ceil(a),
  trunc: (a: number): number => Math.trunc(a),
  nearest: nearestEven,
  copysign: (a: number, b: number): number => {
    cell[0] = b;
    const sign = bits[0]! & 0x80000000;
    cell[0] = a;
    bits[0] = (bits[0]! & 0x7fffffff) | sign;
    return cell[0];
  },
  pow2: (k: number): number => {
    bits[0] = (k + 127) << 23;
    return cell[0]!;
  },
  exponent: (a: number): number => {
    cell[0] = a;
    return (bits[0]! >>> 23) - 127;
  },
  mantissa: (a: number): number => {
    cell[0] = a;
    bits[0] = (bits[0]! & 0x007fffff) | 0x3f800000;
    return cell[0];
  },
  upper: (a: number): number => {
    cell[0] = a;
    bits[0] = bits[0]! & 0xfffff000;
    return cell[0];
  },

  ...bitSteps("float32"),

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

  rare: (condition: boolean, name: string, argument: number, otherwise: number): number =>
    condition ? round(rareFunctions[name]!(argument)) : otherwise,
} as const);
