import type { LaneFunction } from "./lane.ts";
import { log, log1p } from "./log.ts";

/**
 * ln(x / (1 - x)), from -infinity at 0 to infinity at 1. Around 1/2, where the odds are near 1, what they exceed 1 by is
 * (2x - 1) / (1 - x), whose terms are exact.
 */
export const logit: LaneFunction = (m, x) => {
  const one = m.constant(1);
  const other = m.sub(one, x);
  const twice = m.sub(m.add(x, x), one);
  const isNear = m.lt(m.abs(twice), m.constant(0.5));
  return m.select(isNear, log1p(m, m.div(twice, other)), log(m, m.div(x, other)));
};

/** Its derivative, 1 / (x (1 - x)). */
export const logitSlope: LaneFunction = (m, x) => {
  const one = m.constant(1);
  return m.div(one, m.mul(x, m.sub(one, x)));
};
