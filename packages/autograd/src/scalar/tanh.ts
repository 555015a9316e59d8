import { atMost } from "./exp.ts";
import type { Lane, LaneFunction } from "./lane.ts";
import { ln2High, ln2Low } from "./ln2.ts";
import { polynomial } from "./polynomial.ts";

/** g of r coth(r/2) = 2 + z g(z), z = r^2 <= 0.945: minimax, relative error 2^-57 (Sollya's `fpminimax`). */
const G64: readonly number[] = [
  0.16666666666666557, -0.0027777777777480872, 6.613756586482758e-5, -1.6534379654846378e-6,
  4.1750742967651066e-8, -1.0532736660546513e-9, 2.4367003060795785e-11,
];

/** The same for float32: minimax, 2^-27. */
const G32: readonly number[] = [0.16666642, -0.00277619, 6.322251e-5];

/** What the functions of this file are made of: their steps are the same, so that compiled code takes them once. */
interface Parts<V, M> {
  readonly magnitude: V;
  /** Whether n counts as 0. */
  readonly near: M;
  readonly n: V;
  /** n, but no larger than that q is a normal number. */
  readonly bounded: V;
  readonly r: V;
  /** r coth(r/2) - 2. */
  readonly excess: V;
  /** excess - r. */
  readonly fall: V;
  /** 2q, for q = 2^-bounded. */
  readonly q2: V;
  /** q (excess - r). */
  readonly t: V;
  /** R + r + q (R - r). */
  readonly below: V;
}

/**
 * Let 2|x| = n ln 2 + r and q = 2^-n. From R = r coth(r/2) = 2 + excess one has e^r = (R + r) / (R - r), so that
 * e^-2|x| = q (R - r) / (R + r), and 1 + e^-2|x| = below / (R + r). r lies in [-0.42, 0.28], a little to the left. n = 1 is
 * counted as 0, and then r is 2|x|.
 */
function parts<V, M>(m: Lane<V, M>, x: V): Parts<V, M> {
  const is32 = m.dtype === "float32";
  const two = m.constant(2);
  const magnitude = m.abs(x);
  const doubled = atMost(m, m.add(magnitude, magnitude), is32 ? 106 : 748);
  const near = m.lt(doubled, m.constant(1.4 * Math.LN2));
  const nearest = m.nearest(m.add(m.mul(doubled, m.constant(Math.LOG2E)), m.constant(0.1)));
  const n = m.select(near, m.constant(0), nearest);
  const r = m.sub(m.sub(doubled, m.mul(n, ln2High(m))), m.mul(n, ln2Low(m)));
  const z = m.mul(r, r);
  const excess = m.mul(z, polynomial(m, z, is32 ? G32 : G64));
  const bounded = atMost(m, n, is32 ? 100 : 1000);
  const q = m.pow2(m.neg(bounded));
  const q2 = m.add(q, q);
  const fall = m.sub(excess, r);
  const t = m.mul(q, fall);
  const below = m.add(m.add(two, q2), m.add(m.add(excess, r), t));
  return { magnitude, near, n, bounded, r, excess, fall, q2, t, below };
}

/**
 * Hyperbolic tangent. DLMF 4.28.4.
 *
 *     tanh|x| = (1 - 2q) + 2q (2r + t + 2q) / below,
 *
 * where 1 - 2q is exact and the rest small, so that its own rounding hardly counts: where r is, 2r + t + 2q stays below 1. For
 * n = 0, down to the smallest x, tanh|x| = r/R = |x| - |x| excess / R.
 */
export const tanh: LaneFunction = (m, x) => {
  const { magnitude, near, r, excess, q2, t, below } = parts(m, x);
  const r2 = m.add(r, r);
  const above = m.select(near, m.neg(m.mul(magnitude, excess)), m.add(m.add(r2, t), q2));
  const rest = m.div(m.mul(q2, above), below);
  return m.copysign(m.add(m.select(near, magnitude, m.sub(m.constant(1), q2)), rest), x);
};

/**
 * Its derivative, sech²x = c (2 - c) with c = 1 - tanh|x| = 2q (R - r) / below: nothing cancels, and next to the tangent itself, whose
 * steps it shares, it costs nine more. What q lacks of 2^-n comes last, so that results underflow with a single rounding.
 */
export const tanhSlope: LaneFunction = (m, x) => {
  const { n, bounded, fall, q2, below } = parts(m, x);
  const two = m.constant(2);
  const complement = m.div(m.mul(q2, m.add(two, fall)), below);
  return m.mul(m.mul(complement, m.sub(two, complement)), m.pow2(m.sub(bounded, n)));
};
