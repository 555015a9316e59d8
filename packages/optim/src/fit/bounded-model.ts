/** Where a quadratic model of a function is least within bounds, or about that. */
import type { Bounds } from "./bounds.ts";
import type { Pair } from "./curvature-pair.ts";
import { inverse, times } from "./linear-system.ts";
import type { Place } from "./objective.ts";
import { add, dot, moved } from "./vector.ts";

/** The curvature θ I − W M W' that steps have shown. */
interface Curvature {
  readonly theta: number;
  /** The rows of W, one for each unknown. */
  readonly w: readonly Float64Array[];
  readonly m: readonly Float64Array[];
}

/**
 * The place to go to: the first minimum of the model on the way down along the bounds, and from there to the minimum over the
 * unknowns that are free of them.
 *
 * Source: R. Byrd, P. Lu, J. Nocedal, C. Zhu, A limited memory algorithm for bound constrained optimization, 1995; its end as in
 * J. Morales, J. Nocedal, Remark on algorithm 778, 2011.
 * @returns Null if the steps show no curvature that could be used.
 */
export function boundedTarget(place: Place, bounds: Bounds, pairs: readonly Pair[]): Float64Array | null {
  const curvature = curvatureOf(place.x.length, pairs);
  if (curvature === null) return null;
  const { x, moved: shift } = cauchyPoint(place, bounds, curvature);
  return subspaceMinimum(place, bounds, curvature, x, shift);
}

function curvatureOf(n: number, pairs: readonly Pair[]): Curvature | null {
  const latest = pairs.at(-1);
  if (latest === undefined)
    return { theta: 1, w: Array.from({ length: n }, () => new Float64Array(0)), m: [] };
  const theta = dot(latest.change, latest.change) / latest.product;
  const count = pairs.length;
  const middle = Array.from({ length: 2 * count }, () => new Float64Array(2 * count));
  for (const [i, a] of pairs.entries()) {
    (middle[i] as Float64Array)[i] = -a.product;
    for (const [j, b] of pairs.entries()) {
      (middle[count + i] as Float64Array)[count + j] = theta * dot(a.step, b.step);
      if (i <= j) continue;
      const lower = dot(a.step, b.change);
      (middle[count + i] as Float64Array)[j] = lower;
      (middle[j] as Float64Array)[count + i] = lower;
    }
  }
  const m = inverse(middle);
  if (m === null) return null;
  const w = Array.from({ length: n }, (_, k) =>
    Float64Array.from({ length: 2 * count }, (_, j) =>
      j < count
        ? ((pairs[j] as Pair).change[k] as number)
        : theta * ((pairs[j - count] as Pair).step[k] as number),
    ),
  );
  return { theta, w, m };
}

/** Follows the negative gradient, bent at the bounds, to the first minimum of the model. */
function cauchyPoint(
  { x, gradient }: Place,
  bounds: Bounds,
  { theta, w, m }: Curvature,
): { readonly x: Float64Array; readonly moved: Float64Array } {
  const point = Float64Array.from(x);
  const ends = gradient.map((slope, k) => {
    if (slope === 0) return Number.POSITIVE_INFINITY;
    return ((x[k] as number) - ((slope < 0 ? bounds.upper[k] : bounds.lower[k]) as number)) / slope;
  });
  const direction = gradient.map((slope, k) => (ends[k] === 0 ? 0 : -slope));
  const along = new Float64Array(m.length);
  for (const [k, by] of direction.entries()) if (by !== 0) add(along, by, w[k] as Float64Array);
  const shift = new Float64Array(m.length);
  let slope = -dot(direction, direction);
  let bend = -theta * slope - dot(along, times(m, along));
  let since = 0;
  const order = [...ends.keys()]
    .filter((k) => (ends[k] as number) > 0 && (ends[k] as number) < Number.POSITIVE_INFINITY)
    .sort((a, b) => (ends[a] as number) - (ends[b] as number));
  for (const k of order) {
    const until = (ends[k] as number) - since;
    if (!(bend > 0) || -slope / bend < until) break;
    // This unknown has come to its bound, and goes no further.
    const [g, row] = [gradient[k] as number, w[k] as Float64Array];
    point[k] = (g < 0 ? bounds.upper[k] : bounds.lower[k]) as number;
    direction[k] = 0;
    add(shift, until, along);
    slope += until * bend + g * g + theta * g * (point[k] - (x[k] as number));
    slope -= g * dot(row, times(m, shift));
    bend -= theta * g * g + 2 * g * dot(row, times(m, along)) + g * g * dot(row, times(m, row));
    add(along, g, row);
    since += until;
    if (slope >= 0) break;
  }
  const rest = slope < 0 && bend > 0 ? -slope / bend : 0;
  add(shift, rest, along);
  for (const [k, by] of direction.entries()) {
    if (by !== 0) point[k] = bounds.clamped((x[k] as number) + (since + rest) * by, k);
  }
  return { x: point, moved: shift };
}

/** From the Cauchy point to the minimum of the model over the unknowns that are at no bound there. */
function subspaceMinimum(
  { x, gradient }: Place,
  bounds: Bounds,
  { theta, w, m }: Curvature,
  from: Float64Array,
  shift: Float64Array,
): Float64Array {
  const free = [...from.keys()].filter(
    (k) =>
      (from[k] as number) > (bounds.lower[k] as number) && (from[k] as number) < (bounds.upper[k] as number),
  );
  const pulled = times(m, shift);
  const residual = (k: number): number =>
    (gradient[k] as number) +
    theta * ((from[k] as number) - (x[k] as number)) -
    dot(w[k] as Float64Array, pulled);
  const sum = new Float64Array(m.length);
  const squares = m.map(() => new Float64Array(m.length));
  for (const k of free) {
    const row = w[k] as Float64Array;
    add(sum, residual(k), row);
    for (const [i, squared] of squares.entries()) add(squared, (row[i] as number) / theta, row);
  }
  // (I − M W'W / θ)⁻¹ M W'r.
  const system = m.map((row, i) => {
    const difference = new Float64Array(m.length);
    for (const [j, by] of row.entries()) add(difference, -by, squares[j] as Float64Array);
    difference[i] = (difference[i] as number) + 1;
    return difference;
  });
  const solved = inverse(system);
  if (solved === null) return from;
  const v = times(solved, times(m, sum));
  const step = new Float64Array(x.length);
  for (const k of free) step[k] = -(residual(k) + dot(w[k] as Float64Array, v) / theta) / theta;
  const nearest = bounds.nearest(moved(from, 1, step));
  const fall = nearest.reduce(
    (total, value, k) => total + (value - (x[k] as number)) * (gradient[k] as number),
    0,
  );
  if (fall < 0) return nearest;
  return bounds.nearest(moved(from, Math.min(1, bounds.room(from, step)), step));
}
