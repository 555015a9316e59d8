import type { Slope } from "./ladder.ts";

/** A slope for step 0, from slopes over several steps. */
export interface Extrapolation {
  readonly value: number;
  /** How far it may be off: what the last extrapolation changed, and noise. */
  readonly error: number;
  readonly noise: number;
  /** The smallest and the largest step that it was made from, and the slope over the smallest. */
  readonly step: number;
  readonly reach: number;
  readonly raw: number;
}

/** Slopes that take part in one extrapolation. */
const depth = 5;
/** Steps further apart than this are not extrapolated from together. */
const farthest = 8;

/**
 * All extrapolations to step 0 of slopes given by descending step, as polynomials in step^power: 2 for central
 * differences, 1 for one-sided ones. The estimates of error are those of Ridders (Advances in Engineering Software
 * 4, 1982; Numerical Recipes, 5.7): by how much a value differs from its two parents in Neville's tableau.
 */
export function extrapolations(slopes: readonly Slope[], power: 1 | 2): Extrapolation[] {
  const found: Extrapolation[] = [];
  let row: number[] = [];
  // Weights of one-sided extrapolation are larger, and so is what they make of noise.
  const amplified = power === 1 ? 8 : 2;
  for (const [k, { step, value, noise }] of slopes.entries()) {
    const before = slopes[k - 1];
    const above = before === undefined || before.step > farthest * step ? [] : row;
    row = [value];
    for (let order = 1; order <= Math.min(above.length, depth - 1); order++) {
      const reach = (slopes[k - order] as Slope).step;
      const ratio = (reach / step) ** power;
      const [left, diagonal] = [row[order - 1] as number, above[order - 1] as number];
      const next = left + (left - diagonal) / (ratio - 1);
      row.push(next);
      const change = Math.max(Math.abs(next - left), Math.abs(next - diagonal));
      const rounding = amplified * noise + Number.EPSILON * Math.abs(next);
      found.push({ value: next, error: change + rounding, noise: rounding, step, reach, raw: value });
    }
  }
  return found;
}

/**
 * Whether slopes over smaller steps contradict an extrapolation. Slopes over large steps may agree with each other by
 * chance, or because they all reach across the same kink or jump; only what smaller steps confirm is to be believed.
 */
export function isRefuted(found: Extrapolation, slopes: readonly Slope[], power: 1 | 2): boolean {
  const truncation = Math.abs(found.raw - found.value);
  for (const slope of slopes) {
    if (slope.step >= found.step) continue;
    const allowed = found.error + 4 * slope.noise + 4 * truncation * (slope.step / found.step) ** power;
    if (!(Math.abs(slope.value - found.value) <= allowed)) return true;
  }
  return false;
}

/** What slopes over steps larger than expected have to settle to, relative to their value. */
const clear = 1e-3;

/**
 * The most accurate extrapolation that is not refuted.
 * @param trusted - Larger steps than this count only if they say clearly something else than 0, which is what slopes of
 *   bounded functions over ever larger steps tend to.
 */
export function best(slopes: readonly Slope[], power: 1 | 2, trusted: number): Extrapolation | null {
  let chosen: Extrapolation | null = null;
  for (const candidate of extrapolations(slopes, power)) {
    if (!(candidate.error < (chosen?.error ?? Infinity))) continue;
    if (candidate.reach > trusted && candidate.error > clear * Math.abs(candidate.value)) continue;
    if (!isRefuted(candidate, slopes, power)) chosen = candidate;
  }
  return chosen;
}
