import { atMost, exp, expm1 } from "./exp.ts";
import type { LaneFunction } from "./lane.ts";

/** From here on e^-x is nothing beside e^x, and e^(x/2) squared overflows no sooner than the result. */
const FAR = 22;

/** Half of e^|x|, which may be a number where e^|x| is not. The two factors round, which costs as much again. */
const halfExp: LaneFunction = (m, x) => {
  const root = exp(m, m.mul(m.abs(x), m.constant(0.5)));
  return m.mul(m.mul(root, m.constant(0.5)), root);
};

/** Hyperbolic sine. DLMF 4.28.1, from e^|x| - 1, which is accurate near 0. */
export const sinh: LaneFunction = (m, x) => {
  const magnitude = m.abs(x);
  const u = expm1(m, atMost(m, magnitude, FAR));
  const near = m.mul(m.constant(0.5), m.add(u, m.div(u, m.add(u, m.constant(1)))));
  return m.copysign(m.select(m.lt(magnitude, m.constant(FAR)), near, halfExp(m, x)), x);
};

/** Hyperbolic cosine. DLMF 4.28.2. */
export const cosh: LaneFunction = (m, x) => {
  const magnitude = m.abs(x);
  const e = exp(m, atMost(m, magnitude, FAR));
  const near = m.mul(m.constant(0.5), m.add(e, m.div(m.constant(1), e)));
  return m.select(m.lt(magnitude, m.constant(FAR)), near, halfExp(m, x));
};
