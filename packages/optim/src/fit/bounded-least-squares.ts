import { backSubstitute, triangulate } from "./qr.ts";

/**
 * The x for which |R x − rhs| is least between bounds, between which 0 lies.
 *
 * Source: P. Stark, R. Parker, Bounded-variable least-squares: an algorithm and applications, 1995: unknowns are held at bounds
 * that they would cross, and let go where the sum would fall if they moved back.
 * @param r - The rows of a triangular matrix without zeros on its diagonal.
 */
export function boundedLeastSquares(
  r: readonly Float64Array[],
  rhs: Float64Array,
  lower: Float64Array,
  upper: Float64Array,
): Float64Array {
  const n = rhs.length;
  const x: Float64Array = new Float64Array(n);
  const isFree = Array.from({ length: n }, () => true);
  // Each pass holds one more, or lets one go from a point that is least among those like it.
  for (let count = 0; count < 10 * n + 10; count++) {
    const free = [...isFree.keys()].filter((k) => isFree[k]);
    const target = leastOver(r, rhs, x, free);
    let part = 1;
    let first = -1;
    let end = 0;
    for (const k of free) {
      const [from, to] = [x[k] as number, target[k] as number];
      const bound = (to > from ? upper[k] : lower[k]) as number;
      if (to > from ? to <= bound : to >= bound) continue;
      const reached = (bound - from) / (to - from);
      if (reached < part || first < 0) [part, first, end] = [reached, k, bound];
    }
    for (const k of free) x[k] = (x[k] as number) + part * ((target[k] as number) - (x[k] as number));
    if (first >= 0) {
      x[first] = end;
      isFree[first] = false;
      continue;
    }
    for (const k of free) x[k] = target[k] as number;
    const slopes = slopesOf(r, rhs, x);
    let worst = -1;
    for (const [k, slope] of slopes.entries()) {
      // Which of the two bounds it is at, slopes tell: down means away from it.
      const isReleased =
        !isFree[k] &&
        (slope > 0 ? (x[k] as number) > (lower[k] as number) : (x[k] as number) < (upper[k] as number));
      if (isReleased && slope !== 0 && (worst < 0 || Math.abs(slope) > Math.abs(slopes[worst] as number)))
        worst = k;
    }
    if (worst < 0) break;
    isFree[worst] = true;
  }
  return x;
}

/** The least over some unknowns, the others being held. */
function leastOver(
  r: readonly Float64Array[],
  rhs: Float64Array,
  x: Float64Array,
  free: readonly number[],
): Float64Array {
  if (free.length === x.length) return backSubstitute(r, rhs);
  const count = r.length;
  const matrix = new Float64Array(count * (free.length + 1));
  for (const [i, row] of r.entries()) {
    let rest = rhs[i] as number;
    for (const [k, at] of x.entries()) rest -= free.includes(k) ? 0 : (row[k] as number) * at;
    for (const [j, k] of free.entries()) matrix[j * count + i] = row[k] as number;
    matrix[free.length * count + i] = rest;
  }
  const target = Float64Array.from(x);
  const found = triangulate(matrix, free.length);
  for (const [j, value] of backSubstitute(found.r, found.rhs).entries()) target[free[j] as number] = value;
  return target;
}

/** R'(R x − rhs). */
function slopesOf(r: readonly Float64Array[], rhs: Float64Array, x: Float64Array): Float64Array {
  const slopes = new Float64Array(x.length);
  for (const [i, row] of r.entries()) {
    let error = -(rhs[i] as number);
    for (const [k, at] of x.entries()) error += (row[k] as number) * at;
    for (const [k, value] of row.entries()) slopes[k] = (slopes[k] as number) + value * error;
  }
  return slopes;
}
