import { expNegative } from "./exp.ts";
import type { Lane, LaneFunction, LaneFunction2 } from "./lane.ts";
import { logReduced } from "./log.ts";

/**
 * log(1 + z) with z = e^-|x|, which neither overflows nor loses the tail. With z in [0, 1] the argument of the logarithm is 1 + f,
 * or 2 (1 + f) for f = (z - 1) / 2, and f is exact.
 */
function excess<V, M>(m: Lane<V, M>, x: V): V {
  const one = m.constant(1);
  const z = expNegative(m, m.neg(m.abs(x)));
  const upper = m.gt(z, m.constant(Math.SQRT2 - 1));
  const f = m.select(upper, m.mul(m.sub(z, one), m.constant(0.5)), z);
  return logReduced(m, f, m.select(upper, one, m.constant(0)));
}

/** Softplus, log(1 + e^x) = max(x, 0) + log(1 + e^-|x|). */
export const softplus: LaneFunction = (m, x) => {
  const zero = m.constant(0);
  return m.add(m.select(m.gt(x, zero), x, zero), excess(m, x));
};

/** log(e^a + e^b) = max(a, b) + log(1 + e^-|a - b|). Equal infinities have no difference. */
export const logaddexp: LaneFunction2 = (m, a, b) => {
  const difference = m.select(m.eq(a, b), m.constant(0), m.sub(a, b));
  return m.add(m.max(a, b), excess(m, difference));
};
