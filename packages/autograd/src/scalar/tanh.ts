import { atMost } from "./exp.ts";
import type { LaneFunction } from "./lane.ts";
import { ln2High, ln2Low } from "./ln2.ts";
import { polynomial } from "./polynomial.ts";

/** g of r coth(r/2) = 2 + z g(z), z = r^2 <= 0.945: minimax, relative error 2^-57 (Sollya's `fpminimax`). */
const G64: readonly number[] = [
  0.16666666666666557, -0.0027777777777480872, 6.613756586482758e-5, -1.6534379654846378e-6,
  4.1750742967651066e-8, -1.0532736660546513e-9, 2.4367003060795785e-11,
];

/** The same for float32: minimax, 2^-27. */
const G32: readonly number[] = [0.16666642, -0.00277619, 6.322251e-5];

/**
 * Hyperbolic tangent. DLMF 4.28.4.
 *
 * Let 2|x| = n ln 2 + r and q = 2^-n. From R = r coth(r/2) = 2 + excess one has e^r = (R + r) / (R - r), and
 * so with t = q (excess - r)
 *
 *     tanh|x| = (1 - 2q) + 2q (2r + t + 2q) / (2 + 2q + excess + r + t),
 *
 * where 1 - 2q is exact and the rest small, so that its own rounding hardly counts. r lies in [-0.42, 0.28],
 * a little to the left, which keeps 2r + t + 2q below 1. n = 1 is counted as 0: there, and down to the
 * smallest x, tanh|x| = r/R = |x| - |x| excess / R.
 */
export const tanh: LaneFunction = (m, x) => {
  const is32 = m.dtype === "float32";
  const two = m.constant(2);
  const magnitude = m.abs(x);
  const doubled = atMost(m, m.add(magnitude, magnitude), is32 ? 24 : 50);
  const near = m.lt(doubled, m.constant(1.4 * Math.LN2));
  const nearest = m.nearest(m.add(m.mul(doubled, m.constant(Math.LOG2E)), m.constant(0.1)));
  const n = m.select(near, m.constant(0), nearest);
  const r = m.sub(m.sub(doubled, m.mul(n, ln2High(m))), m.mul(n, ln2Low(m)));
  const z = m.mul(r, r);
  const excess = m.mul(z, polynomial(m, z, is32 ? G32 : G64));

  const q = m.pow2(m.neg(n));
  const q2 = m.add(q, q);
  const r2 = m.add(r, r);
  const t = m.mul(q, m.sub(excess, r));
  const below = m.add(m.add(two, q2), m.add(m.add(excess, r), t));
  const above = m.select(near, m.neg(m.mul(magnitude, excess)), m.add(m.add(r2, t), q2));
  const rest = m.div(m.mul(q2, above), below);
  return m.copysign(m.add(m.select(near, magnitude, m.sub(m.constant(1), q2)), rest), x);
};
