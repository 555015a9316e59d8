import type { Lane, LaneFunction } from "./lane.ts";
import { polynomial } from "./polynomial.ts";

/** What a dtype needs for sines and cosines. */
interface Circle {
  /** pi/2 as a sum. All but the last are short: exact times the quadrant number within `bound`. */
  readonly halfPi: readonly [number, number, number, number?];
  /** The angle in magnitude up to which the sum is long enough, also next to multiples of pi/2. */
  readonly bound: number;
  /** sin r = r + r^3 S(r^2) and cos r = 1 - r^2/2 + r^4 C(r^2) for |r| <= pi/4. */
  readonly s: readonly number[];
  readonly c: readonly number[];
  /** r cot r = 1 - r^2 T(r^2) for |r| <= pi/4. */
  readonly t: readonly number[];
}

/**
 * pi/2 in 38 + 38 + 53 bits, to 2^-132. S, C, T: minimax, 2^-57.9, 2^-63.7, 2^-57.1 (Sollya's `fpminimax`).
 */
const float64: Circle = {
  halfPi: [1.5707963267923333, 2.5633441515971907e-12, -2.6718907338610155e-24],
  bound: 2 ** 15 * 1.57,
  s: [
    -0.16666666666666632, 0.00833333333332249, -0.0001984126982985706, 2.7557313706451268e-6,
    -2.505076011030587e-8, 1.5896899200931853e-10,
  ],
  c: [
    0.0416666666666666, -0.0013888888888874478, 2.4801587289675145e-5, -2.755731440209861e-7,
    2.0875729414618923e-9, -1.1359940151140252e-11,
  ],
  t: [
    0.3333333333333344, 0.022222222222152112, 0.00211640211795568, 0.00021164019476241328,
    2.13779027415081e-5, 2.1640214380811076e-6, 2.201262482486043e-7, 2.1045885812081044e-8,
    3.095987723133376e-9,
  ],
};

/** pi/2 in three times 14 and 24 bits, to 2^-76. S, C, T: minimax, 2^-27.9, 2^-32.9, 2^-27.2. */
const float32: Circle = {
  halfPi: [1.57080078125, -4.454515874385834e-6, 6.077272018956137e-11, -1.7151245100058819e-15],
  bound: 2 ** 10 * 1.57,
  s: [-0.16666655, 0.008332192, -0.00019518787],
  c: [0.041666646, -0.0013887314, 2.4433171e-5],
  t: [0.33333308, 0.022226231, 0.0020971699, 0.00024741344],
};

function circle<V, M>(m: Lane<V, M>): Circle {
  return m.dtype === "float32" ? float32 : float64;
}

/** The number of quarter turns next to x. */
function quarterTurns<V, M>(m: Lane<V, M>, x: V): V {
  return m.nearest(m.mul(x, m.constant(2 / Math.PI)));
}

/**
 * An angle within an eighth of a turn, as a sum of two. A lane's values are pure, so this costs nothing
 * there.
 */
interface Angle<V> {
  readonly high: V;
  readonly low: V;
}

/**
 * x - k pi/2 (Cody and Waite 1980). The first product and difference are exact; what a further difference
 * rounds away is recovered exactly (Dekker's Fast2Sum, 1971) and kept, so that nothing is lost by
 * cancellation.
 */
function reduced<V, M>(m: Lane<V, M>, x: V, k: V): Angle<V> {
  const parts = circle(m).halfPi;
  const first = m.sub(x, m.mul(k, m.constant(parts[0])));
  const product = m.mul(k, m.constant(parts[1]));
  const second = m.sub(first, product);
  const lost = m.sub(m.sub(first, second), product);
  const further = m.mul(k, m.constant(parts[2]));
  const fourth = parts[3];
  if (fourth === undefined) return sumOf(m, second, m.sub(lost, further));

  const third = m.sub(second, further);
  const lostToo = m.sub(m.sub(second, third), further);
  return sumOf(m, third, m.sub(m.add(lost, lostToo), m.mul(k, m.constant(fourth))));
}

