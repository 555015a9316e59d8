import { cosine, fromInteger, sineShare } from "./half-turns.ts";
import type { Lane, LaneFunction } from "./lane.ts";
import { polynomial } from "./polynomial.ts";

/** 1 or -1: the sign that sin(pi x) and cos(pi x) get from the integer next to x. */
function signOfTurns<V, M>(m: Lane<V, M>, x: V): V {
  const turns = m.nearest(x);
  const half = m.mul(turns, m.constant(0.5));
  return m.select(m.eq(half, m.nearest(half)), m.constant(1), m.constant(-1));
}

/** sin(pi x) / (pi x), NumPy's sinc: exactly 0 at integers but 0, where it is 1, and at both ends. */
const sinc: LaneFunction = (m, x) => {
  const d = fromInteger(m, x);
  const share = sineShare(m, d);
  // The zeros at integers are positive.
  const far = m.add(m.mul(signOfTurns(m, x), m.div(m.mul(d, share), x)), m.constant(0));
  const size = m.abs(x);
  const value = m.select(m.le(size, m.constant(0.5)), share, far);
  return m.select(m.eq(size, m.constant(Infinity)), m.constant(0), value);
};

/** What the n-th derivative of sinc needs to know near 0. */
interface Start {
  /** Up to here, where its recurrence loses digits, the power series is used: a turn of n / 2 pi, a quarter at least. */
  readonly end: number;
  readonly series: readonly number[];
}

/** Σ (-1)^k pi^2k x^(2k - n) / ((2k - n)! (2k + 1)), the series of sin(pi x) / (pi x) taken term by term, as far as it is noticed. */
function start(n: number): Start {
  const end = Math.max(0.5, n / Math.PI);
  const series: number[] = [];
  let factor = 1;
  for (let power = 0; factor * end ** power > 2 ** -60; power++) {
    const order = power + n;
    series.push(order % 2 === 1 ? 0 : ((order % 4 === 0 ? 1 : -1) * factor * Math.PI ** n) / (order + 1));
    factor *= Math.PI / (power + 1);
  }
  return { end, series };
}

/**
 * The n-th derivative of sinc. From pi x sinc(x) = sin(pi x): x f_k + k f_(k - 1) is the k-th derivative of sin(pi x) / pi, so that each
 * derivative is a difference divided by x. Near 0, from its power series.
 */
export function sincOf(n: number): LaneFunction {
  if (n === 0) return sinc;
  const { end, series } = start(n);
  const shares = series.filter((_, power) => (power + n) % 2 === 0);
  return (m, x) => {
    const d = fromInteger(m, x);
    const sign = signOfTurns(m, x);
    const ofCosine = m.mul(sign, cosine(m, d));
    const ofSine = m.mul(sign, m.mul(d, sineShare(m, d)));
    let far = sinc(m, x);
    for (let k = 1; k <= n; k++) {
      const size = Math.PI ** (k % 2 === 0 ? k : k - 1) * (k % 4 === 1 || k % 4 === 0 ? 1 : -1);
      const wave = m.mul(m.constant(size), k % 2 === 0 ? ofSine : ofCosine);
      far = m.div(m.sub(wave, m.mul(m.constant(k), far)), x);
    }
    const even = polynomial(m, m.mul(x, x), shares);
    const near = n % 2 === 0 ? even : m.mul(x, even);
    const size = m.abs(x);
    const value = m.select(m.le(size, m.constant(end)), near, far);
    return m.select(m.eq(size, m.constant(Infinity)), m.constant(0), value);
  };
}
