import type { Lane, LaneFunction } from "./lane.ts";
import { ln2High, ln2Low } from "./ln2.ts";
import { polynomial } from "./polynomial.ts";

/** What e^x needs to know about a dtype. */
interface Exponential {
  /** q of e^r = 1 + r + r^2 q(r) for |r| <= ln(2)/2. */
  readonly q: readonly number[];
  /** Beyond these e^x is 0 and infinite. */
  readonly underflow: number;
  readonly overflow: number;
  /** Beyond these 2^x is. */
  readonly leastPower: number;
  readonly largestPower: number;
}

/** q: minimax in relative error of e^r, 4.9e-18, found with Sollya's `fpminimax`. */
const float64: Exponential = {
  q: [
    0.5000000000000013, 0.166666666666667, 0.04166666666651125, 0.008333333333307194, 0.0013888888948009979,
    0.00019841269917439126, 2.480148897704107e-5, 2.7557216229373593e-6, 2.76316094602066e-7,
    2.5117889155364257e-8,
  ],
  underflow: -746,
  overflow: 710,
  leastPower: -1076,
  largestPower: 1024,
};

/** q: minimax in relative error of e^r, 4.2e-9 (Sollya). */
const float32: Exponential = {
  q: [0.49999997, 0.16666518, 0.04166715, 0.008368968, 0.0013897952],
  underflow: -104,
  overflow: 89,
  leastPower: -151,
  largestPower: 128,
};

function constants<V, M>(m: Lane<V, M>): Exponential {
  return m.dtype === "float32" ? float32 : float64;
}

const LOG2_E: number = Math.LOG2E;

/** The integer k nearest to x / ln 2, which leaves x = k ln 2 + r with |r| <= ln(2)/2. */
export function binaryExponent<V, M>(m: Lane<V, M>, x: V): V {
  return m.nearest(m.mul(x, m.constant(LOG2_E)));
}

/** The leading part of r = x - k ln 2, exact: x without k times the leading bits of ln 2. */
export function reducedHigh<V, M>(m: Lane<V, M>, x: V, k: V): V {
  return m.sub(x, m.mul(k, ln2High(m)));
}

/** What is still to be subtracted from {@link reducedHigh}. */
export function reducedLow<V, M>(m: Lane<V, M>, k: V): V {
  return m.mul(k, ln2Low(m));
}

/**
 * The rest of e^r - 1 = high + tail for r = high - low. The reduction's rounding error is not left in r but
 * carried into the tail, which keeps e^x below one unit in the last place (Cody and Waite 1980; fdlibm).
 */
export function expm1Tail<V, M>(m: Lane<V, M>, high: V, low: V): V {
  const r = m.sub(high, low);
  return m.sub(m.mul(m.mul(r, r), polynomial(m, r, constants(m).q)), low);
}

/** `value` times 2^k in two steps, so that it may overflow, or underflow gradually with a single rounding. */
export function scale<V, M>(m: Lane<V, M>, value: V, k: V): V {
  const half = m.nearest(m.mul(k, m.constant(0.5)));
  return m.mul(m.mul(value, m.pow2(half)), m.pow2(m.sub(k, half)));
}

/** `x`, but `limit` where it is larger; NaN stays. Cheaper in SIMD than `min`, which must order zeros. */
export function atMost<V, M>(m: Lane<V, M>, x: V, limit: number): V {
  const bound = m.constant(limit);
  return m.select(m.lt(bound, x), bound, x);
}

/** `x`, but `limit` where it is smaller; NaN stays. */
export function atLeast<V, M>(m: Lane<V, M>, x: V, limit: number): V {
  const bound = m.constant(limit);
  return m.select(m.lt(x, bound), bound, x);
}

/** e^x for an x where neither this nor 2^k in steps leaves the exponent range by far. */
function expInside<V, M>(m: Lane<V, M>, x: V): V {
  const k = binaryExponent(m, x);
  const high = reducedHigh(m, x, k);
  return scale(m, m.add(m.constant(1), m.add(high, expm1Tail(m, high, reducedLow(m, k)))), k);
}

/** e^x for x <= 0, with one bound fewer to watch. */
export function expNegative<V, M>(m: Lane<V, M>, x: V): V {
  return expInside(m, atLeast(m, x, constants(m).underflow));
}

/** e^x. DLMF 4.2.19. Reduction by powers of two (Cody and Waite) and a minimax polynomial. */
export const exp: LaneFunction = (m, x) => {
  const c = constants(m);
  return expInside(m, atLeast(m, atMost(m, x, c.overflow), c.underflow));
};

/** 2^x. DLMF 4.2.26. The nearest integer and what is left of x, which is exact; integers give powers of two. */
export const exp2: LaneFunction = (m, x) => {
  const c = constants(m);
  const inside = atLeast(m, atMost(m, x, c.largestPower), c.leastPower);
  const k = m.nearest(inside);
  const r = m.mul(m.sub(inside, k), m.constant(Math.LN2));
  const tail = m.mul(m.mul(r, r), polynomial(m, r, c.q));
  return scale(m, m.add(m.constant(1), m.add(r, tail)), k);
};

/**
 * e^x - 1, accurate near 0. DLMF 4.2. With e^x = 2^k (1 + u) and k = i + j it is 2^j ((2^i - 2^-j) + 2^i u),
 * where the difference of powers is exact as long as it matters.
 */
export const expm1: LaneFunction = (m, x) => {
  const c = constants(m);
  const inside = atLeast(m, atMost(m, x, c.overflow), -50);
  const k = binaryExponent(m, inside);
  const high = reducedHigh(m, inside, k);
  const u = m.add(high, expm1Tail(m, high, reducedLow(m, k)));
  const i = m.nearest(m.mul(k, m.constant(0.5)));
  const j = m.sub(k, i);
  const first = m.pow2(i);
  const sum = m.add(m.sub(first, m.pow2(m.neg(j))), m.mul(first, u));
  return m.copysign(m.mul(sum, m.pow2(j)), x);
};
