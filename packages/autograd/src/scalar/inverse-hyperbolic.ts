import type { Lane, LaneFunction } from "./lane.ts";
import { log, log1p } from "./log.ts";

/** From here on 1 is nothing beside x^2, and the function the logarithm of 2x. */
const FAR = 2 ** 28;

function logOfTwice<V, M>(m: Lane<V, M>, x: V): V {
  return m.add(log(m, x), m.constant(Math.LN2));
}

/** Inverse hyperbolic sine. DLMF 4.37.16, as log1p of what is small near 0. */
export const asinh: LaneFunction = (m, x) => {
  const one = m.constant(1);
  const magnitude = m.abs(x);
  const square = m.mul(magnitude, magnitude);
  const excess = m.div(square, m.add(one, m.sqrt(m.add(one, square))));
  const near = log1p(m, m.add(magnitude, excess));
  return m.copysign(m.select(m.lt(magnitude, m.constant(FAR)), near, logOfTwice(m, magnitude)), x);
};

/** Inverse hyperbolic cosine, NaN below 1. DLMF 4.37.19, as log1p of what is small near 1. */
export const acosh: LaneFunction = (m, x) => {
  const excess = m.sub(x, m.constant(1));
  const root = m.sqrt(m.mul(excess, m.add(excess, m.constant(2))));
  const near = log1p(m, m.add(excess, root));
  const found = m.select(m.lt(x, m.constant(FAR)), near, logOfTwice(m, x));
  return m.select(m.lt(x, m.constant(1)), m.constant(NaN), found);
};

/** Inverse hyperbolic tangent, NaN beyond 1. DLMF 4.37.24. */
export const atanh: LaneFunction = (m, x) => {
  const magnitude = m.abs(x);
  const ratio = m.div(m.add(magnitude, magnitude), m.sub(m.constant(1), magnitude));
  return m.copysign(m.mul(m.constant(0.5), log1p(m, ratio)), x);
};
