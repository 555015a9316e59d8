import { atMost, binaryExponent, expm1Tail, reducedHigh, reducedLow, scale } from "./exp.ts";
import type { Lane, LaneFunction2 } from "./lane.ts";
import { stirlingTail } from "./lgamma.ts";
import { type Long, long, longProduct, longQuotient, longSum, negative, plus, rounded } from "./long.ts";
import { longLog } from "./long-log.ts";
import { polynomial } from "./polynomial.ts";

/** Stirling's series is used from here on. What is below is moved there, in three steps. */
const FAR = 3;

/** Where the lesser argument is beyond, the result is 0. */
const MOST = 2000;

/** ½ ln 2π, of which the first part is short (OEIS A075700). */
const halfLogOfTwoPi: readonly [number, number] = [235 / 256, 0.0009697832046727417];

/** ln(1 + t) = t (1 - t / 2 + t² (1/3 - t/4 + …)), as far as it is noticed below 1/64. */
const shares: readonly number[] = Array.from({ length: 9 }, (_, k) => (k % 2 === 0 ? 1 : -1) / (k + 3));

/** x + k, with what that rounds away. */
function moved<V, M>(m: Lane<V, M>, { high, low }: Long<V>, k: V): Long<V> {
  const sum = longSum(m, high, k);
  return longSum(m, sum.high, m.add(sum.low, low));
}

/** ln x, with further digits. */
export function logOf<V, M>(m: Lane<V, M>, x: Long<V>): Long<V> {
  const main = rounded(m, x);
  const { high, low } = longLog(m, main);
  const rest = m.add(m.sub(x.high, main), x.low);
  return { high, low: m.add(low, m.div(rest, main)) };
}

/** x (x + 1) (x + 2) without the first factor, which may be tiny. */
function furtherFactors<V, M>(m: Lane<V, M>, x: Long<V>): Long<V> {
  return longProduct(m, moved(m, x, m.constant(1)), moved(m, x, m.constant(2)));
}

/** (q - ½) ln(1 + p / q) for p <= q. Where p / q is small, from the series, whose first terms are as large as p. */
function growth<V, M>(m: Lane<V, M>, p: V, q: V): Long<V> {
  const [half, one] = [m.constant(0.5), m.constant(1)];
  const t = longQuotient(m, long(m, p), long(m, q));
  const near = rounded(m, t);
  const isSmall = m.lt(near, m.constant(1 / 64));

  const log = logOf(m, moved(m, t, one));
  const plain = longProduct(m, long(m, m.sub(q, half)), log);

  const halfOfT = m.mul(half, near);
  const rest = m.mul(m.mul(near, near), polynomial(m, near, shares));
  const second = longProduct(m, long(m, p), { high: m.mul(half, t.high), low: m.mul(half, t.low) });
  const share = m.add(m.sub(one, halfOfT), rest);
  const first = longSum(m, p, m.neg(second.high));
  const small = m.sub(m.sub(m.mul(p, rest), m.mul(halfOfT, share)), second.low);
  return {
    high: m.select(isSmall, first.high, plain.high),
    low: m.select(isSmall, m.add(first.low, small), plain.low),
  };
}

/** factor e^x, where x may be far below the range. */
function scaledExp<V, M>(m: Lane<V, M>, x: Long<V>, factor: V): V {
  const sum = rounded(m, x);
  const lost = m.add(m.sub(x.high, sum), x.low);
  const least = m.constant(m.dtype === "float32" ? -150 : -1000);
  const isWithin = m.gt(sum, least);
  const exponent = m.select(isWithin, sum, least);
  const k = binaryExponent(m, exponent);
  const high = reducedHigh(m, exponent, k);
  const low = m.sub(reducedLow(m, k), m.select(isWithin, lost, m.constant(0)));
  const power = m.add(m.constant(1), m.add(high, expm1Tail(m, high, low)));
  return scale(m, m.mul(factor, power), k);
}

