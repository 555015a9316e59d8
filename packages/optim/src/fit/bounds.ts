import { ArgumentError } from "@chainrule/autograd";
import { checkOptions } from "@chainrule/autograd/gears";
import type { Unknowns } from "./unknowns.ts";

/** Numbers between which unknowns have to stay: one for all of them, or a tree of the structure of the start. */
export interface BoundsOption {
  /** By default none; `-Infinity` is none for one of them. */
  readonly lower?: unknown;
  /** By default none; `Infinity` is none for one of them. */
  readonly upper?: unknown;
}

/** Between which numbers each unknown has to stay. */
export class Bounds {
  readonly lower: Float64Array;
  readonly upper: Float64Array;

  /** @throws {ArgumentError} if bounds are not numbers, or are crossed, or the start is not within them. */
  constructor(op: string, option: unknown, unknowns: Unknowns) {
    const { lower, upper } = checkOptions(op, option, ["lower", "upper"]);
    this.lower = sideOf(op, "lower", lower ?? Number.NEGATIVE_INFINITY, unknowns);
    this.upper = sideOf(op, "upper", upper ?? Number.POSITIVE_INFINITY, unknowns);
    for (const [k, x] of unknowns.start.entries()) {
      const [low, high] = [this.lower[k] as number, this.upper[k] as number];
      if (!(low <= high)) {
        throw new ArgumentError(
          op,
          `bounds.lower must not exceed bounds.upper, got ${low} and ${high} for ${unknowns.nameOf(k)}.`,
        );
      }
      if (x < low || x > high) {
        throw new ArgumentError(
          op,
          `x0 must be within its bounds, got ${x} at ${unknowns.nameOf(k)}, which has to be from ${low} to ${high}.`,
        );
      }
    }
  }

  /** The nearest place within. */
  nearest(x: Float64Array): Float64Array {
    return x.map((value, k) => this.clamped(value, k));
  }

  /** The nearest place within to one that a step led to, at a bound where only rounding keeps it from there. */
  reached(from: Float64Array, x: Float64Array): Float64Array {
    return x.map((value, k) => {
      const rounding = 4 * Number.EPSILON * Math.max(Math.abs(from[k] as number), Math.abs(value));
      const [low, high] = [this.lower[k] as number, this.upper[k] as number];
      if (value <= low + rounding) return low;
      return value >= high - rounding ? high : value;
    });
  }

  clamped(value: number, k: number): number {
    return Math.min(Math.max(value, this.lower[k] as number), this.upper[k] as number);
  }

  /** How far one may go along a direction. */
  room(x: Float64Array, direction: Float64Array): number {
    let longest = Number.POSITIVE_INFINITY;
    for (const [k, by] of direction.entries()) {
      if (by === 0) continue;
      const bound = (by > 0 ? this.upper[k] : this.lower[k]) as number;
      longest = Math.min(longest, (bound - (x[k] as number)) / by);
    }
    return longest;
  }

  /** Whether none of the unknowns may go on for ever. */
  get isBox(): boolean {
    return this.lower.every(Number.isFinite) && this.upper.every(Number.isFinite);
  }

  /** Whether an unknown is held where it is: at a bound beyond which the function would fall. */
  isHeld(x: Float64Array, gradient: Float64Array, k: number): boolean {
    const slope = gradient[k] as number;
    return (slope > 0 && x[k] === this.lower[k]) || (slope < 0 && x[k] === this.upper[k]);
  }
}

function sideOf(op: string, side: "lower" | "upper", given: unknown, unknowns: Unknowns): Float64Array {
  const what = `bounds.${side}`;
  const numbers = unknowns.numbersLike(op, what, given);
  const bad = numbers.findIndex(Number.isNaN);
  if (bad < 0) return numbers;
  throw new ArgumentError(op, `${what} must not be NaN, got it for ${unknowns.nameOf(bad)}.`);
}
