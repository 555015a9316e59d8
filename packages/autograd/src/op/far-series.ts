/** Second derivatives far out, whose closed forms are differences of terms that are almost the same. */
import { abs } from "./abs.ts";
import { add } from "./add.ts";
import { greater } from "./comparison.ts";
import type { Builder } from "./definition.ts";
import { mul } from "./mul.ts";
import { where } from "./where.ts";

/** Σ cₖ tᵏ. */
export function powerSeries<V>(b: Builder<V>, t: V, coefficients: readonly number[]): V {
  const constants = coefficients.map((c) => b.constant(c, t));
  return constants.reduceRight((sum, c) => b(add, b(mul, sum, t), c));
}

/** One value further from 0 than a number, another nearer to it. */
export function farther<V>(b: Builder<V>, x: V, than: number, far: V, near: V): V {
  return b(where, b(greater, b(abs, x), b.constant(than, x)), far, near);
}