/** B(p, q) is e^exponent, and that times factor / p where p is near. */
interface Parts<V, M> {
  readonly exponent: Long<V>;
  readonly factor: Long<V>;
  readonly isNear: M;
}

/**
 * Of 0 < p <= q. From Stirling's series for each of three gamma functions (DLMF 5.11.1), whose large parts are subtracted on paper
 * (A. DiDonato, A. Morris, Algorithm 708, 1992). The exponent has more digits than the dtype. With p' = p + k for the first of them:
 * -p ln((p + q) / p') + (k - ½) ln p' - (q - ½) ln(1 + p / q) - k + ½ ln 2π, and the rests of three series.
 */
export function partsOfBeta<V, M>(m: Lane<V, M>, p: V, q: V): Parts<V, M> {
  const [zero, one, far] = [m.constant(0), m.constant(1), m.constant(FAR)];
  const [isNear, isNearToo] = [m.lt(p, far), m.lt(q, far)];
  const k = m.select(isNear, far, zero);

  const pMoved = moved(m, long(m, p), k);
  // Rounded: what it loses is taken back by the factors below, which have q as it is.
  const qLong = moved(m, long(m, q), m.select(isNearToo, far, zero));
  const qMoved = rounded(m, qLong);
  const sum = moved(m, qLong, p);
  const ratio = logOf(m, longQuotient(m, sum, pMoved));
  const ofP = longProduct(m, long(m, m.neg(p)), ratio);
  const ofStep = longProduct(m, long(m, m.sub(k, m.constant(0.5))), logOf(m, pMoved));

  const tails = m.sub(
    m.add(stirlingTail(m, rounded(m, pMoved)), stirlingTail(m, qMoved)),
    stirlingTail(m, rounded(m, sum)),
  );
  const [constant, further] = halfLogOfTwoPi;
  const { high, low } = moved(m, ofStep, m.sub(m.constant(constant), k));
  const start = { high, low: m.add(low, m.add(tails, m.constant(further))) };
  const exponent = plus(m, plus(m, start, negative(m, growth(m, p, qMoved))), ofP);

  // Subnormal numbers have no room for the parts of a quotient.
  const unit = m.select(m.lt(q, m.constant(2 ** -60)), m.constant(2 ** 100), one);
  const [pScaled, qScaled] = [m.mul(p, unit), m.mul(q, unit)];
  const whole = longQuotient(m, longSum(m, pScaled, qScaled), long(m, qScaled));
  const above = longProduct(m, whole, furtherFactors(m, longSum(m, p, q)));
  const back = longQuotient(m, above, furtherFactors(m, long(m, q)));
  const fromQ = {
    high: m.select(isNearToo, back.high, one),
    low: m.select(isNearToo, back.low, zero),
  };
  return { exponent, factor: longQuotient(m, fromQ, furtherFactors(m, long(m, p))), isNear };
}

/**
 * B(a, b) = Γ(a) Γ(b) / Γ(a + b), DLMF 5.12.1, for a and b above 0; ∞ where one is 0, NaN where one is negative or infinite. The exponent
 * may be 700.
 */
export const beta: LaneFunction2 = (m, a, b) => {
  const [zero, one, infinity] = [m.constant(0), m.constant(1), m.constant(Infinity)];
  const isInOrder = m.lt(a, b);
  const [least, q] = [m.select(isInOrder, a, b), m.select(isInOrder, b, a)];
  const p = atMost(m, least, MOST);
  const { exponent, factor, isNear } = partsOfBeta(m, p, q);
  const share = longQuotient(m, factor, long(m, p));
  const isBeyond = m.eq(share.high, infinity);
  const times = m.select(isNear, m.select(isBeyond, infinity, rounded(m, share)), one);

  const value = m.select(isBeyond, infinity, scaledExp(m, exponent, times));
  const isInside = m.and(m.ge(least, zero), m.lt(q, infinity));
  return m.select(isInside, m.select(m.eq(least, zero), infinity, value), m.constant(NaN));
};
