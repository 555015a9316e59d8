import { logOf, partsOfBeta } from "./beta.ts";
import type { Lane, LaneFunction2 } from "./lane.ts";
import { seriesAboveTwo } from "./lgamma.ts";
import { long, longProduct, longSum, negative, plus, rounded } from "./long.ts";
import { longLog } from "./long-log.ts";
import { slopeBetween } from "./polygamma-step.ts";

/** U of ln Γ(2 + z) = z U(z). */
const aboveTwo = {
  float64: /* @__PURE__ */ seriesAboveTwo("float64"),
  float32: /* @__PURE__ */ seriesAboveTwo("float32"),
} as const;

/** ln B from the parts of B, the logarithm of each taken before anything is rounded. */
function fromParts<V, M>(m: Lane<V, M>, p: V, q: V): V {
  // Of two huge ones the logarithm is proportional to them, but for what is out of sight: in units in which no sum is out of range.
  const isHuge = m.ge(p, m.constant(2 ** 100));
  const [one, unit] = [m.constant(1), m.constant(2 ** -8)];
  const down = m.select(isHuge, unit, one);
  const { exponent, factor, isNear } = partsOfBeta(m, m.mul(p, down), m.mul(q, down));
  const near = plus(m, plus(m, logOf(m, factor), negative(m, logOf(m, long(m, p)))), exponent);
  const value = m.select(isNear, rounded(m, near), rounded(m, exponent));
  return m.mul(value, m.select(isHuge, m.constant(2 ** 8), one));
}

/**
 * ln B(1 + s, 1 + t), which is 0 at s = t = 0: -ln((1 + s) (1 + t)) and what is of second order,
 * s t (U[s, s + t] + U[t, s + t]) in divided differences.
 */
function aroundOnes<V, M>(m: Lane<V, M>, s: V, t: V): V {
  const [sum, one] = [m.add(s, t), m.constant(1)];
  const above = plus(m, longSum(m, s, t), longProduct(m, long(m, s), long(m, t)));
  const main = rounded(m, above);
  const factor = m.add(one, main);
  const lost = m.add(m.sub(main, m.sub(factor, one)), m.add(m.sub(above.high, main), above.low));
  const log = longLog(m, factor);
  const further = m.add(log.low, m.div(lost, factor));
  const u = aboveTwo[m.dtype === "float32" ? "float32" : "float64"];
  const second = m.mul(m.mul(s, t), m.add(slopeBetween(m, s, sum, u), slopeBetween(m, t, sum, u)));
  return m.sub(m.constant(0), m.add(log.high, m.add(further, second)));
}

/**
 * ln B(a, b), for a and b above 0; ∞ where one is 0, NaN where one is negative or infinite. With the digits of itself around (1, 1); where it
 * is 0 elsewhere, with those that the rest of Stirling's series has at 3.
 */
export const lbeta: LaneFunction2 = (m, a, b) => {
  const [zero, one, infinity] = [m.constant(0), m.constant(1), m.constant(Infinity)];
  const isInOrder = m.lt(a, b);
  const [p, q] = [m.select(isInOrder, a, b), m.select(isInOrder, b, a)];
  const [s, t] = [m.sub(p, one), m.sub(q, one)];
  const quarter = m.constant(0.25);
  const isAroundOnes = m.and(m.le(m.abs(s), quarter), m.le(m.abs(t), quarter));
  const value = m.select(isAroundOnes, aroundOnes(m, s, t), fromParts(m, p, q));
  const isInside = m.and(m.ge(p, zero), m.lt(q, infinity));
  return m.select(isInside, m.select(m.eq(p, zero), infinity, value), m.constant(NaN));
};
