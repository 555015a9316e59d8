import { normalCdf, normalComplement, normalDensity, scaledNormalTail } from "./erf.ts";
import { scaledComplementFall } from "./erfcx.ts";
import { atMost } from "./exp.ts";
import type { Lane, LaneFunction } from "./lane.ts";
import { log, log1p } from "./log.ts";

/** 1/sqrt(2 pi). */
const NORMAL_FACTOR = 0.3989422804014327;

/** From here on 1 is nothing beside the square. */
const FAR = 1e9;

/** The logarithm of the distribution function of the standard normal distribution. Far below 0 that of its tail, where the tail itself is 0. */
export const logNormalCdf: LaneFunction = (m, x) => {
  const size = m.abs(x);
  const square = m.mul(m.mul(size, m.constant(0.5)), size);
  const below = m.sub(log(m, scaledNormalTail(m, atMost(m, size, FAR))), square);
  return m.select(m.lt(x, m.constant(0)), below, log1p(m, m.neg(normalComplement(m, size))));
};

/** Its derivative, density by distribution function: the inverse of Mills' ratio at -x. Far below 0 it is -x. */
export const inverseMills: LaneFunction = (m, x) => {
  const size = m.abs(x);
  const below = m.div(m.constant(NORMAL_FACTOR), scaledNormalTail(m, atMost(m, size, FAR)));
  const above = m.div(normalDensity(m, x), normalCdf(m, x));
  return m.select(m.lt(x, m.constant(0)), m.select(m.gt(size, m.constant(FAR)), size, below), above);
};

/**
 * x + {@link inverseMills}(x), which take each other away far below 0: by the fall of e^(t^2) erfc(t) at t = -x/sqrt(2), there.
 * What it is times the inverse ratio is the fall of that.
 */
export const inverseMillsGap: LaneFunction = (m, x) => {
  const size = m.abs(x);
  const bounded = atMost(m, size, FAR);
  const fall = scaledComplementFall(m, m.mul(bounded, m.constant(Math.SQRT1_2)));
  const below = m.div(m.mul(m.constant(Math.SQRT1_2 / 2), fall), scaledNormalTail(m, bounded));
  return m.select(m.lt(x, m.constant(0)), reachingZero(m, size, below), m.add(x, inverseMills(m, x)));
};

/** Far out 1 / x. */
function reachingZero<V, M>(m: Lane<V, M>, size: V, near: V): V {
  return m.select(m.gt(size, m.constant(FAR)), m.div(m.constant(1), size), near);
}
