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

/** The error function near 0. */
export function erfNear<V, M>(m: Lane<V, M>, x: V): V {
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
  return m.select(m.lt(magnitude, m.constant(MEETING)), erfNear(m, x), m.copysign(outer, x));
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
 * C of e^(x^2) erfc(x) = C((x - 3) / (x + 3)) / (1/2 + x) for x >= 0: an interpolation at Chebyshev's points with 50 digits, and for
 * float32 an expansion in his polynomials, 2^-57 and 2^-28. The form: M. Shepherd, J. Laframboise, Math. Comp. 36 (1981), 249.
 */
const C64: readonly number[] = [
  0.6265040291348648, -0.0678105530622906, -0.02378114717672456, 0.06482257935138158, -0.05963683170769489,
  0.034154013671946565, -0.011885257458553993, 0.0012646959086853248, 0.0009443451721947271,
  -0.00038991614156301936, -5.2579858060880743e-5, 6.254970466653312e-5, 2.474592091138033e-6,
  -1.005037951890443e-5, -3.653992970347862e-7, 1.7364215072975777e-6, 1.7785706671697957e-7,
  -3.0864858198546697e-7, -7.021386363835974e-8, 5.1260799273669116e-8, 2.0515837361438217e-8,
  -6.8723186358073055e-9, -4.102643608774431e-9, 5.717691359971212e-10, 4.1866199009567823e-10,
  -1.2604423279566171e-11,
];
const C32: readonly number[] = [
  0.626504, -0.067810535, -0.023781147, 0.0648220554, -0.0596368462, 0.0341582857, -0.0118851671,
  0.00124955841, 0.000944056432, -0.000363226834, -5.20653557e-5, 3.86551219e-5, 1.93092455e-6,
];

/**
 * N of e^(x^2/2) Q(x) = N((x - c) / (x + c)) / (1 + x) for x >= 0, where Q(x) is the probability that a standard normal number is
 * beyond x: found in the same way, 2^-60 and 2^-29. For c it converges best.
 */
const N64: readonly number[] = [
  0.46151582985003775, -0.09155228183400893, 0.031030368425962844, 0.010002352385218169, -0.02640104296626704,
  0.024536963244023977, -0.015170415403285136, 0.006522000662851702, -0.0016760723371271953,
  7.791636859943436e-6, 0.0001823341028652302, -5.3607776185922885e-5, -9.89594540430633e-6,
  9.060454824802869e-6, -7.070806925560122e-8, -1.308816747382997e-6, 1.2845077470793602e-7,
  1.982898587868785e-7, -2.688493832599391e-8, -3.292828921044043e-8, 4.024418974135144e-9,
  5.643277119252282e-9, -4.3346022158581036e-10, -8.332241825792283e-10, 2.5208288739575455e-11,
  7.225746688000291e-11,
];
const N32: readonly number[] = [
  0.4720532, -0.09670347, 0.013999639, 0.028600164, -0.03219796, 0.017937718, -0.0050013717, -0.0002913194,
  0.0006913216, -8.4502295e-5, -8.1493956e-5, 1.2549785e-5, 7.7997365e-6,
];

/** e^(x^2/2) times the probability beyond x, for x >= 0 that is not infinite. */
export function scaledNormalTail<V, M>(m: Lane<V, M>, x: V): V {
  const is32 = m.dtype === "float32";
  const center = m.constant(is32 ? 4 : 5);
  const q = m.div(m.sub(x, center), m.add(x, center));
  return m.div(polynomial(m, q, is32 ? N32 : N64), m.add(x, m.constant(1)));
}

/** e^(x^2) erfc(x) for x >= 0 that is not infinite. DLMF 7.2.3. */
export function scaledComplement<V, M>(m: Lane<V, M>, x: V): V {
  const three = m.constant(3);
  const q = m.div(m.sub(x, three), m.add(x, three));
  return m.div(polynomial(m, q, m.dtype === "float32" ? C32 : C64), m.add(x, m.constant(0.5)));
}

/** Whether x is so near 0 that 1 - erf(x) loses nothing. */
export function isNearZero<V, M>(m: Lane<V, M>, x: V): M {
  return m.lt(m.abs(x), m.constant(0.5));
}

/** 1 - erf(x), exact also where erf is 1. DLMF 7.2.2. */
export const erfc: LaneFunction = (m, x) => {
  const magnitude = atMost(m, m.abs(x), m.dtype === "float32" ? 11 : 28);
  const { k, u } = bell(m, magnitude, false);
  const complement = scaledComplement(m, magnitude);
  const tail = scale(m, m.add(complement, m.mul(complement, u)), k);
  const far = m.select(m.lt(x, m.constant(0)), m.sub(m.constant(2), tail), tail);
  return m.select(isNearZero(m, x), m.sub(m.constant(1), erfNear(m, x)), far);
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
  return { ...bell(m, x, true), share: scaledNormalTail(m, x) };
}

/** For x near 0, {@link normalCdf} - 1/2. */
function normalMiddle<V, M>(m: Lane<V, M>, x: V): V {
  return m.mul(m.constant(0.5), erfNear(m, m.mul(x, m.constant(Math.SQRT1_2))));
}

/** The probability that a standard normal number is beyond x, for x >= 0. */
export function normalComplement<V, M>(m: Lane<V, M>, x: V): V {
  const { k, u, share } = normalTail(m, atMost(m, x, normalEnd(m)));
  return scale(m, m.add(share, m.mul(share, u)), k);
}

/** Distribution function of the standard normal distribution, erfc(-x/sqrt(2))/2. */
export const normalCdf: LaneFunction = (m, x) => {
  const tail = normalComplement(m, m.abs(x));
  const far = m.select(m.gt(x, m.constant(0)), m.sub(m.constant(1), tail), tail);
  return m.select(isNearZero(m, x), m.add(m.constant(0.5), normalMiddle(m, x)), far);
};

/** x times {@link normalCdf}; the product is made before the power of two, so that it has all digits where that is subnormal. */
export const gelu: LaneFunction = (m, x) => {
  const zero = m.constant(0);
  const magnitude = atMost(m, m.abs(x), normalEnd(m));
  const { k, u, share } = normalTail(m, magnitude);
  const product = m.mul(magnitude, share);
  const tail = scale(m, m.add(product, m.mul(product, u)), k);
  const far = m.sub(m.select(m.gt(x, zero), x, m.copysign(zero, x)), tail);
  return m.select(isNearZero(m, x), m.mul(x, m.add(m.constant(0.5), normalMiddle(m, x))), far);
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
  return m.select(isNearZero(m, x), m.add(half, m.add(normalMiddle(m, x), product)), far);
};
