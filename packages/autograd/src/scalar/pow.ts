import { binaryExponent, expm1Tail, reducedHigh, reducedLow, scale } from "./exp.ts";
import type { Lane, LaneFunction2 } from "./lane.ts";
import { ln2High, ln2Low } from "./ln2.ts";
import { octave } from "./log.ts";
import { polynomial } from "./polynomial.ts";

/**
 * L of 3 atanh(s) / s = 3 + z + z^2 L(z), z = s^2 <= 0.02946: minimax, 2^-56 and 2^-25 (Sollya's
 * `fpminimax`).
 */
const L64: readonly number[] = [
  0.6, 0.4285714285714653, 0.33333333331570625, 0.27272727651238876, 0.23076880111511897, 0.20002756633230795,
  0.1754688416804928, 0.1769792970306686,
];
const L32: readonly number[] = [0.6, 0.42856613, 0.33353585, 0.27780703];

/** What {@link Lane.upper} clears of 2/3. */
const TWO_THIRDS_LOW: { readonly float64: number; readonly float32: number } = {
  float64: 9.934107462565104e-9,
  float32: 0.00016276042151730508,
};

/**
 * The logarithm of a number as a sum whose first part is short, so that products with short numbers are
 * exact.
 */
interface Logarithm<V> {
  readonly high: V;
  readonly low: V;
}

/**
 * log(x) to about 11 bits more than the dtype holds, for a positive finite x. As in fdlibm's e_pow.c, all
 * that matters is carried in two parts: s = f / (2 + f), then 3 + s^2 + ..., then their product (Dekker
 * 1971).
 */
function longLog<V, M>(m: Lane<V, M>, x: V): Logarithm<V> {
  const { k, f } = octave(m, x);
  const two = m.constant(2);
  const three = m.constant(3);

  const divisor = m.add(two, f);
  const inverse = m.div(m.constant(1), divisor);
  const divisorHigh = m.upper(divisor);
  const divisorLow = m.sub(f, m.sub(divisorHigh, two));
  const s = m.mul(f, inverse);
  const sHigh = m.upper(s);
  const remainder = m.sub(m.sub(f, m.mul(sHigh, divisorHigh)), m.mul(sHigh, divisorLow));
  const sLow = m.mul(inverse, remainder);

  const z = m.mul(s, s);
  const higher = m.mul(m.mul(z, z), polynomial(m, z, m.dtype === "float32" ? L32 : L64));
  const rest = m.add(higher, m.mul(sLow, m.add(sHigh, s)));
  const square = m.mul(sHigh, sHigh);
  const sumHigh = m.upper(m.add(m.add(three, square), rest));
  const sumLow = m.sub(rest, m.sub(m.sub(sumHigh, three), square));

  const product = m.mul(sHigh, sumHigh);
  const correction = m.add(m.mul(sLow, sumHigh), m.mul(sumLow, s));
  const productHigh = m.upper(m.add(product, correction));
  const productLow = m.sub(correction, m.sub(productHigh, product));

  const twoThirds = m.constant(2 / 3);
  const twoThirdsHigh = m.upper(twoThirds);
  const twoThirdsLow = m.constant(TWO_THIRDS_LOW[m.dtype === "float32" ? "float32" : "float64"]);
  const mainPart = m.mul(twoThirdsHigh, productHigh);
  const smallPart = m.add(m.mul(twoThirdsLow, productHigh), m.mul(twoThirds, productLow));

  const octaves = m.mul(k, ln2High(m));
  const sum = m.add(octaves, mainPart);
  const lost = m.add(m.sub(octaves, sum), mainPart);
  const low = m.add(lost, m.add(smallPart, m.mul(k, ln2Low(m))));
  const high = m.upper(m.add(sum, low));
  return { high, low: m.add(m.sub(sum, high), low) };
}

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
