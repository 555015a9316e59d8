import { atMost, binaryExponent, expm1Tail, reducedHigh, reducedLow } from "./exp.ts";
import type { LaneFunction } from "./lane.ts";

/**
 * Logistic sigmoid, 1 / (1 + e^-x). DLMF 4.2.
 *
 * With e^|x| = 2^n (1 + high + tail) and Q = 2^-n, sigmoid(-|x|) = Q / (1 + high + tail + Q), which is tiny where it
 * should be and never meets an infinity. The denominator is held in two parts, short enough that the remainder of the
 * division is exact (Dekker 1971), so that the quotient is rounded nearly once. Q is applied in two steps, so that results underflow gradually.
 * sigmoid(|x|) is the complement.
 */
export const sigmoid: LaneFunction = (m, x) => {
  const one = m.constant(1);
  const magnitude = atMost(m, m.abs(x), m.dtype === "float32" ? 104 : 746);
  const n = binaryExponent(m, magnitude);
  const high = reducedHigh(m, magnitude, n);
  const tail = expm1Tail(m, high, reducedLow(m, n));

  const half = m.nearest(m.mul(n, m.constant(-0.5)));
  const q1 = m.pow2(half);
  const q2 = m.pow2(m.neg(m.add(n, half)));
  const q = m.mul(q1, q2);

  const exact = m.add(one, q);
  const denominator = m.add(m.add(exact, high), tail);
  const leading = m.upper(denominator);
  const rest = m.add(m.add(m.add(m.sub(exact, leading), high), tail), m.add(m.sub(one, exact), q));

  const rough = m.div(one, denominator);
  const start = m.upper(rough);
  const remainder = m.sub(m.sub(one, m.mul(start, leading)), m.mul(start, rest));
  const quotient = m.add(start, m.mul(rough, remainder));
  const small = m.mul(m.mul(quotient, q1), q2);
  return m.select(m.lt(x, m.constant(0)), small, m.sub(one, small));
};
