import type { Loss } from "./loss.ts";
import { backSubstitute, columnNorms, inverseOfNormal, roundingOf, triangulate } from "./qr.ts";

/**
 * How the unknowns of a fit vary: σ² (J'J)⁻¹ over those that are free, 0 for the others.
 *
 * Source: P. Huber, Robust Statistics, 1981, section 7.6; for the sum of squares this is the usual variance, the sum over the
 * degrees of freedom.
 * @param slopes - The derivatives of the residuals by n unknowns, those by one unknown after those by another.
 */
export function covarianceOf(
  slopes: Float64Array,
  n: number,
  residuals: Float64Array,
  free: readonly number[],
  loss: Loss,
  scale: number,
): number[][] {
  const { inverse, rank } = inverseOver(slopes, n, free);
  const variance = varianceOf(residuals, rank, loss, scale);
  const covariance = Array.from({ length: n }, () => new Array<number>(n).fill(0));
  for (const [i, row] of free.entries()) {
    for (const [j, column] of free.entries()) {
      const entry = (inverse[i] as Float64Array)[j] as number;
      // Also where nothing is left over.
      (covariance[row] as number[])[column] = entry === Number.POSITIVE_INFINITY ? entry : variance * entry;
    }
  }
  return covariance;
}

/**
 * (J'J)⁻¹ of some columns, by way of columns of norm 1. Unknowns that nothing can tell apart vary without bound, the others as they do
 * with one of these held.
 */
function inverseOver(
  slopes: Float64Array,
  n: number,
  free: readonly number[],
): { readonly inverse: readonly Float64Array[]; readonly rank: number } {
  const count = slopes.length / n;
  const norms = columnNorms(slopes, count, n);
  const sizes = free.map((k) => (norms[k] as number) || 1);
  const height = Math.max(count, free.length);
  // No right-hand side is of interest.
  const matrix = new Float64Array((free.length + 1) * height);
  for (const [j, k] of free.entries()) {
    const size = sizes[j] as number;
    for (let i = 0; i < count; i++) matrix[j * height + i] = (slopes[k * count + i] as number) / size;
  }
  const { r, dependent } = triangulate(matrix, free.length, roundingOf(height));
  const kept = [...free.keys()].filter((j) => !dependent.includes(j));
  const triangle = kept.map((_, i) => Float64Array.from(kept, (j) => (r[i] as Float64Array)[j] as number));
  const ofKept = inverseOfNormal(triangle);
  const inverse = free.map(() => new Float64Array(free.length));
  for (const [a, i] of kept.entries()) {
    for (const [b, j] of kept.entries()) {
      const entry = (ofKept[a] as Float64Array)[b] as number;
      (inverse[i] as Float64Array)[j] = entry / (sizes[i] as number) / (sizes[j] as number);
    }
  }
  for (const j of dependent) {
    // What the column is made of: moving along it changes nothing.
    const parts = backSubstitute(
      triangle,
      Float64Array.from(kept, (_, i) => (r[i] as Float64Array)[j] as number),
    );
    const moved = [j, ...kept.filter((_, i) => Math.abs(parts[i] as number) > 1e-8)];
    for (const i of moved) (inverse[i] as Float64Array)[i] = Number.POSITIVE_INFINITY;
  }
  return { inverse, rank: kept.length };
}

function varianceOf(residuals: Float64Array, unknowns: number, loss: Loss, scale: number): number {
  const count = residuals.length;
  let squares = 0;
  let sum = 0;
  let sumOfSquares = 0;
  for (const residual of residuals) {
    const z = (residual / scale) ** 2;
    const [, slope, bend] = loss(z);
    // The derivative of half the cost by the residual, and how it changes.
    const [pull, change] = [slope * residual, slope + 2 * z * bend];
    squares += pull * pull;
    sum += change;
    sumOfSquares += change * change;
  }
  const mean = sum / count;
  const spread = Math.max(0, sumOfSquares / count - mean * mean);
  const correction = 1 + ((unknowns / count) * spread) / mean ** 2;
  return ((squares / Math.max(0, count - unknowns)) * correction ** 2) / mean ** 2;
}
