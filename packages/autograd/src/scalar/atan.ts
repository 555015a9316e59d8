import type { Lane, LaneFunction, LaneFunction2 } from "./lane.ts";
import { polynomial } from "./polynomial.ts";

/** p of arctan(u) = u + u^3 p(u^2), |u| <= tan(pi/8): at Chebyshev's points, with 50 digits, to 7e-18 and 2e-9. */
const P64: readonly number[] = [
  -0.3333333333333333, 0.19999999999995519, -0.14285714284666184, 0.11111111015227572, -0.09090904576954117,
  0.07692183163650894, -0.06664511064599371, 0.05858145587628202, -0.050854323376990765, 0.0392311556198723,
  -0.01917627151752634,
];
const P32: readonly number[] = [-0.33333334, 0.19999978, -0.1428415, 0.11071361, -0.08624644, 0.05048055];

/** pi/4 = high + low (OEIS A003881); the multiples that are needed are exact, but for the triple, which is rounded. */
const QUARTER = {
  float64: {
    high: 0.7853981633974483,
    low: 3.061616997868383e-17,
    triple: 2.356194490192345,
    rest: 9.184850993605148e-17,
  },
  float32: { high: 0.7853982, low: -2.1855694e-8, triple: 2.3561945, rest: -5.9624403e-9 },
} as const;

/** tan(pi/8), where the next multiple of pi/4 is the nearer one. */
const EIGHTH = 0.41421356237309503;

/**
 * The angle of a point with coordinates across >= 0 and up >= 0, not both 0 or infinite, from the axis; or, if `isBehind`, from the
 * other end of that axis. It is the nearest multiple of pi/4 plus or minus arctan(u), |u| <= tan(pi/8).
 */
export function angle<V, M>(m: Lane<V, M>, up: V, across: V, isBehind: M): V {
  const eighth = m.constant(EIGHTH);
  const isLow = m.le(up, m.mul(across, eighth));
  const isHigh = m.le(across, m.mul(up, eighth));
  const top = m.select(isLow, up, m.select(isHigh, m.neg(across), m.sub(up, across)));
  const bottom = m.select(isLow, across, m.select(isHigh, up, m.add(up, across)));
  const u = m.div(top, bottom);
  const square = m.mul(u, u);
  const part = m.add(u, m.mul(m.mul(u, square), polynomial(m, square, m.dtype === "float32" ? P32 : P64)));

  const { high, low, triple, rest } = QUARTER[m.dtype === "float32" ? "float32" : "float64"];
  const ofThree = (least: number, middle: number, most: number): V =>
    m.select(isLow, m.constant(least), m.select(isHigh, m.constant(most), m.constant(middle)));
  const ahead = m.add(ofThree(0, high, 2 * high), m.add(ofThree(0, low, 2 * low), part));
  const behind = m.add(ofThree(4 * high, triple, 2 * high), m.sub(ofThree(4 * low, rest, 2 * low), part));
  return m.select(isBehind, behind, ahead);
}

/** Arctangent. DLMF 4.23. */
export const atan: LaneFunction = (m, x) => {
  const one = m.constant(1);
  return m.copysign(angle(m, m.abs(x), one, m.lt(one, m.constant(0))), x);
};

/**
 * The angle of the point (x, y), from -pi to pi, of C's `atan2`: zeros have signs, and infinities directions. A sum of two numbers
 * must not overflow, and no digit of a ratio of tiny ones be lost, so that both are scaled first.
 */
export const atan2: LaneFunction2 = (m, y, x) => {
  const zero = m.constant(0);
  const [up, across] = [m.abs(y), m.abs(x)];
  const large = m.constant(m.dtype === "float32" ? 2 ** 126 : 2 ** 1022);
  const scale = m.select(m.gt(m.max(up, across), large), m.constant(0.25), m.constant(1));
  const isDiagonal = m.eq(up, across);
  // (0, 0) lies on the axis, (∞, ∞) in the middle between two.
  const isZero = m.and(isDiagonal, m.eq(up, zero));
  const one = m.constant(1);
  const a = m.select(isDiagonal, m.select(isZero, zero, one), m.mul(up, scale));
  const b = m.select(isDiagonal, one, m.mul(across, scale));
  const isBehind = m.lt(m.copysign(one, x), zero);
  const found = m.copysign(angle(m, a, b, isBehind), y);
  // A NaN in x was lost where only its sign counts.
  return m.select(m.eq(x, x), found, x);
};
