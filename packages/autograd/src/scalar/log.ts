import { atMost } from "./exp.ts";
import type { Lane, LaneFunction } from "./lane.ts";
import { ln2High, ln2Low } from "./ln2.ts";
import { polynomial } from "./polynomial.ts";

/** P of log(1 + f) = 2 atanh(s) = 2s + s^3 P(s^2), |s| <= 0.1716: fdlibm's e_log.c (Sun, 1993), 2^-58.45. */
const P64: readonly number[] = [
  6.66666666666673513e-1, 3.999999999940941908e-1, 2.857142874366239149e-1, 2.222219843214978396e-1,
  1.818357216161805012e-1, 1.531383769920937332e-1, 1.479819860511658591e-1,
];

/** The same for float32: FreeBSD's e_logf.c, 2^-34. */
const P32: readonly number[] = [0.66666662693, 0.40000972152, 0.28498786688, 0.24279078841];

/**
 * log(2^k (1 + f)) for 1 + f in [sqrt(1/2), sqrt(2)]. The sum is arranged so that f itself is added last but
 * one, unrounded (fdlibm).
 */
export function logReduced<V, M>(m: Lane<V, M>, f: V, k: V): V {
  const s = m.div(f, m.add(m.constant(2), f));
  const z = m.mul(s, s);
  const p = m.mul(z, polynomial(m, z, m.dtype === "float32" ? P32 : P64));
  const halfSquare = m.mul(m.constant(0.5), m.mul(f, f));
  const low = m.add(m.mul(s, m.add(halfSquare, p)), m.mul(k, ln2Low(m)));
  return m.sub(m.mul(k, ln2High(m)), m.sub(m.sub(halfSquare, low), f));
}

/**
 * x = 2^k (1 + f) with 1 + f in [sqrt(1/2), sqrt(2)]. A lane's values are pure, so a pair of them costs
 * nothing there.
 */
export interface Octave<V> {
  readonly k: V;
  readonly f: V;
}

/** Of a positive normal number. */
function octaveOf<V, M>(m: Lane<V, M>, x: V): Octave<V> {
  const one = m.constant(1);
  const mantissa = m.mantissa(x);
  const upper = m.gt(mantissa, m.constant(Math.SQRT2));
  return {
    k: m.add(m.exponent(x), m.select(upper, one, m.constant(0))),
    f: m.sub(m.select(upper, m.mul(mantissa, m.constant(0.5)), mantissa), one),
  };
}

/** Of a positive number, which may be subnormal. */
export function octave<V, M>(m: Lane<V, M>, x: V): Octave<V> {
  const subnormal = m.lt(x, m.constant(m.dtype === "float32" ? 2 ** -126 : 2 ** -1022));
  const { k, f } = octaveOf(m, m.select(subnormal, m.mul(x, m.constant(2 ** 54)), x));
  return { k: m.sub(k, m.select(subnormal, m.constant(54), m.constant(0))), f };
}

/**
 * Natural logarithm. DLMF 4.2. log(0) = -infinity, also of -0; NaN below. x = 2^k (1 + f), then the series of
 * atanh(f / (2 + f)) as a minimax polynomial.
 */
export const log: LaneFunction = (m, x) => {
  const zero = m.constant(0);
  const infinity = m.constant(Infinity);
  const { k, f } = octave(m, x);
  const outside = m.select(m.eq(x, zero), m.constant(-Infinity), m.constant(NaN));
  return m.select(m.gt(x, zero), m.select(m.lt(x, infinity), logReduced(m, f, k), infinity), outside);
};

/**
 * log(1 + x), accurate near 0. DLMF 4.2. log1p(-1) = -infinity; NaN below. The sum 1 + x rounds; what it
 * loses is exact (Dekker's Fast2Sum, 1971) and joins f, so that for k = 0, and down to the smallest x, f is x
 * itself.
 */
export const log1p: LaneFunction = (m, x) => {
  const one = m.constant(1);
  const infinity = m.constant(Infinity);
  const sum = m.add(one, x);
  const lost = m.sub(x, m.sub(sum, one));
  const { k, f: leading } = octaveOf(m, sum);
  const f = m.add(leading, m.mul(lost, m.pow2(m.neg(atMost(m, k, 100)))));
  const outside = m.select(m.eq(sum, m.constant(0)), infinity, m.constant(NaN));
  const result = m.select(m.lt(x, infinity), logReduced(m, f, k), infinity);
  return m.copysign(m.select(m.gt(sum, m.constant(0)), result, outside), x);
};
