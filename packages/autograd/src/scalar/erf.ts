import { atMost, binaryExponent, expm1Tail, reducedHigh, reducedLow, scale } from "./exp.ts";
import type { Lane, LaneFunction } from "./lane.ts";
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

/** Near 0. */
function inner<V, M>(m: Lane<V, M>, x: V): V {
  return m.add(x, m.mul(x, polynomial(m, m.mul(x, x), m.dtype === "float32" ? A32 : A64)));
}

/** Error function, 2/sqrt(pi) times the integral of e^(-t^2) from 0 to x. DLMF 7.2.1. */
export const erf: LaneFunction = (m, x) => {
  const is32 = m.dtype === "float32";
  const magnitude = m.abs(x);
  const bounded = atMost(m, magnitude, is32 ? 4 : 6);
  const exponent = m.neg(polynomial(m, bounded, is32 ? B32 : B64));
  const k = binaryExponent(m, exponent);
  const high = reducedHigh(m, exponent, k);
  const u = m.add(high, expm1Tail(m, high, reducedLow(m, k)));
  const power = m.pow2(k);
  const outer = m.sub(m.sub(m.constant(1), power), m.mul(power, u));
  return m.select(m.lt(magnitude, m.constant(MEETING)), inner(m, x), m.copysign(outer, x));
};

/** e^(-x^2) or, if `isHalf`, e^(-x^2/2) as 2^k (1 + u). */
interface Bell<V> {
  readonly k: V;
  readonly u: V;
}

/**
 * For x >= 0 that is not much larger than where the result is 0. A rounding of x^2 would be one of the result times x^2, which
 * is 700 before e^(-x^2) vanishes. So x^2 = h^2 + (x - h)(x + h) with an h of so few digits that h^2 is exact, and the rest
 * joins what the reduction of the exponent carries along.
 */
function bell<V, M>(m: Lane<V, M>, x: V, isHalf: boolean): Bell<V> {
  const shared = (square: V): V => (isHalf ? m.mul(square, m.constant(0.5)) : square);
  const head = m.upper(x);
  const square = m.neg(shared(m.mul(head, head)));
  const rest = shared(m.mul(m.sub(x, head), m.add(x, head)));
  const k = binaryExponent(m, m.sub(square, rest));
  const high = reducedHigh(m, square, k);
  return { k, u: m.add(high, expm1Tail(m, high, m.add(reducedLow(m, k), rest))) };
}

/** A constant as a sum of two numbers of the dtype. */
interface Split {
  readonly float64: { readonly high: number; readonly low: number };
  readonly float32: { readonly high: number; readonly low: number };
}

/** factor (1 + u) 2^k. */
function scaledBell<V, M>(m: Lane<V, M>, { k, u }: Bell<V>, factor: Split): V {
  const { high, low } = factor[m.dtype === "float32" ? "float32" : "float64"];
  const leading = m.constant(high);
  return scale(m, m.add(leading, m.add(m.mul(leading, u), m.constant(low))), k);
}

/** 2/sqrt(pi), from its digits (OEIS A190732). */
const twoOverRootPi: Split = {
  float64: { high: 1.1283791670955126, low: 1.533545961316588e-17 },
  float32: { high: 1.1283792, low: -5.863538e-8 },
};

/** Derivative of {@link erf}, 2/sqrt(pi) e^(-x^2). DLMF 7.10.1. */
export const erfSlope: LaneFunction = (m, x) => {
  const magnitude = atMost(m, m.abs(x), m.dtype === "float32" ? 11 : 28);
  return scaledBell(m, bell(m, magnitude, false), twoOverRootPi);
};

/**
 * C of e^(x^2) erfc(x) = C((x - 3) / (x + 3)) / (1/2 + x) for x >= 0: its expansion in Chebyshev's polynomials, cut where the
 * terms end to matter, 2^-53.9 and 2^-28. The form: M. Shepherd, J. Laframboise, Math. Comp. 36 (1981), 249.
 */
const C64: readonly number[] = [
  0.6265040291348648, -0.06781055306229058, -0.0237811471767246, 0.0648225793513797, -0.05963683170769319,
  0.03415401367200495, -0.01188525745858567, 0.0012646959078469848, 0.0009443451724995859,
  -0.0003899161348271653, -5.2579859792240326e-5, 6.254967122918645e-5, 2.4745983249841725e-6,
  -1.0050271134262806e-5, -3.654140734391807e-7, 1.736185472488584e-6, 1.7788043342040298e-7,
  -3.083005730199363e-7, -7.023827157714231e-8, 5.091810301921368e-8, 2.0532006833970177e-8,
  -6.6564598305193435e-9, -4.108797529355727e-9, 4.931266755172794e-10, 4.1968674293454387e-10,
];
const C32: readonly number[] = [
  0.626504, -0.067810535, -0.023781147, 0.0648220554, -0.0596368462, 0.0341582857, -0.0118851671,
  0.00124955841, 0.000944056432, -0.000363226834, -5.20653557e-5, 3.86551219e-5, 1.93092455e-6,
];

