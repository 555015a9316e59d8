import type { Loss } from "./loss.ts";
import { columnNorms, inverseOfNormal, triangulate } from "./qr.ts";

/**
 * How the unknowns of a fit vary: σ² (J'J)⁻¹ over those that are free, 0 for the others.
 *
 * Source: P. Huber, Robust Statistics, 1981, section 7.6; for the sum of squares this is the usual variance, the sum over the
 * degrees of freedom.
 * @param jacobian - The derivatives of the residuals by n unknowns, row by row.
 */
export function covarianceOf(
  jacobian: Float64Array,
  n: number,
  residuals: Float64Array,
  free: readonly number[],
  loss: Loss,
  scale: number,
): number[][] {
  const inverse = inverseOver(jacobian, n, free);
  const variance = varianceOf(residuals, free.length, loss, scale);
  const covariance = Array.from({ length: n }, () => new Array<number>(n).fill(0));
  for (const [i, row] of free.entries()) {
    for (const [j, column] of free.entries()) {
      (covariance[row] as number[])[column] = variance * ((inverse[i] as Float64Array)[j] as number);
    }
  }
  return covariance;
}

/** (J'J)⁻¹ of some columns, by way of columns of norm 1. */
function inverseOver(jacobian: Float64Array, n: number, free: readonly number[]): Float64Array[] {
  const norms = columnNorms(jacobian, n, n);
  const sizes = free.map((k) => (norms[k] as number) || 1);
  const width = free.length + 1;
  const count = jacobian.length / n;
  // No right-hand side is of interest.
  const rows = new Float64Array(width * Math.max(count, free.length));
  for (let i = 0; i < count; i++) {
    for (const [j, k] of free.entries())
      rows[i * width + j] = (jacobian[i * n + k] as number) / (sizes[j] as number);
  }
  return inverseOfNormal(triangulate(rows, free.length).r).map((row, i) =>
    row.map((entry, j) => entry / (sizes[i] as number) / (sizes[j] as number)),
  );
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
