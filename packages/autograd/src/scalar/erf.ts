import { atMost, binaryExponent, expm1Tail, reducedHigh, reducedLow, scale } from "./exp.ts";
import type { LaneFunction } from "./lane.ts";
import { polynomial } from "./polynomial.ts";

/** Where the two expansions meet. */
const MEETING = 0.85;

/** erf(x) = x + x A(x^2) for |x| <= 0.85: minimax, 2^-55.9 and 2^-27.1 (Sollya's `fpminimax`). */
const A64: readonly number[] = [
  0.12837916709551256, -0.3761263890318332, 0.11283791670932006, -0.026866170640192998, 0.005223977570911831,
  -0.0008548323494876554, 0.0001205519011058433, -1.4921919300327973e-5, 1.6399113983843791e-6,
  -1.5697149402982745e-7, 1.0675997914281818e-8,
];
const A32: readonly number[] = [
  0.12837917, -0.3761259, 0.112828724, -0.026807763, 0.005058651, -0.0006354525,
];

/**
 * erf(x) = 1 - exp(-B(x)) for x from 0.85 to where it is 1: B approximates -log(erfc(x)) with the weight
 * erfc(x), to 2^-55.5 and 2^-27.1 (Sollya's `remez`). The idea: an exponential makes the tail nearly a
 * parabola.
 */
const B64: readonly number[] = [
  3.9753672187835784e-8, 1.1283787403805736, 0.6366218552953722, 0.10276655389544423, -0.01911709975606485,
  -0.00022263952307635597, 0.0017034498903976043, -0.0005832477624479405, 4.362769622539055e-6,
  9.286905424021359e-5, -5.50252296171292e-5, 2.0043244896195056e-5, -5.312468601317207e-6,
  1.0650298456772322e-6, -1.6128198782024914e-7, 1.796801652164928e-8, -1.3926560263090367e-9,
  6.713456704797649e-11, -1.5157777339354955e-12,
];
const B32: readonly number[] = [
  0.0001147036, 1.1280154, 0.6366017, 0.10444803, -0.022478973, 0.0031071787, -0.00020252733,
];

/** Error function, 2/sqrt(pi) times the integral of e^(-t^2) from 0 to x. DLMF 7.2.1. */
export const erf: LaneFunction = (m, x) => {
  const is32 = m.dtype === "float32";
  const magnitude = m.abs(x);
  const inner = m.add(x, m.mul(x, polynomial(m, m.mul(x, x), is32 ? A32 : A64)));

  const bounded = atMost(m, magnitude, is32 ? 4 : 6);
  const exponent = m.neg(polynomial(m, bounded, is32 ? B32 : B64));
  const k = binaryExponent(m, exponent);
  const high = reducedHigh(m, exponent, k);
  const u = m.add(high, expm1Tail(m, high, reducedLow(m, k)));
  const power = m.pow2(k);
  const outer = m.sub(m.sub(m.constant(1), power), m.mul(power, u));
  return m.select(m.lt(magnitude, m.constant(MEETING)), inner, m.copysign(outer, x));
};

/** 2/sqrt(pi) = high + low, from its digits (OEIS A190732). */
const twoOverRootPi = {
  float64: { high: 1.1283791670955126, low: 1.533545961316588e-17 },
  float32: { high: 1.1283792, low: -5.863538e-8 },
};

/**
 * Its derivative, 2/sqrt(pi) e^(-x^2). DLMF 7.10.1. A rounding of x^2 would be one of the result times x^2, which is 700
 * before e^(-x^2) vanishes. So x^2 = h^2 + (x - h)(x + h) with an h of so few digits that h^2 is exact, and the rest joins
 * what the reduction of the exponent carries along.
 */
export const erfSlope: LaneFunction = (m, x) => {
  const is32 = m.dtype === "float32";
  const magnitude = atMost(m, m.abs(x), is32 ? 11 : 28);
  const head = m.upper(magnitude);
  const square = m.neg(m.mul(head, head));
  const rest = m.mul(m.sub(magnitude, head), m.add(magnitude, head));
  const k = binaryExponent(m, m.sub(square, rest));
  const high = reducedHigh(m, square, k);
  const u = m.add(high, expm1Tail(m, high, m.add(reducedLow(m, k), rest)));
  const factor = twoOverRootPi[is32 ? "float32" : "float64"];
  const leading = m.constant(factor.high);
  return scale(m, m.add(leading, m.add(m.mul(leading, u), m.constant(factor.low))), k);
};
