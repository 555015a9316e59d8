import { cosine, fromInteger, longSineShare, sineShare } from "./half-turns.ts";
import type { Lane, LaneFunction } from "./lane.ts";
import { log } from "./log.ts";
import { inversePower, long, longProduct, longSum } from "./long.ts";
import { polynomial } from "./polynomial.ts";

/**
 * R of ψ(1 + t) = (t - t0) R(t - 1/2) for 0 <= t <= 1, where t0 is its zero, and D of ψ(x) = ln x - 1/(2x) - D(1/x^2) / x^2 for
 * x >= 3 (DLMF 5.11.2): interpolations at Chebyshev's points with 60 digits, to 2^-58 and 2^-30 of the result.
 */
const R64: readonly number[] = [
  0.9510558760318328, -0.4236274212814606, 0.24054248424078697, -0.14840492305388092, 0.09498872445289039,
  -0.06192213327548831, 0.040760833940846085, -0.026975796659787055, 0.017907248317313294,
  -0.011908220105959716, 0.007927021796868154, -0.005279937255532708, 0.003518106563802472,
  -0.0023454947397380833, 0.0015633696313653504, -0.0010364584817312839, 0.0006909255761282986,
  -0.00048595039220036254, 0.00032395945401345196, -0.00014480643368061614, 9.653646261410062e-5,
  -0.0001782188548855923, 0.00011881232908510335,
];
const R32: readonly number[] = [
  0.9510559, -0.4236274, 0.24054265, -0.14840503, 0.09498082, -0.06191686, 0.040893562, -0.027064258,
  0.016915224, -0.011247037, 0.011223156, -0.007476843,
];
const D64: readonly number[] = [
  0.08333333333333326, -0.008333333333142599, 0.003968253884920039, -0.004166652178650307,
  0.00757443060881869, -0.02101916489697652, 0.08064047398067098, -0.37430045081725144, 1.7458633558768843,
  -6.706334097588544, 17.261883761190983, -21.29861333701341,
];
const D32: readonly number[] = [0.08333333, -0.008331742, 0.0038935132, -0.0029663488];

/** D, for those who subtract such series on paper. */
export function digammaTail(dtype: Lane<unknown, unknown>["dtype"]): readonly number[] {
  return dtype === "float32" ? D32 : D64;
}

/** t0 as a sum of two numbers of the dtype; 1 + t0 is OEIS A030169. */
const zeroOfDigamma = {
  float64: { high: 0.46163214496836236, low: -1.5522348162858677e-17 },
  float32: { high: 0.4616321325302124, low: 1.243815e-8 },
} as const;

/** Where an argument stands among integers, and whether that is a pole of its own side: below 0, not at 0. */
function isNegativeInteger<V, M>(m: Lane<V, M>, x: V): M {
  return m.and(m.lt(x, m.constant(0)), m.eq(m.nearest(x), x));
}

/**
 * ψ(x) = Γ'(x) / Γ(x). DLMF 5.2.2. From 0 to 3 by recurrence from where its zero is, beyond by the asymptotic series, below 0 by
 * reflection, DLMF 5.5.4: near zeros there it has the digits of the larger term. At 0 infinite by the sign of the zero; NaN at negative
 * integers, whose sides differ.
 */
const digamma: LaneFunction = (m, x) => {
  const float = m.dtype === "float32" ? "float32" : "float64";
  const [zero, one, half] = [m.constant(0), m.constant(1), m.constant(0.5)];
  const size = m.abs(x);
  const isLess = m.lt(size, one);
  const isMiddle = m.lt(size, m.constant(2));
  const isNear = m.lt(size, m.constant(3));
  const isBelow = m.lt(x, zero);

  const before = m.sub(size, one);
  const t = m.select(isLess, size, m.select(isMiddle, before, m.sub(size, m.constant(2))));
  const { high, low } = zeroOfDigamma[float];
  const distance = m.sub(m.sub(t, m.constant(high)), m.constant(low));
  const near = m.mul(distance, polynomial(m, m.sub(t, half), float === "float32" ? R32 : R64));
  const inverse = m.div(one, size);
  const square = m.mul(inverse, inverse);
  const series = m.mul(square, polynomial(m, square, digammaTail(float)));
  const far = m.sub(log(m, size), m.add(m.mul(half, inverse), series));

  // What leads from ψ(1 + t) to ψ(size) or, below 0, to ψ(1 + size).
  const toMiddle = m.select(isMiddle, zero, m.select(isNear, m.div(one, before), zero));
  const steps = m.select(
    isBelow,
    m.select(isLess, zero, m.add(toMiddle, inverse)),
    m.select(isLess, m.neg(inverse), toMiddle),
  );
  const value = m.add(m.select(isNear, near, far), steps);

  const d = fromInteger(m, size);
  const cotangent = m.div(cosine(m, d), m.mul(d, sineShare(m, d)));
  const result = m.select(isBelow, m.add(value, cotangent), value);
  const finite = m.select(m.eq(x, zero), m.copysign(m.constant(Infinity), m.neg(x)), result);
  return m.select(isNegativeInteger(m, x), m.constant(NaN), finite);
};

/** B_2k / (2k)!, from the table of Bernoulli's numbers, DLMF 24.2.3. */
const bernoulli: readonly number[] = [
  1 / 12,
  -1 / 720,
  1 / 30240,
  -1 / 1209600,
  1 / 47900160,
  -691 / 1307674368000,
  1 / 74724249600,
  -3.3896802963225827e-13,
  8.586062056277845e-15,
  -2.174868698558062e-16,
  5.5090028283602295e-18,
  -1.3954464685812522e-19,
];

