import type { Loss } from "./loss.ts";
import { inverseOfNormal, triangulate } from "./qr.ts";

/**
 * How the unknowns of a fit vary: σ² (J'J)⁻¹ over those that are free, 0 for the others.
 *
 * Source: P. Huber, Robust Statistics, 1981, section 7.6; for the sum of squares this is the usual variance, the sum over the
 * degrees of freedom.
 * @param jacobian - The derivatives of the residuals, row by row.
 */
export function covarianceOf(
  jacobian: readonly Float64Array[],
  residuals: Float64Array,
  free: readonly number[],
  loss: Loss,
  scale: number,
): number[][] {
  const n = jacobian[0]?.length ?? 0;
  const inverse = inverseOver(jacobian, free);
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
function inverseOver(jacobian: readonly Float64Array[], free: readonly number[]): Float64Array[] {
  const sizes = free.map((k) => {
    let norm = 0;
    for (const row of jacobian) norm = Math.hypot(norm, row[k] as number);
    return norm || 1;
  });
  // No right-hand side is of interest.
  const rows = jacobian.map((row) =>
    Float64Array.from({ length: free.length + 1 }, (_, j) =>
      j < free.length ? (row[free[j] as number] as number) / (sizes[j] as number) : 0,
    ),
  );
  while (rows.length < free.length) rows.push(new Float64Array(free.length + 1));
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
