import { fromInteger, sineShare } from "./half-turns.ts";
import type { Lane, LaneFunction } from "./lane.ts";
import { log } from "./log.ts";
import { longLog } from "./long-log.ts";
import { polynomial } from "./polynomial.ts";

/** ln Γ(2 + z) = z (1 + z) S(z) for -3/4 <= z <= 1/2: interpolations at Chebyshev's points with 60 digits, 2^-59 and 2^-30. */
const S64: readonly number[] = [
  0.42278433509846713, -0.1003173016743539, 0.03296500062115591, -0.012384192193375141, 0.004998641164687265,
  -0.002108130833714557, 0.0009153769227489965, -0.0004057074043165588, 0.0001825526257081363,
  -8.309502326464133e-5, 3.816910153624231e-5, -1.7662571809558736e-5, 8.220127716077656e-6,
  -3.8428783485832185e-6, 1.8204325469227228e-6, -8.640253248179626e-7, 3.596599104693392e-7,
  -1.8743215692544474e-7, 1.7690678560394394e-7, -5.0733242884582366e-9, -4.703460033773607e-8,
  -7.006818703178317e-8,
];
const S32: readonly number[] = [
  0.42278433, -0.1003173, 0.03296503, -0.01238434, 0.0049978034, -0.0021061737, 0.0009237083, -0.00041430083,
  0.00014660611, -7.596545e-5, 9.682641e-5,
];

/** (1 + z) S(z), which is ln Γ(2 + z) / z, for those who subtract such series on paper. */
export function seriesAboveTwo(dtype: "float64" | "float32"): readonly number[] {
  const c = dtype === "float32" ? S32 : S64;
  return [...c, 0].map((each, k) => each + (c[k - 1] ?? 0));
}

/**
 * W of Stirling's ln Γ(x) = (x - 1/2) (ln x - 1) + C + W(1 / x^2) / x for x >= 5/2, found in the same way: 2^-58 and 2^-28 of
 * the result. Its first coefficients are those of the series that it stands for, DLMF 5.11.1.
 */
const W64: readonly number[] = [
  0.08333333333333333, -0.0027777777777693072, 0.000793650790142904, -0.0005952375135520769,
  0.0008416995179118486, -0.0019147451477015194, 0.006309103536112234, -0.02692131299823508,
  0.12798862176272194, -0.5761891073390012, 2.1363625445446437, -5.775768193222592, 9.831640759734448,
  -7.799039484906417,
];
const W32: readonly number[] = [0.08333333, -0.0027772828, 0.00077741203, -0.00041150514];

/** (ln(2 pi) - 1) / 2, from the digits of OEIS A075700. */
const C = 0.41893853320467273;

/** What Stirling's formula leaves of ln Γ(x), as above: ln Γ(x) - (x - 1/2) ln x + x - ½ ln 2π for x >= 5/2. */
export function stirlingTail<V, M>(m: Lane<V, M>, x: V): V {
  const inverse = m.div(m.constant(1), x);
  return m.mul(inverse, polynomial(m, m.mul(inverse, inverse), m.dtype === "float32" ? W32 : W64));
}

/** ln Γ(x) from Stirling's series, by what the logarithm and 1 / x are. The product that may be large is exact but for its last part. */
function stirling<V, M>(m: Lane<V, M>, x: V, high: V, low: V): V {
  const one = m.constant(1);
  const inverse = m.div(one, x);
  const w = polynomial(m, m.mul(inverse, inverse), m.dtype === "float32" ? W32 : W64);
  const factor = m.sub(x, m.constant(0.5));
  const factorHigh = m.upper(factor);
  const less = m.sub(high, one);
  const rest = m.add(m.mul(m.sub(factor, factorHigh), less), m.mul(factor, low));
  return m.add(m.mul(factorHigh, less), m.add(rest, m.add(m.constant(C), m.mul(w, inverse))));
}

/**
 * ln |Γ(x)|. DLMF 5.4.1. Infinite at 0, at negative integers and at both ends. Around 1 and 2, where it is 0, from what is around 2:
 * ln Γ(x) = ln Γ(x + 1) - ln x. Below -1/2 by reflection, DLMF 5.5.3: near zeros there it has the digits of the largest term.
 */
export const lgamma: LaneFunction = (m, x) => {
  const zero = m.constant(0);
  const one = m.constant(1);
  const size = m.abs(x);
  const isTiny = m.lt(size, m.constant(0.5));
  const isLess = m.lt(size, m.constant(1.25));
  const isNear = m.lt(size, m.constant(2.5));

  const next = m.select(isTiny, m.add(one, x), m.select(isLess, size, m.sub(size, one)));
  const z = m.select(isTiny, x, m.sub(next, one));
  const middle = m.mul(m.mul(z, next), polynomial(m, z, m.dtype === "float32" ? S32 : S64));
  const shift = m.select(isLess, size, m.select(isNear, one, size));
  const { high, low } = longLog(m, m.select(isTiny, m.mul(size, next), shift));
  const near = m.sub(m.sub(middle, low), high);
  const value = m.select(isNear, near, stirling(m, size, high, low));

  const d = fromInteger(m, size);
  const sine = m.abs(m.mul(d, sineShare(m, d)));
  const reflected = m.sub(log(m, m.div(one, m.mul(size, sine))), value);
  const result = m.select(m.gt(x, m.constant(-0.5)), value, reflected);
  const isPole = m.and(m.le(x, zero), m.eq(m.nearest(x), x));
  const isInfinite = m.or(isPole, m.eq(size, m.constant(Infinity)));
  return m.select(isInfinite, m.constant(Infinity), result);
};
