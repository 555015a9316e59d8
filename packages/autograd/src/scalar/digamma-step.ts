import type { Lane, LaneFunction2 } from "./lane.ts";
import { log1p } from "./log.ts";
import { digammaTail } from "./polygamma.ts";

/** The asymptotic series is used from here on; below, that many terms of the sum come first. */
const FAR = 3;

/** (P(u) - P(v)) / (u - v) of a polynomial: both values and what is between them by Horner's rule, side by side. */
function slopeBetween<V, M>(m: Lane<V, M>, u: V, v: V, c: readonly number[]): V {
  let value = m.constant(c.at(-1) as number);
  let slope = m.constant(0);
  for (let i = c.length - 2; i >= 0; i--) {
    slope = m.add(m.mul(slope, u), value);
    value = m.add(m.mul(value, v), m.constant(c[i] as number));
  }
  return slope;
}

/**
 * ψ(x + h) - ψ(x), which is Σ h / ((x + k) (x + h + k)) over k >= 0 (DLMF 5.7.6), for x and h from 0 on, ∞ at x = 0; NaN elsewhere.
 * With the digits
 * of itself, not those of what it is the difference of: the series are subtracted on paper (DLMF 5.11.2).
 */
export const digammaStep: LaneFunction2 = (m, x, h) => {
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
  const value = m.select(isNear, m.add(series, terms), series);
  const infinity = m.constant(Infinity);
  const within = m.select(m.eq(x, zero), infinity, m.select(m.eq(h, zero), zero, value));
  const isInside = m.and(m.and(m.ge(x, zero), m.lt(x, infinity)), m.and(m.ge(h, zero), m.lt(h, infinity)));
  return m.select(isInside, within, m.constant(NaN));
};
