import { atMost, binaryExponent, expm1Tail, reducedHigh, reducedLow, scale } from "./exp.ts";
import type { Lane, LaneFunction } from "./lane.ts";
import { type Long, long, longProduct, longSum } from "./long.ts";

/** 2 sqrt(2 / pi), and 0.044715 times it: what the paper's tanh is of, doubled, is a x + c x^3. From their digits. */
const linear = {
  float64: { high: 1.5957691216057308, low: -9.96930880911092e-17 },
  float32: { high: 1.5957692, low: -4.534068042105272e-8 },
} as const;
const cubic = {
  float64: { high: 0.07135481627260025, low: -6.175149918155315e-19 },
  float32: { high: 0.071354814, low: 2.3988323959931355e-9 },
} as const;

/** a x + c x^3 for x >= 0 to more digits than the dtype has, since e to it has as many less as it is large. */
function exponent<V, M>(m: Lane<V, M>, x: V): Long<V> {
  const float = m.dtype === "float32" ? "float32" : "float64";
  const argument = long(m, x);
  const c = long(m, m.constant(cubic[float].high), m.constant(cubic[float].low));
  const term = longProduct(m, longProduct(m, argument, argument), c);
  const sum = longSum(m, m.constant(linear[float].high), term.high);
  const share = { high: sum.high, low: m.add(sum.low, m.add(term.low, m.constant(linear[float].low))) };
  return longProduct(m, argument, share);
}

/** v = a x + c x^3 of a bounded x, beyond which e^-v is 0, and that as 2^k grown. */
interface Decay<V> {
  readonly x: V;
  readonly v: Long<V>;
  readonly k: V;
  readonly grown: V;
  readonly power: V;
}

/** For x >= 0. */
function decay<V, M>(m: Lane<V, M>, size: V): Decay<V> {
  const x = atMost(m, size, m.dtype === "float32" ? 12 : 22);
  const v = exponent(m, x);
  const leading = m.neg(v.high);
  const k = binaryExponent(m, leading);
  const high = reducedHigh(m, leading, k);
  const u = m.add(high, expm1Tail(m, high, m.add(reducedLow(m, k), v.low)));
  const grown = m.add(m.constant(1), u);
  return { x, v, k, grown, power: scale(m, grown, k) };
}

/**
 * x / (1 + e^-v): what x/2 (1 + tanh(v/2)) is. Below 0 the power of two comes last, so that all digits are there where the result is
 * subnormal; above it is x without what is below.
 */
export const geluTanh: LaneFunction = (m, x) => {
  const { x: bounded, k, grown, power } = decay(m, m.abs(x));
  const tail = scale(m, m.div(m.mul(bounded, grown), m.add(m.constant(1), power)), k);
  const zero = m.constant(0);
  return m.sub(m.select(m.gt(x, zero), x, m.copysign(zero, x)), tail);
};

/**
 * Its derivative, s (1 + x v' (1 - s)) with s = 1 / (1 + e^-v): below 0 e^-v (1 + e^-v - |x| v') / (1 + e^-v)^2; above, 1 without that
 * at -x. What v' is times x is 3 v without 2 a x, and of three times the short part of v every bit is there.
 */
export const geluTanhSlope: LaneFunction = (m, x) => {
  const one = m.constant(1);
  const three = m.constant(3);
  const { x: bounded, v, k, grown, power } = decay(m, m.abs(x));
  const straight = m.mul(m.constant(2 * linear[m.dtype === "float32" ? "float32" : "float64"].high), bounded);
  const rest = m.add(power, m.sub(straight, m.mul(three, v.low)));
  const share = m.mul(grown, m.add(m.sub(one, m.mul(three, v.high)), rest));
  const divisor = m.add(one, power);
  const tail = scale(m, m.div(m.div(share, divisor), divisor), k);
  return m.select(m.gt(x, m.constant(0)), m.sub(one, tail), tail);
};
