import { erfNear, isNearZero, scaledComplement } from "./erf.ts";
import { atMost, binaryExponent, expm1Tail, reducedHigh, reducedLow, scale } from "./exp.ts";
import type { Lane, LaneFunction } from "./lane.ts";
import { polynomial } from "./polynomial.ts";

/**
 * S of -d/dx e^(x^2) erfc(x) = S((x - 4) / (x + 4)) / (1 + x)^2 for x >= 0: interpolations at Chebyshev's points with 50 digits, 2^-60
 * and 2^-31.
 */
const S64: readonly number[] = [
  0.8095876523755363, -0.3954928103885119, 0.19097099450548036, -0.006258557207683627, -0.0940179102593187,
  0.10607993522473436, -0.06828598925973121, 0.024378361220007944, 0.0018136078825248566,
  -0.00889178881200761, 0.0061921771307764505, -0.002167385763728286, 0.00011491894207394214,
  0.00026846322378867626, -0.00010757902818318138, -9.170640152074753e-6, 1.8795224717625654e-5,
  -2.4790151156165864e-6, -2.597116911090883e-6, 7.769321145828765e-7, 3.4685083780959746e-7,
  -1.6144804566908176e-7, -4.741362044330672e-8, 2.8608768700458743e-8, 5.955005786957126e-9,
  -4.034425870991646e-9, -4.675541376522382e-10, 3.2637827425330937e-10,
];
const S32: readonly number[] = [
  0.80958766, -0.39549282, 0.19097103, -0.0062585594, -0.09401882, 0.10607998, -0.068278626, 0.024378004,
  0.0017841546, -0.008890261, 0.0062569603, -0.0021710866, 3.412177e-5, 0.00027382674, -5.2102037e-5,
  -1.388186e-5,
];

/** 2/sqrt(pi). */
const TWO_OVER_ROOT_PI = 1.1283791670955126;

/** -d/dx e^(x^2) erfc(x), which is positive, for x >= 0 that is not infinite. */
export function scaledComplementFall<V, M>(m: Lane<V, M>, x: V): V {
  const four = m.constant(4);
  const q = m.div(m.sub(x, four), m.add(x, four));
  const divisor = m.add(x, m.constant(1));
  return m.div(m.div(polynomial(m, q, m.dtype === "float32" ? S32 : S64), divisor), divisor);
}

/** e^(x^2) times a factor, for x >= 0, in whose exponent the square has all its digits. */
function growth<V, M>(m: Lane<V, M>, x: V, factor: V): V {
  const bounded = atMost(m, x, m.dtype === "float32" ? 11 : 28);
  const head = m.upper(bounded);
  const square = m.mul(head, head);
  const rest = m.mul(m.sub(bounded, head), m.add(bounded, head));
  const k = binaryExponent(m, m.add(square, rest));
  const high = reducedHigh(m, square, k);
  const u = m.add(high, expm1Tail(m, high, m.sub(reducedLow(m, k), rest)));
  return scale(m, m.add(factor, m.mul(factor, u)), k);
}

/** e^(x^2) erfc(x). DLMF 7.2.3. Infinite where e^(x^2) is below 0. */
export const erfcx: LaneFunction = (m, x) => {
  const zero = m.constant(0);
  const size = m.abs(x);
  const isNear = isNearZero(m, x);
  const tail = m.select(m.eq(size, m.constant(Infinity)), zero, scaledComplement(m, size));
  const grown = growth(m, size, m.select(isNear, m.sub(m.constant(1), erfNear(m, x)), m.constant(2)));
  return m.select(isNear, grown, m.select(m.lt(x, zero), m.sub(grown, tail), tail));
};

/** Its derivative, 2 x erfcx(x) - 2/sqrt(pi), whose terms take each other away above 0. */
export const erfcxSlope: LaneFunction = (m, x) => {
  const zero = m.constant(0);
  const size = m.abs(x);
  const fall = m.select(m.eq(size, m.constant(Infinity)), zero, scaledComplementFall(m, size));
  const steep = m.sub(m.mul(m.add(x, x), erfcx(m, x)), m.constant(TWO_OVER_ROOT_PI));
  return m.select(m.lt(x, zero), steep, m.neg(fall));
};
