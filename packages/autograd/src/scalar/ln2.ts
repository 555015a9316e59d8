import type { Lane } from "./lane.ts";

/**
 * ln 2 as a sum of two numbers, the first short enough that k times it is exact for every exponent k of the
 * dtype (Cody and Waite 1980). float64: the digits of fdlibm's e_exp.c.
 */
const FLOAT64: readonly [number, number] = [6.9314718036912381649e-1, 1.90821492927058770002e-10];
const FLOAT32: readonly [number, number] = [0.693145751953125, 1.428606765330187e-6];

/** The leading part of ln 2, exact times any exponent. */
export function ln2High<V, M>(m: Lane<V, M>): V {
  return m.constant((m.dtype === "float32" ? FLOAT32 : FLOAT64)[0]);
}

/** What {@link ln2High} leaves of ln 2. */
export function ln2Low<V, M>(m: Lane<V, M>): V {
  return m.constant((m.dtype === "float32" ? FLOAT32 : FLOAT64)[1]);
}
