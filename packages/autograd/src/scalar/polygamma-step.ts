import type { Lane, LaneFunction2 } from "./lane.ts";
import { log1p } from "./log.ts";
import { inversePower, longSum, rounded } from "./long.ts";
import { digammaTail, factorOf, summation } from "./polygamma.ts";
import { polynomial } from "./polynomial.ts";

/** Of `digamma`, the asymptotic series is used from here on; below, that many terms of the sum come first. */
const FAR = 3;

/** (P(u) - P(v)) / (u - v) of a polynomial: both values and what is between them by Horner's rule, side by side. */
export function slopeBetween<V, M>(m: Lane<V, M>, u: V, v: V, c: readonly number[]): V {
  let value = m.constant(c.at(-1) as number);
  let slope = m.constant(0);
  for (let i = c.length - 2; i >= 0; i--) {
    slope = m.add(m.mul(slope, u), value);
    value = m.add(m.mul(value, v), m.constant(c[i] as number));
  }
  return slope;
}

/** ψ(x + h) - ψ(x), which is Σ h / ((x + k) (x + h + k)) over k >= 0 (DLMF 5.7.6); the series are those of DLMF 5.11.2. */
function stepOfDigamma<V, M>(m: Lane<V, M>, x: V, h: V): V {
  const [zero, one, half] = [m.constant(0), m.constant(1), m.constant(0.5)];
  const isNear = m.lt(x, m.constant(FAR));
  const from = m.select(isNear, m.add(x, m.constant(FAR)), x);
  const to = m.add(from, h);
  const [inverse, other] = [m.div(one, from), m.div(one, to)];
  const apart = m.mul(m.div(h, to), inverse);

  const tail = slopeBetween(m, m.mul(inverse, inverse), m.mul(other, other), [0, ...digammaTail(m.dtype)]);
  const share = m.add(half, m.mul(m.add(inverse, other), tail));
  const series = m.add(log1p(m, m.div(h, from)), m.mul(apart, share));

  let terms = zero;
  for (let k = FAR - 1; k >= 0; k--) {
    const at = k === 0 ? x : m.add(x, m.constant(k));
    terms = m.add(terms, m.div(m.div(h, m.add(at, h)), at));
  }
  return m.select(isNear, m.add(series, terms), series);
}

/** 1 - r and r of r = x / (x + h). */
function apart<V, M>(m: Lane<V, M>, x: V, h: V): readonly [V, V] {
  const to = m.add(x, h);
  return [m.div(h, to), m.div(x, to)];
}

function ones(count: number): readonly number[] {
  return new Array<number>(count).fill(1);
}

/**
 * The same of ψ⁽ⁿ⁾, n >= 1: (-1)ⁿ n! Σ (x + k)⁻ˢ - (x + h + k)⁻ˢ with s = n + 1 (DLMF 5.15.1). With r = (x + k) / (x + h + k), each term
 * is (x + k)⁻ˢ (1 - r) (1 + r + … + rⁿ). What Euler and Maclaurin's series (DLMF 25.11.28) has of powers of 1 / x and 1 / (x + h) is
 * written in the same way.
 */
function stepOfDerivative(n: number): LaneFunction2 {
  const s = n + 1;
  const summations = { float64: summation(s, "float64"), float32: summation(s, "float32") };
  const signedFactorial = -factorOf(n);
  const [upToLess, upToPower, upToNext] = [ones(n), ones(s), ones(s + 1)];
  return (m, x, h) => {
    const { start, series } = summations[m.dtype === "float32" ? "float32" : "float64"];
    const [zero, one, half] = [m.constant(0), m.constant(1), m.constant(0.5)];
    const factor = m.constant(signedFactorial);
    const isNear = m.lt(x, m.constant(start));

    const moved = longSum(m, x, m.select(isNear, m.constant(start), zero));
    const from = rounded(m, moved);
    // In halves, since the sum may be beyond the largest number.
    const [share, r] = apart(m, m.mul(half, from), m.mul(half, h));
    const inverse = m.div(one, from);
    const other = m.mul(inverse, r);
    const [square, otherSquare] = [m.mul(inverse, inverse), m.mul(other, other)];
    let power = r;
    for (let k = 1; k < n + 2; k++) power = m.mul(power, r);
    const slope = m.mul(square, slopeBetween(m, square, otherSquare, series));
    const bend = m.mul(m.mul(power, m.add(one, r)), slope);
    const higher = m.add(m.mul(polynomial(m, r, upToNext), polynomial(m, square, series)), bend);
    const second = m.add(m.mul(half, polynomial(m, r, upToPower)), m.mul(inverse, higher));
    const shares = m.add(m.mul(m.constant(1 / n), polynomial(m, r, upToLess)), m.mul(inverse, second));
    const others = inversePower(m, moved, n, m.mul(factor, m.mul(share, shares)));

    let terms = zero;
    for (let k = start - 1; k >= 0; k--) {
      const at = longSum(m, x, m.constant(k));
      const [part, ratio] = apart(m, rounded(m, at), h);
      const times = m.mul(factor, m.mul(part, polynomial(m, ratio, upToPower)));
      terms = m.add(terms, inversePower(m, at, s, times));
    }
    return m.select(isNear, m.add(others, terms), others);
  };
}

/**
 * ψ⁽ⁿ⁾(x + h) - ψ⁽ⁿ⁾(x) for x and h from 0 on, infinite at x = 0, NaN elsewhere. With the digits of itself, not those of what it is the
 * difference of: terms are subtracted on paper.
 */
export function polygammaStepOf(n: number): LaneFunction2 {
  const [least, most] = n % 2 === 0 ? [0, Infinity] : [-0, -Infinity];
  const inside = n === 0 ? stepOfDigamma : stepOfDerivative(n);
  return (m, x, h) => {
    const [zero, infinity] = [m.constant(0), m.constant(Infinity)];
    const value = m.select(m.eq(h, zero), m.constant(least), inside(m, x, h));
    const within = m.select(m.eq(x, zero), m.constant(most), value);
    const isInside = m.and(m.and(m.ge(x, zero), m.lt(x, infinity)), m.and(m.ge(h, zero), m.lt(h, infinity)));
    return m.select(isInside, within, m.constant(NaN));
  };
}
