import { binaryExponent, expm1Tail, reducedHigh, reducedLow, scale } from "./exp.ts";
import type { Lane, LaneFunction2 } from "./lane.ts";
import { longLog } from "./long-log.ts";

/** An exponent y + rest: what does not fit y, if there is anything, is in the rest. */
interface Exponent<V> {
  readonly y: V;
  readonly rest: V | null;
}

/** factor e^((y + rest) log x) for a positive finite x. The factor comes before the power of two, which may overflow alone. */
function positivePower<V, M>(m: Lane<V, M>, x: V, { y, rest }: Exponent<V>, factor: V | null): V {
  const log = longLog(m, x);
  const yHigh = m.upper(y);
  const main = m.mul(yHigh, log.high);
  const shorter = m.sub(y, yHigh);
  const yLow = rest === null ? shorter : m.add(shorter, rest);
  const small = m.add(m.mul(yLow, log.high), m.mul(y, log.low));
  const sum = m.add(main, small);
  const lost = m.add(m.sub(main, sum), small);

  // Beyond, the result is 0 or infinite whatever was lost, also with a factor of the size of the exponent.
  const limit = m.constant(m.dtype === "float32" ? 160 : 800);
  const within = m.lt(m.abs(sum), limit);
  const exponent = m.select(within, sum, m.copysign(limit, sum));
  const k = binaryExponent(m, exponent);
  const high = reducedHigh(m, exponent, k);
  const low = m.sub(reducedLow(m, k), m.select(within, lost, m.constant(0)));
  const power = m.add(m.constant(1), m.add(high, expm1Tail(m, high, low)));
  if (factor === null) return scale(m, power, k);
  const near = m.select(within, factor, m.copysign(m.constant(1), factor));
  return scale(m, m.mul(near, power), k);
}

/** factor x^(y + rest) for x of any sign and size: its sign is that of an odd power if the exponent is odd. */
function anyPower<V, M>(
  m: Lane<V, M>,
  x: V,
  exponent: Exponent<V>,
  { isInteger, isOdd }: Parity<M>,
  factor: V | null,
): V {
  const { y } = exponent;
  const zero = m.constant(0);
  const one = m.constant(1);
  const infinity = m.constant(Infinity);
  const base = m.abs(x);
  // A larger exponent changes no result: |log x| is at least 2^-53 unless it is 0.
  const large = m.constant(2 ** 65);
  const isSmall = m.lt(m.abs(y), large);
  const bounded = {
    y: m.select(isSmall, y, m.copysign(large, y)),
    rest: exponent.rest === null ? null : m.select(isSmall, exponent.rest, zero),
  };
  const power = positivePower(m, base, bounded, factor);

  const extreme = m.or(m.eq(base, zero), m.eq(base, infinity));
  const growth = m.select(m.gt(base, one), y, m.neg(y));
  const limit = m.select(m.gt(growth, zero), infinity, zero);
  const limits = factor === null ? limit : m.select(m.eq(limit, zero), zero, m.mul(factor, limit));
  const magnitude = m.select(extreme, limits, power);
  const opposite = factor === null ? m.copysign(magnitude, x) : m.mul(magnitude, m.copysign(one, x));
  const signed = m.select(isOdd, opposite, magnitude);

  const negative = m.and(m.lt(x, zero), m.not(m.or(isInteger, extreme)));
  const undefinedResult = m.or(negative, m.or(m.ne(x, x), m.ne(y, y)));
  const result = m.select(undefinedResult, m.constant(NaN), signed);
  return m.select(m.or(m.eq(y, zero), m.eq(x, one)), factor === null ? one : factor, result);
}

interface Parity<M> {
  readonly isInteger: M;
  readonly isOdd: M;
}

function parity<V, M>(m: Lane<V, M>, y: V): Parity<M> {
  const isInteger = m.eq(m.floor(y), y);
  const half = m.mul(y, m.constant(0.5));
  return { isInteger, isOdd: m.and(isInteger, m.ne(m.floor(half), half)) };
}

/**
 * x^y. DLMF 4.2.26, with the special cases of C99 Annex F.10.4.4, which are those of NumPy. `Math.pow`
 * differs only in pow(1, y) and pow(-1, +-infinity): 1 here, also for y = NaN; there NaN.
 */
export const pow: LaneFunction2 = (m, x, y) => anyPower(m, x, { y, rest: null }, parity(m, y), null);

/**
 * Its derivative with respect to x, y x^(y - 1); 0 for y = 0. DLMF 4.2.26. A rounding of y - 1 would be one of the result
 * times log x; what the difference loses is exact (Knuth's TwoSum, 1969).
 */
export const powSlope: LaneFunction2 = (m, x, y) => {
  const one = m.constant(1);
  const less = m.sub(y, one);
  const back = m.sub(less, y);
  const rest = m.sub(m.sub(y, m.sub(less, back)), m.add(one, back));
  const { isInteger, isOdd } = parity(m, y);
  const slope = anyPower(m, x, { y: less, rest }, { isInteger, isOdd: m.and(isInteger, m.not(isOdd)) }, y);
  return m.select(m.eq(y, m.constant(0)), m.constant(0), slope);
};
