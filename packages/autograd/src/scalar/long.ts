import { atLeast, atMost, scale } from "./exp.ts";
import type { Lane } from "./lane.ts";

/** A number as a sum whose first part is short, so that products with short numbers are exact. */
export interface Long<V> {
  readonly high: V;
  readonly low: V;
}

/** A number, and further digits of it if there are any. */
export function long<V, M>(m: Lane<V, M>, x: V, further: V | null = null): Long<V> {
  const high = m.upper(x);
  const rest = m.sub(x, high);
  return { high, low: further === null ? rest : m.add(rest, further) };
}

/** a + b and what it rounds away, whichever is larger (Knuth's TwoSum, 1969). */
export function longSum<V, M>(m: Lane<V, M>, a: V, b: V): Long<V> {
  const sum = m.add(a, b);
  const back = m.sub(sum, a);
  return long(m, sum, m.add(m.sub(a, m.sub(sum, back)), m.sub(b, back)));
}

/** The sum of two that have further digits. */
export function plus<V, M>(m: Lane<V, M>, a: Long<V>, b: Long<V>): Long<V> {
  const sum = longSum(m, a.high, b.high);
  return { high: sum.high, low: m.add(sum.low, m.add(a.low, b.low)) };
}

export function negative<V, M>(m: Lane<V, M>, { high, low }: Long<V>): Long<V> {
  return { high: m.neg(high), low: m.neg(low) };
}

/** To about 20 bits more than the dtype holds, 8 in float32: the product of the short parts is exact (Dekker 1971). */
export function longProduct<V, M>(m: Lane<V, M>, a: Long<V>, b: Long<V>): Long<V> {
  const product = m.mul(a.high, b.high);
  const rest = m.add(m.mul(a.high, b.low), m.mul(a.low, m.add(b.high, b.low)));
  const high = m.upper(m.add(product, rest));
  return { high, low: m.add(m.sub(product, high), rest) };
}

/** The number that both parts are together, rounded once. */
export function rounded<V, M>(m: Lane<V, M>, { high, low }: Long<V>): V {
  return m.add(high, low);
}

/** a / b to about 20 bits more than the dtype holds: what the first part leaves of `a` is exact but for its last digits. */
export function longQuotient<V, M>(m: Lane<V, M>, a: Long<V>, b: Long<V>): Long<V> {
  const divisor = rounded(m, b);
  const high = m.upper(m.div(rounded(m, a), divisor));
  const rest = m.add(m.sub(a.high, m.mul(high, b.high)), m.sub(a.low, m.mul(high, b.low)));
  return { high, low: m.div(rest, divisor) };
}

function longPower<V, M>(m: Lane<V, M>, b: Long<V>, e: number): Long<V> {
  if (e === 1) return b;
  const root = longPower(m, b, Math.floor(e / 2));
  const square = longProduct(m, root, root);
  return e % 2 === 0 ? square : longProduct(m, square, b);
}

/**
 * factor b^-e of a positive finite b for a whole e >= 1, rounded a little more than twice. The power is that of a number near 1, so
 * that it has all digits where b^e is beyond the range, and with the factor where b^-e is.
 */
export function inversePower<V, M>(m: Lane<V, M>, b: Long<V>, e: number, factor: V): V {
  const [largest, most] = m.dtype === "float32" ? [126, 250] : [1022, 2000];
  const k = atMost(m, m.exponent(b.high), largest);
  const unit = m.pow2(m.neg(k));
  const { high, low } = longPower(m, { high: m.mul(b.high, unit), low: m.mul(b.low, unit) }, e);
  const power = m.add(high, low);
  const lost = m.add(m.sub(high, power), low);
  const quotient = m.div(factor, power);
  // Of a subnormal b the power may be 0.
  const corrected = m.sub(quotient, m.mul(quotient, m.div(lost, power)));
  const share = m.select(m.gt(power, m.constant(0)), corrected, quotient);
  const exponent = m.mul(k, m.constant(-e));
  const bounded = atLeast(m, atMost(m, exponent, most), -most);
  return scale(m, share, bounded);
}
