/** What Jacobi's methods for eigenvalues and for singular values share: rotations of two columns, and the signs of the result. */
import type { Lane } from "../scalar/lane.ts";
import type { Cell, Index, Machine, Memory } from "../scalar/machine.ts";

/** Up to so many rows elements are turned away one by one: many more steps, but exact digits of small numbers beside large ones. */
export const mostByTurns = 16;

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

/** Turns two rows of a matrix, if there is one. */
export function turnRows<V, M, I>(
  m: Machine<V, M, I>,
  { dtype }: Lane<V, M>,
  { cosine, sine }: Pick<Rotation<V>, "cosine" | "sine">,
  memory: Memory<V, I> | null,
  p: Index<I>,
  q: Index<I>,
): void {
  if (memory === null) return;
  m.each(dtype, 0, memory.sizes[1] as number, [cosine.get(), sine.get()], (lane, k, [c, s]) => {
    const [x, z] = [memory.read(p, k), memory.read(q, k)];
    memory.write(lane.sub(lane.mul(c as V, x), lane.mul(s as V, z)), p, k);
    memory.write(lane.add(lane.mul(s as V, x), lane.mul(c as V, z)), q, k);
  });
}

/**
 * Rotates each element of a symmetric matrix that is beside the diagonal away, in turn, until none is left that counts, and with it
 * rows of another matrix, if there is one.
 */
export function diagonaliseByTurns<V, M, I>(
  m: Machine<V, M, I>,
  lane: Lane<V, M>,
  a: Memory<V, I>,
  vectors: Memory<V, I> | null,
): void {
  const size = a.sizes[0] as number;
  const integers = m.lane("int32");
  const [none, half] = [lane.constant(0), lane.constant(0.5)];
  const [no, yes] = [integers.constant(0), integers.constant(1)];
  const isUnfinished = m.cell(yes);
  m.range(0, mostSweeps, () => {
    m.range(0, m.index(isUnfinished.get()), () => {
      isUnfinished.set(no);
      m.range(0, size, (p) => {
        m.range(m.plus(p, 1), size, (q) => {
          const [app, aqq, apq] = [a.read(p, p), a.read(q, q), a.read(p, q)];
          const scale = lane.max(lane.abs(app), lane.abs(aqq));
          // What does not change it does not count; NaN does.
          const isSmall = lane.eq(lane.add(apq, scale), scale);
          const turns = integers.select(isSmall, no, yes);
          isUnfinished.set(integers.select(isSmall, isUnfinished.get(), yes));
          m.range(0, m.index(turns), () => {
            const rotation = rotationOf(m, lane, lane.div(lane.mul(half, lane.sub(aqq, app)), apq));
            const change = lane.mul(rotation.tangent.get(), apq);
            turnRows(m, lane, rotation, a, p, q);
            turnRows(m, lane, rotation, vectors, p, q);
            m.range(0, size, (i) => {
              a.write(a.read(p, i), i, p);
              a.write(a.read(q, i), i, q);
            });
            a.write(lane.sub(app, change), p, p);
            a.write(lane.add(aqq, change), q, q);
            a.write(none, p, q);
            a.write(none, q, p);
          });
        });
      });
    });
  });
}

/** The sign of the largest component of a vector between two indices, of equal ones the first. */
export function signOf<V, M, I>(
  m: Machine<V, M, I>,
  lane: Lane<V, M>,
  [from, to]: readonly [from: number, to: number],
  component: (k: I) => V,
): Cell<V> {
  const largest = m.cell(lane.constant(0));
  m.range(from, to, (k) => {
    const own = component(k);
    const isLarger = lane.gt(lane.abs(own), lane.abs(largest.get()));
    largest.set(lane.select(isLarger, own, largest.get()));
  });
  return m.cell(lane.copysign(lane.constant(1), largest.get()));
}
