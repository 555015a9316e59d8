/**
 * Distances between the samples, relative to the scale of the arguments, in the order in which they are tried. Sums with an
 * argument are exact, and yet fall between the numbers that are left of it after a loss of digits.
 */
const spacings: readonly number[] = /* @__PURE__ */ [-48, -40, -32, -24, -18].map(
  (exponent) => 181 * 2 ** exponent,
);
const samples = 7;
/** Orders of differences in which a smooth function has vanished, and (k!)² / (2k)!, the variance they divide by. */
const orders: readonly (readonly [order: number, factor: number])[] = [
  [3, 1 / 20],
  [4, 1 / 70],
  [5, 1 / 252],
];

/**
 * By how much rounding inside a function moves each of its results: the standard deviation of what high differences of
 * closely spaced values leave (J. Moré and S. Wild, Estimating computational noise, SIAM J. Sci. Comput. 33, 2011).
 *
 * A function may lose far more digits than its last: `(1e10 + x) - 1e10` is a staircase, on which short steps see only
 * a slope of 0.
 * @param directions - Each gives the results at a distance along some direction in which all arguments change. There should be
 *   more than one, since along one the arithmetic may be exact by chance.
 * @param results - How many there are.
 */
export function noiseOf(directions: readonly ((t: number) => Float64Array)[], results: number): Float64Array {
  const noise = new Float64Array(results);
  let open = Array.from(noise, (_, i) => i);
  for (const spacing of spacings) {
    if (open.length === 0) break;
    const runs = directions.map((f) =>
      Array.from({ length: samples }, (_, k) => f((k - (samples - 1) / 2) * spacing)),
    );
    open = open.filter((i) => {
      const found = runs.map((rows) => seen(rows.map((row) => row[i] as number)));
      noise[i] = Math.max(noise[i] as number, ...found.map(({ deviation }) => deviation));
      return found.every(({ settled }) => !settled);
    });
  }
  return noise;
}

/** The noise of closely spaced values, and whether larger distances need not be tried. */
function seen(column: readonly number[]): { readonly deviation: number; readonly settled: boolean } {
  if (!column.every(Number.isFinite)) return { deviation: 0, settled: true };
  const changed = column.map((value, k) => k > 0 && value !== column[k - 1]);
  if (changed.filter(Boolean).length > samples / 2) return { deviation: deviation(column), settled: true };
  // A single step may be a jump of the function, neighbouring ones a kink; steps here and there are noise.
  const scattered = changed.slice(changed.indexOf(true), changed.lastIndexOf(true)).includes(false);
  return { deviation: scattered ? Math.max(...column) - Math.min(...column) : 0, settled: false };
}

/** The most that differences of several orders say. */
function deviation(column: readonly number[]): number {
  let differences = column;
  let found = 0;
  for (let order = 1; order < samples; order++) {
    differences = differences.slice(1).map((value, k) => value - (differences[k] as number));
    const factor = orders.find(([of]) => of === order)?.[1];
    if (factor === undefined) continue;
    const most = differences.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
    // Relative to the largest, since squares may overflow.
    const squares = most === 0 ? 0 : differences.reduce((sum, value) => sum + (value / most) ** 2, 0);
    found = Math.max(found, most * Math.sqrt((factor * squares) / differences.length));
  }
  return found;
}