/** e^(x^2) erfc(x) for x >= 0 that is not infinite. DLMF 7.2.3. */
function scaledComplement<V, M>(m: Lane<V, M>, x: V): V {
  const three = m.constant(3);
  const q = m.div(m.sub(x, three), m.add(x, three));
  return m.div(polynomial(m, q, m.dtype === "float32" ? C32 : C64), m.add(x, m.constant(0.5)));
}

/** Whether x is so near 0 that 1 - erf(x) loses nothing. */
function isNear<V, M>(m: Lane<V, M>, x: V): M {
  return m.lt(m.abs(x), m.constant(0.5));
}

/** 1 - erf(x), exact also where erf is 1. DLMF 7.2.2. */
export const erfc: LaneFunction = (m, x) => {
  const magnitude = atMost(m, m.abs(x), m.dtype === "float32" ? 11 : 28);
  const { k, u } = bell(m, magnitude, false);
  const complement = scaledComplement(m, magnitude);
  const tail = scale(m, m.add(complement, m.mul(complement, u)), k);
  const far = m.select(m.lt(x, m.constant(0)), m.sub(m.constant(2), tail), tail);
  return m.select(isNear(m, x), m.sub(m.constant(1), inner(m, x)), far);
};

/** 1/sqrt(2 pi), from its digits (OEIS A231863). */
const normalFactor: Split = {
  float64: { high: 0.3989422804014327, low: -2.49232720227773e-17 },
  float32: { high: 0.3989423, low: -1.1335170135851058e-8 },
};

/** Where e^(-x^2/2) is 0. */
function normalEnd<V, M>(m: Lane<V, M>): number {
  return m.dtype === "float32" ? 16 : 40;
}

/** Density of the standard normal distribution, 1/sqrt(2 pi) e^(-x^2/2). DLMF 7.18. */
export const normalDensity: LaneFunction = (m, x) =>
  scaledBell(m, bell(m, atMost(m, m.abs(x), normalEnd(m)), true), normalFactor);

/** For x >= 0 the probability beyond x as 2^k (1 + u) share. */
function normalTail<V, M>(m: Lane<V, M>, x: V): Bell<V> & { readonly share: V } {
  const complement = scaledComplement(m, m.mul(x, m.constant(Math.SQRT1_2)));
  return { ...bell(m, x, true), share: m.mul(m.constant(0.5), complement) };
}

/** For x near 0, {@link normalCdf} - 1/2. */
function normalMiddle<V, M>(m: Lane<V, M>, x: V): V {
  return m.mul(m.constant(0.5), inner(m, m.mul(x, m.constant(Math.SQRT1_2))));
}

/** Distribution function of the standard normal distribution, erfc(-x/sqrt(2))/2. */
export const normalCdf: LaneFunction = (m, x) => {
  const { k, u, share } = normalTail(m, atMost(m, m.abs(x), normalEnd(m)));
  const tail = scale(m, m.add(share, m.mul(share, u)), k);
  const far = m.select(m.gt(x, m.constant(0)), m.sub(m.constant(1), tail), tail);
  return m.select(isNear(m, x), m.add(m.constant(0.5), normalMiddle(m, x)), far);
};

/** x times {@link normalCdf}; the product is made before the power of two, so that it has all digits where that is subnormal. */
export const gelu: LaneFunction = (m, x) => {
  const zero = m.constant(0);
  const magnitude = atMost(m, m.abs(x), normalEnd(m));
  const { k, u, share } = normalTail(m, magnitude);
  const product = m.mul(magnitude, share);
  const tail = scale(m, m.add(product, m.mul(product, u)), k);
  const far = m.sub(m.select(m.gt(x, zero), x, m.copysign(zero, x)), tail);
  return m.select(isNear(m, x), m.mul(x, m.add(m.constant(0.5), normalMiddle(m, x))), far);
};

/** Derivative of {@link gelu}, normalCdf(x) + x normalDensity(x): 1 minus the one at -x. */
export const geluSlope: LaneFunction = (m, x) => {
  const half = m.constant(0.5);
  const magnitude = atMost(m, m.abs(x), normalEnd(m));
  const { k, u, share } = normalTail(m, magnitude);
  const density = m.constant(normalFactor[m.dtype === "float32" ? "float32" : "float64"].high);
  const difference = m.sub(share, m.mul(magnitude, density));
  const tail = scale(m, m.add(difference, m.mul(difference, u)), k);
  const far = m.select(m.gt(x, m.constant(0)), m.sub(m.constant(1), tail), tail);
  const product = m.mul(x, scale(m, m.add(density, m.mul(density, u)), k));
  return m.select(isNear(m, x), m.add(half, m.add(normalMiddle(m, x), product)), far);
};
