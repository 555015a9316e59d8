import type { Lane } from "./lane.ts";
import { bitSteps } from "./lane-refusal.ts";
import { rareFunctions } from "./rare.ts";

/** One shared cell, seen as a number and as its two halves: the way to a float64's bits. */
const cell = new Float64Array(1);
const halves = new Uint32Array(cell.buffer);
const high = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0;
const low = 1 - high;

/**
 * Adding this to a magnitude below it leaves no room for a fraction, so the addition rounds to an integer.
 */
const NO_FRACTION = 2 ** 52;

/** To the nearest integer, ties to even, keeping the sign of zero: IEEE 754 roundToIntegralTiesToEven. */
export function nearestEven(a: number): number {
  const magnitude = Math.abs(a);
  if (!(magnitude < NO_FRACTION)) return a;
  const rounded = magnitude + NO_FRACTION - NO_FRACTION;
  return a > 0 ? rounded : a < 0 ? -rounded : a;
}

/** The float64 lane in plain JavaScript: what the interpreter runs, and so what a scalar expression means. */
export const double: Lane<number, boolean> = Object.freeze({
  dtype: "float64",
  constant: (value: number): number => value,

  add: (a: number, b: number): number => a + b,
  sub: (a: number, b: number): number => a - b,
  mul: (a: number, b: number): number => a * b,
  div: (a: number, b: number): number => a / b,
  neg: (a: number): number => -a,
  abs: (a: number): number => Math.abs(a),
  min: (a: number, b: number): number => Math.min(a, b),
  max: (a: number, b: number): number => Math.max(a, b),

  sqrt: (a: number): number => Math.sqrt(a),
  floor: (a: number): number => Math.floor(a),
  ceil: (a: number): number => Math.ceil(a),
  trunc: (a: number): number => Math.trunc(a),
  nearest: nearestEven,
  copysign: (a: number, b: number): number => {
    cell[0] = b;
    const sign = halves[high]! & 0x80000000;
    cell[0] = a;
    halves[high] = (halves[high]! & 0x7fffffff) | sign;
    return cell[0];
  },
  pow2: (k: number): number => {
    halves[low] = 0;
    halves[high] = (k + 1023) << 20;
    return cell[0]!;
  },
  exponent: (a: number): number => {
    cell[0] = a;
    return (halves[high]! >>> 20) - 1023;
  },
  mantissa: (a: number): number => {
    cell[0] = a;
    halves[high] = (halves[high]! & 0x000fffff) | 0x3ff00000;
    return cell[0];
  },
  upper: (a: number): number => {
    cell[0] = a;
    halves[low] = halves[low]! & 0xf8000000;
    return cell[0];
  },

  ...bitSteps("float64"),

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
    condition ? rareFunctions[name]!(argument) : otherwise,
} as const);
