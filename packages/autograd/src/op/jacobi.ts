/** What Jacobi's methods for eigenvalues and for singular values share: rotations of two columns, and the signs of the result. */
import type { Lane } from "../scalar/lane.ts";
import type { Cell, Index, Machine, Memory } from "../scalar/machine.ts";

/** Where numbers do not settle, as those that are not finite, it ends all the same. */
export const mostSweeps = 60;

/** A rotation: its tangent, cosine and sine. */
export interface Rotation<V> {
  readonly tangent: Cell<V>;
  readonly cosine: Cell<V>;
  readonly sine: Cell<V>;
}

/** The smaller one of both rotations whose angle has a given cotangent of its double. */
export function rotationOf<V, M, I>(m: Machine<V, M, I>, lane: Lane<V, M>, cotangent: V): Rotation<V> {
  const one = lane.constant(1);
  const root = lane.sqrt(lane.add(lane.mul(cotangent, cotangent), one));
  const tangent = m.cell(lane.div(lane.copysign(one, cotangent), lane.add(lane.abs(cotangent), root)));
  const cosine = m.cell(lane.div(one, lane.sqrt(lane.add(lane.mul(tangent.get(), tangent.get()), one))));
  const sine = m.cell(lane.mul(tangent.get(), cosine.get()));
  return { tangent, cosine, sine };
}

/** Turns two columns, at one row. */
export function rotate<V, M, I>(
  lane: Lane<V, M>,
  { cosine, sine }: Rotation<V>,
  memory: Memory<V, I>,
  row: Index<I>,
  p: Index<I>,
  q: Index<I>,
): void {
  const [x, z] = [memory.read(row, p), memory.read(row, q)];
  memory.write(lane.sub(lane.mul(cosine.get(), x), lane.mul(sine.get(), z)), row, p);
  memory.write(lane.add(lane.mul(sine.get(), x), lane.mul(cosine.get(), z)), row, q);
}

/** The sign of the largest component of a column between two rows, of equal ones the first. */
export function signOfColumn<V, M, I>(
  m: Machine<V, M, I>,
  lane: Lane<V, M>,
  memory: Memory<V, I>,
  [from, to]: readonly [from: number, to: number],
  column: Index<I>,
): Cell<V> {
  const largest = m.cell(lane.constant(0));
  m.range(from, to, (row) => {
    const own = memory.read(row, column);
    const isLarger = lane.gt(lane.abs(own), lane.abs(largest.get()));
    largest.set(lane.select(isLarger, own, largest.get()));
  });
  return m.cell(lane.copysign(lane.constant(1), largest.get()));
}