/** What the sum over 1 / (x + k)^s needs to know about an order and a dtype. */
interface Summation {
  /** From here on nothing is added up one by one. */
  readonly start: number;
  /** Of the asymptotic series, in 1 / x^2. */
  readonly series: readonly number[];
}

/**
 * Euler and Maclaurin's series for the sum, DLMF 25.11.28: what follows 1 / (s - 1) and 1/2, as far as it is noticed, for the least x
 * for which these are a dozen terms.
 */
export function summation(s: number, dtype: "float64" | "float32"): Summation {
  const least = dtype === "float32" ? 2 ** -29 : 2 ** -58;
  for (let start = 2; ; start++) {
    const series: number[] = [];
    let factor = s;
    for (const share of bernoulli) {
      series.push(share * factor);
      const k = series.length;
      if (Math.abs(share * factor) * (s - 1) < least * start ** (2 * k)) return { start, series };
      factor *= (s + 2 * k - 1) * (s + 2 * k);
    }
  }
}

/** (-1)^(n + 1) n! */
export function factorOf(n: number): number {
  let factorial = n % 2 === 0 ? -1 : 1;
  for (let k = 2; k <= n; k++) factorial *= k;
  return factorial;
}

/**
 * q of d^n/dx^n cot x = q(cos x) / (sin x)^(n + 1), whose coefficients all have the sign of (-1)^n: with q' (1 - c^2) + (n + 1) c q,
 * negative, for the next one.
 */
function cotangentDerivative(n: number): readonly number[] {
  let q: number[] = [0, 1];
  for (let k = 0; k < n; k++) {
    const next = new Array<number>(q.length + 1).fill(0);
    for (const [i, coefficient] of q.entries()) {
      if (i > 0) next[i - 1] = (next[i - 1] as number) - i * coefficient;
      next[i + 1] = (next[i + 1] as number) + (i - k - 1) * coefficient;
    }
    q = next;
  }
  while (q.at(-1) === 0) q.pop();
  return q;
}

/**
 * ψ^(n)(x) for n >= 1: (-1)^(n + 1) n! Σ 1 / (x + k)^(n + 1), DLMF 5.15.1, of which terms up to where the series takes over are added up.
 * Below 0 by reflection, DLMF 5.15.6. At its poles infinite as both sides are; where these differ, by the sign of 0, and NaN at
 * negative integers.
 */
function derivativeOfDigamma(n: number): LaneFunction {
  const s = n + 1;
  const summations = { float64: summation(s, "float64"), float32: summation(s, "float32") };
  const factorial = factorOf(n);
  const q = cotangentDerivative(n);
  return (m, x) => {
    const { start, series } = summations[m.dtype === "float32" ? "float32" : "float64"];
    const [zero, one, factor] = [m.constant(0), m.constant(1), m.constant(factorial)];
    const size = m.abs(x);
    const isBelow = m.lt(x, zero);
    const isNear = m.lt(size, m.constant(start));

    const moved = longSum(m, size, m.select(isNear, m.constant(start), zero));
    const y = m.add(moved.high, moved.low);
    const inverse = m.div(one, y);
    const higher = m.mul(inverse, polynomial(m, m.mul(inverse, inverse), series));
    const shares = m.add(m.constant(1 / n), m.mul(inverse, m.add(m.constant(0.5), higher)));
    let terms = zero;
    for (let k = start - 1; k > 0; k--) {
      terms = m.add(terms, inversePower(m, longSum(m, size, m.constant(k)), s, factor));
    }
    const others = m.add(m.select(isNear, terms, zero), inversePower(m, moved, n, m.mul(factor, shares)));
    // Below 0 the sum begins with 1 + size.
    const first = inversePower(m, long(m, size), s, factor);
    const ofPositive = m.add(others, m.select(isNear, first, zero));
    const ofNext = m.sub(others, m.select(isNear, zero, first));

    const d = fromInteger(m, size);
    const sine = longProduct(m, long(m, m.abs(d)), longSineShare(m, d));
    const reflected = inversePower(m, sine, s, evenOrOdd(m, cosine(m, d), q));
    const opposite = n % 2 === 0 ? ofNext : m.neg(ofNext);
    // The sine is that of -size, and an odd power of it has its sign.
    const ofNegative = m.sub(opposite, n % 2 === 0 ? m.mul(reflected, m.copysign(one, m.neg(d))) : reflected);
    const result = m.select(isBelow, ofNegative, ofPositive);
    return atEnds(m, x, result, n);
  };
}

/** At poles, and at infinity, where it is 0. */
function atEnds<V, M>(m: Lane<V, M>, x: V, result: V, n: number): V {
  const isEven = n % 2 === 0;
  const [zero, infinity] = [m.constant(0), m.constant(Infinity)];
  const atZero = isEven ? m.copysign(infinity, m.neg(x)) : infinity;
  const below = isEven ? m.constant(NaN) : m.select(m.eq(x, m.neg(infinity)), m.constant(NaN), infinity);
  const above = m.select(m.eq(x, infinity), m.constant(isEven ? -0 : 0), result);
  return m.select(isNegativeInteger(m, x), below, m.select(m.eq(x, zero), atZero, above));
}

/** A polynomial that has even powers only, or odd ones. */
function evenOrOdd<V, M>(m: Lane<V, M>, x: V, c: readonly number[]): V {
  const isOdd = c.length % 2 === 0;
  const sum = polynomial(
    m,
    m.mul(x, x),
    c.filter((_, i) => (i % 2 === 1) === isOdd),
  );
  return isOdd ? m.mul(x, sum) : sum;
}

/** The n-th derivative of ψ; ψ itself for n = 0. */
export function polygammaOf(n: number): LaneFunction {
  return n === 0 ? digamma : derivativeOfDigamma(n);
}
