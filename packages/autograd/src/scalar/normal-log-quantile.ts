import { atMost } from "./exp.ts";
import type { LaneFunction } from "./lane.ts";
import { inverseMills, logNormalCdf } from "./log-normal-cdf.ts";
import { polynomial } from "./polynomial.ts";

/** M. Abramowitz, I. Stegun, Handbook of mathematical functions, 26.2.23: to 4.5e-4 of the quantile, from √(-2 ln p). */
const top: readonly number[] = [2.515517, 0.802853, 0.010328];
const bottom: readonly number[] = [1, 1.432788, 0.189269, 0.001308];

/**
 * The x <= 0 below which a standard normal number is with probability e^level, for level <= -ln 2: from a rational approximation by two
 * steps of Halley's method on the logarithm of the distribution function, each of which triples the digits, also where the probability
 * itself is 0.
 */
export const normalLogQuantile: LaneFunction = (m, level) => {
  const t = m.sqrt(m.mul(m.constant(-2), atMost(m, level, -Math.LN2)));
  let x = m.sub(m.div(polynomial(m, t, top), polynomial(m, t, bottom)), t);
  for (let k = 0; k < 2; k++) {
    const slope = inverseMills(m, x);
    const step = m.div(m.sub(logNormalCdf(m, x), level), slope);
    const bend = m.mul(m.constant(0.5), m.mul(step, m.add(x, slope)));
    x = m.sub(x, m.div(step, m.add(m.constant(1), bend)));
  }
  const infinity = m.constant(-Infinity);
  return m.select(m.eq(level, infinity), infinity, x);
};