/** a + b for |a| >= |b|, and what it rounds away. */
function sumOf<V, M>(m: Lane<V, M>, a: V, b: V): Angle<V> {
  const high = m.add(a, b);
  return { high, low: m.add(m.sub(a, high), b) };
}

function sinReduced<V, M>(m: Lane<V, M>, r: Angle<V>, z: V): V {
  const cubic = m.mul(m.mul(r.high, z), polynomial(m, z, circle(m).s));
  return m.add(r.high, m.add(cubic, r.low));
}

/** The rounding of 1 - z/2 is exact (Fast2Sum) and added back (fdlibm's k_cos.c). */
function cosReduced<V, M>(m: Lane<V, M>, r: Angle<V>, z: V): V {
  const one = m.constant(1);
  const half = m.mul(z, m.constant(0.5));
  const leading = m.sub(one, half);
  const lost = m.sub(m.sub(one, leading), half);
  const quartic = m.mul(m.mul(z, z), polynomial(m, z, circle(m).c));
  return m.add(leading, m.add(lost, m.sub(quartic, m.mul(r.high, r.low))));
}

/** Whether an integer-valued k is odd, given half of it. */
function isOdd<V, M>(m: Lane<V, M>, half: V): M {
  return m.ne(m.floor(half), half);
}

function tooFar<V, M>(m: Lane<V, M>, x: V): M {
  return m.gt(m.abs(x), m.constant(circle(m).bound));
}

/** sin(x + turns pi/2), by the quadrant that x falls into. */
function wave<V, M>(m: Lane<V, M>, x: V, turns: number): V {
  const k = quarterTurns(m, x);
  const r = reduced(m, x, k);
  const z = m.mul(r.high, r.high);
  const half = m.constant(0.5);
  const halfTurns = m.mul(turns === 0 ? k : m.add(k, m.constant(turns)), half);
  const value = m.select(isOdd(m, halfTurns), cosReduced(m, r, z), sinReduced(m, r, z));
  return m.select(isOdd(m, m.mul(m.floor(halfTurns), half)), m.neg(value), value);
}

/** Sine. DLMF 4.14.1. NaN at infinities; sin(-0) = -0. */
export const sin: LaneFunction = (m, x) => {
  const value = m.select(m.eq(x, m.constant(0)), x, wave(m, x, 0));
  return m.rare(tooFar(m, x), "sin", x, value);
};

/** Cosine. DLMF 4.14.2. NaN at infinities. */
export const cos: LaneFunction = (m, x) => m.rare(tooFar(m, x), "cos", x, wave(m, x, 1));

/**
 * Tangent. DLMF 4.14.4. NaN at infinities; tan(-0) = -0. No float64 or float32 is a pole.
 *
 * With w = r^2 T(r^2), tan r = r / (1 - w) = r + r w / (1 - w), and a quarter turn on it is -1 / tan r = -(1
 * - w) / r: one polynomial and one division. The low part of the angle enters by the derivatives 1 + tan^2,
 * here 1 + r^2, and 1 / r^2, here the quotient's square.
 */
export const tan: LaneFunction = (m, x) => {
  const zero = m.constant(0);
  const one = m.constant(1);
  const k = quarterTurns(m, x);
  const r = reduced(m, x, k);
  const z = m.mul(r.high, r.high);
  const w = m.mul(z, polynomial(m, z, circle(m).t));
  const complement = m.sub(one, w);
  const odd = isOdd(m, m.mul(k, m.constant(0.5)));
  const above = m.select(odd, m.neg(complement), m.mul(r.high, w));
  const quotient = m.div(above, m.select(odd, r.high, complement));
  const slope = m.select(odd, m.mul(quotient, quotient), m.add(one, z));
  const small = m.add(quotient, m.mul(r.low, slope));
  const value = m.add(m.select(odd, zero, r.high), small);
  return m.rare(tooFar(m, x), "tan", x, m.select(m.eq(x, zero), x, value));
};
