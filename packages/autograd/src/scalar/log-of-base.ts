import type { Lane, LaneFunction } from "./lane.ts";
import { longLog } from "./long-log.ts";

/** 1 / ln(base) as what {@link Lane.upper} leaves of it and the rest, from its digits (OEIS A007525, A002285). */
interface Factor {
  readonly whole: number;
  readonly rest: { readonly float64: number; readonly float32: number };
}

const base2: Factor = {
  whole: Math.LOG2E,
  rest: { float64: 1.9259629911266175e-8, float32: 0.00031222839606925845 },
};

const base10: Factor = {
  whole: Math.LOG10E,
  rest: { float64: 4.798111141615973e-9, float32: 9.038033749675378e-5 },
};

/**
 * ln(x) / ln(base), rounded nearly once: both factors are longer than the dtype, and the product of their first parts is
 * exact. So powers of the base give integers.
 */
function logOfBase<V, M>(m: Lane<V, M>, x: V, { whole, rest }: Factor): V {
  const zero = m.constant(0);
  const infinity = m.constant(Infinity);
  const log = longLog(m, x);
  const factor = m.constant(whole);
  const low = m.constant(rest[m.dtype === "float32" ? "float32" : "float64"]);
  const small = m.add(m.mul(log.high, low), m.mul(log.low, factor));
  const inside = m.add(m.mul(log.high, m.upper(factor)), small);
  const outside = m.select(m.eq(x, zero), m.constant(-Infinity), m.constant(NaN));
  return m.select(m.gt(x, zero), m.select(m.lt(x, infinity), inside, infinity), outside);
}

/** Logarithm to base 2. DLMF 4.2.5. log2(0) = -infinity, also of -0; NaN below. */
export const log2: LaneFunction = (m, x) => logOfBase(m, x, base2);

/** Logarithm to base 10. DLMF 4.2.16. log10(0) = -infinity, also of -0; NaN below. */
export const log10: LaneFunction = (m, x) => logOfBase(m, x, base10);
