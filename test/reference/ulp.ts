import { bitLength, fromNumber, magnitude, PRECISION, type Real, sub } from "./real.ts";

export interface Format {
  /** Bits of a normal significand. */
  readonly precision: number;
  /** Exponent of the smallest subnormal number. */
  readonly smallest: number;
  /** Numbers from 2^overflow on do not exist. */
  readonly overflow: number;
}

export const formats: { readonly float64: Format; readonly float32: Format } = {
  float64: { precision: 53, smallest: -1074, overflow: 1024 },
  float32: { precision: 24, smallest: -149, overflow: 128 },
};

/** The quotient of a real number by 2^k as a number, to some 50 bits. */
function inUnits(x: Real, k: number): number {
  const surplus = Math.max(bitLength(x.significand) - 52, 0);
  const exponent = Math.max(Math.min(x.exponent + surplus - k, 900), -1000);
  return Number(x.significand >> BigInt(surplus)) * 2 ** exponent;
}

/**
 * The exponent of the unit in the last place of `exact` once rounded: where it rounds up to a power of two,
 * that power's. Subnormal numbers share the unit of the smallest.
 */
function unitExponent(exact: Real, format: Format): number {
  const top = magnitude(exact);
  const unit = top - format.precision + 1;
  const length = bitLength(exact.significand);
  const kept = format.precision + 1;
  const leading = length > kept ? exact.significand >> BigInt(length - kept) : 0n;
  // All ones in the kept bits and one more: rounds up into the next binade.
  const size = leading < 0n ? -leading : leading;
  const roundsUp = length > kept && size === (1n << BigInt(kept)) - 1n;
  return Math.max(Math.min(unit + (roundsUp ? 1 : 0), format.overflow - format.precision), format.smallest);
}

/**
 * The distance of a computed number from the exact value, in units in the last place of the correctly rounded
 * result.
 */
export function ulpDistance(actual: number, exact: Real, dtype: "float64" | "float32"): number {
  const format = formats[dtype];
  if (Number.isNaN(actual)) return Infinity;
  const unit = unitExponent(exact, format);
  const overflows = magnitude(exact) >= format.overflow;
  if (Math.abs(actual) === Infinity) {
    if (actual < 0 !== exact.significand < 0n) return Infinity;
    // Infinity stands for 2^overflow, the next number if there were one, and for all beyond.
    if (overflows) return 0;
    const edge: Real = { significand: actual < 0 ? -1n : 1n, exponent: format.overflow };
    return Math.abs(inUnits(sub(edge, exact), unit));
  }
  if (magnitude(exact) > format.overflow + PRECISION) return Infinity;
  return Math.abs(inUnits(sub(fromNumber(actual), exact), unit));
}

/** The same in units in the last place of a term of what is computed, where that is larger. */
export function distanceInUnitsOf(
  term: Real,
  actual: number,
  exact: Real,
  dtype: "float64" | "float32",
): number {
  const [own, other] = [unitExponent(exact, formats[dtype]), unitExponent(term, formats[dtype])];
  return ulpDistance(actual, exact, dtype) * 2 ** Math.min(0, own - other);
}

/**
 * The error of `actual` as the value of `reference` at `x`, in units in the last place of the correctly
 * rounded result: at most 0.5 for the correctly rounded result itself.
 */
export function ulpError(
  actual: number,
  x: number,
  reference: (x: number) => Real,
  dtype: "float64" | "float32",
): number {
  return ulpDistance(actual, reference(x), dtype);
}
