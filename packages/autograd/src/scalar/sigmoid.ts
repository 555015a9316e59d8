import { atMost, binaryExponent, expm1Tail, reducedHigh, reducedLow } from "./exp.ts";
import type { Lane, LaneFunction } from "./lane.ts";

/** What the functions of this file are made of: their steps are the same, so that compiled code takes them once. */
interface Logistic<V> {
  readonly magnitude: V;
  /** sigmoid(-|x|), at most 1/2. */
  readonly lower: V;
  /** 1 / (1 + e^-|x|). */
  readonly quotient: V;
  /** 1 - e^-|x|, times e^|x| 2^-n, as the quotient's denominator is 1 + e^-|x|. */
  readonly rise: V;
}

/**
 * With e^|x| = 2^n (1 + high + tail) and Q = 2^-n, sigmoid(-|x|) = Q / (1 + high + tail + Q), which is tiny
 * where it should be and never meets an infinity. The denominator is held in two parts, short enough that the
 * remainder of the division is exact (Dekker 1971), so that the quotient is rounded nearly once. Q is applied
 * in two steps, so that results underflow gradually.
 */
function logistic<V, M>(m: Lane<V, M>, x: V): Logistic<V> {
  const one = m.constant(1);
  const magnitude = m.abs(x);
  const inside = atMost(m, magnitude, m.dtype === "float32" ? 104 : 746);
  const n = binaryExponent(m, inside);
  const high = reducedHigh(m, inside, n);
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
  const lower = m.mul(m.mul(quotient, q1), q2);
  return { magnitude, lower, quotient, rise: m.add(m.add(m.sub(one, q), high), tail) };
}

/** Logistic sigmoid, 1 / (1 + e^-x). DLMF 4.2. The value at |x| is the complement of that at -|x|. */
export const sigmoid: LaneFunction = (m, x) => {
  const { lower } = logistic(m, x);
  return m.select(m.lt(x, m.constant(0)), lower, m.sub(m.constant(1), lower));
};

/**
 * Its derivative, sigmoid(-|x|) sigmoid(|x|): nothing cancels, and next to the sigmoid itself, whose steps it
 * shares, it costs one product.
 */
export const sigmoidSlope: LaneFunction = (m, x) => {
  const { lower } = logistic(m, x);
  return m.mul(lower, m.sub(m.constant(1), lower));
};

/**
 * tanh(x / 2), which the derivatives of that derivative are made of: (e^|x| - 1) / (e^|x| + 1), from the steps of the
 * sigmoid. 1 - Q is exact where it counts. From |x| = 1.1 on 1 - 2 sigmoid(-|x|) loses nothing, and does not exceed 1.
 */
export const halfTanh: LaneFunction = (m, x) => {
  const { magnitude, lower, quotient, rise } = logistic(m, x);
  const near = m.lt(magnitude, m.constant(1.1));
  return m.copysign(m.select(near, m.mul(rise, quotient), m.sub(m.constant(1), m.add(lower, lower))), x);
};
