import { expNegative } from "./exp.ts";
import type { LaneFunction } from "./lane.ts";
import { logReduced } from "./log.ts";

/**
 * Softplus, log(1 + e^x) = max(x, 0) + log(1 + z) with z = e^-|x|, which neither overflows nor loses the
 * tail. With z in [0, 1] the argument of the logarithm is 1 + f, or 2 (1 + f) for f = (z - 1) / 2, and f is
 * exact.
 */
export const softplus: LaneFunction = (m, x) => {
  const zero = m.constant(0);
  const one = m.constant(1);
  const z = expNegative(m, m.neg(m.abs(x)));
  const upper = m.gt(z, m.constant(Math.SQRT2 - 1));
  const f = m.select(upper, m.mul(m.sub(z, one), m.constant(0.5)), z);
  const tail = logReduced(m, f, m.select(upper, one, zero));
  return m.add(m.select(m.gt(x, zero), x, zero), tail);
};
