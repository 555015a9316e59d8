/**
 * Elimination by panels: some columns are found before what is to their right is changed, which then is read and written once for all
 * of them, in the order in which they would have changed it one by one. G. Golub, C. Van Loan, Matrix computations, 2013, 3.2.11.
 */
import type { Index, Machine, Memory } from "../scalar/machine.ts";

/** So many columns. */
export const panelWidth = 8;

/** The indices of a panel. */
export function panelFrom<V, M, I>(m: Machine<V, M, I>, from: I): I[] {
  return Array.from({ length: panelWidth }, (_, k) => m.plus(from, k));
}

/** Takes multiples of the rows of pivots away from a row, from a column on, in the order of the pivots. */
export function changeRow<V, M, I>(
  m: Machine<V, M, I>,
  y: Memory<V, I>,
  [i, from]: readonly [Index<I>, Index<I>],
  pivots: readonly I[],
  factorOf: (pivot: I) => V,
): void {
  m.each(y.dtype, from, y.sizes[0] as number, pivots.map(factorOf), (lane, j, factors) => {
    const rest = pivots.reduce(
      (left, k, at) => lane.sub(left, lane.mul(factors[at] as V, y.read(k, j))),
      y.read(i, j),
    );
    y.write(rest, i, j);
  });
}
