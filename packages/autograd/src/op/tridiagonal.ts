/**
 * How eigenvalues of a symmetric matrix are found: reflections leave three diagonals of it, which rotations then diagonalise. G. Golub,
 * C. Van Loan, Matrix computations, 2013, 8.3; E. Anderson et al., LAPACK users' guide, 1999, dsytrd and dsteqr.
 */
import type { Lane } from "../scalar/lane.ts";
import type { Cell, Machine, Memory } from "../scalar/machine.ts";
import { rotationOf, signOf, turnRows } from "./jacobi.ts";
import {
  begin,
  beside,
  changeAndMultiply,
  changed,
  diagonal,
  earlierProduct,
  earlierVector,
  factors,
  keepStep,
  leastSquare,
  type Pending,
  powersFor,
  product,
  reflectionOf,
  scaleProduct,
  vector,
  type Work,
} from "./reflection.ts";

/** Steps for one eigenvalue, of which it takes two or so. Where numbers do not settle, as those that are not finite, it ends all the same. */
export const mostSteps = 40;

/** A square matrix, and rows of working memory as long. */
interface SquareWork<V, M, I> extends Work<V, M, I> {
  readonly size: number;
  readonly a: Memory<V, I>;
}

/** What the step before leaves to be taken away from a symmetric matrix, and from any. */
const bothSides: Pending = [
  [earlierVector, earlierProduct],
  [earlierProduct, earlierVector],
];
const oneSide: Pending = [[earlierVector, earlierProduct]];

/**
 * A power of two, and the one that undoes it: where squares of numbers that count would be out of range, it makes the largest number of
 * a matrix about 1.
 */
export function scalesOf<V, M, I>(
  m: Machine<V, M, I>,
  lane: Lane<V, M>,
  a: Memory<V, I>,
): { readonly down: V; readonly up: V } {
  const [rows = 0, columns = 0] = a.sizes;
  const [least, most] = lane.dtype === "float64" ? [-100, 400] : [-10, 50];
  const largest = m.cell(lane.constant(0));
  m.range(0, rows, (i) => {
    m.range(0, columns, (j) => largest.set(lane.max(largest.get(), lane.abs(a.read(i, j)))));
  });
  const found = lane.exponent(largest.get());
  const isUsual = lane.and(lane.ge(found, lane.constant(least)), lane.le(found, lane.constant(most)));
  return powersFor(lane, lane.select(isUsual, lane.constant(1), largest.get()));
}

/**
 * Reflects a symmetric matrix, column by column, until only three diagonals are left, and puts these into the rows. Behind the
 * diagonal each row of the matrix then is a vector v of a reflection 1 - f v vᵀ, and f is in the rows.
 */
export function tridiagonalise<V, M, I>(work: SquareWork<V, M, I>): void {
  const { m, lane, size, a, rows } = work;
  const { dtype } = lane;
  const [none, half] = [lane.constant(0), lane.constant(0.5)];
  begin(work, bothSides);
  m.range(0, size - 1, (k) => {
    const next = m.plus(k, 1);
    rows.write(changed(work, a.read(k, k), [k, k], bothSides), diagonal, k);
    m.each(
      dtype,
      next,
      size,
      [rows.read(earlierVector, k), rows.read(earlierProduct, k)],
      (own, j, [v, w]) => {
        const change = own.add(
          own.mul(v as V, rows.read(earlierProduct, j)),
          own.mul(w as V, rows.read(earlierVector, j)),
        );
        rows.write(own.sub(a.read(k, j), change), vector, j);
      },
    );
    const rest = m.cell(none);
    m.range(m.plus(k, 2), size, (i) => {
      const own = rows.read(vector, i);
      rest.set(lane.add(rest.get(), lane.mul(own, own)));
    });
    const { image, pivot, factor } = reflectionOf(m, lane, rows.read(vector, next), rest.get());
    rows.write(image, beside, k);
    rows.write(factor.get(), factors, k);
    rows.write(pivot.get(), vector, next);
    m.each(dtype, next, size, [], (_, j) => a.write(rows.read(vector, j), k, j));
    changeAndMultiply(work, a, [next, next], bothSides);
    scaleProduct(work, [next, size], factor.get());
    const along = m.cell(none);
    m.range(next, size, (i) =>
      along.set(lane.add(along.get(), lane.mul(rows.read(product, i), rows.read(vector, i)))),
    );
    const shift = lane.mul(lane.mul(half, factor.get()), along.get());
    m.each(dtype, next, size, [shift], (own, i, [shifted]) => {
      rows.write(own.sub(rows.read(product, i), own.mul(shifted as V, rows.read(vector, i))), product, i);
    });
    keepStep(work, [next, size], [next, size]);
  });
  m.range(Math.max(0, size - 1), size, (i) =>
    rows.write(changed(work, a.read(i, i), [i, i], bothSides), diagonal, i),
  );
}

/** The identity, into a square matrix. */
export function writeIdentity<V, M, I>(m: Machine<V, M, I>, lane: Lane<V, M>, into: Memory<V, I>): void {
  const size = into.sizes[0] as number;
  m.range(0, size, (i) => {
    m.each(lane.dtype, 0, size, [lane.constant(0)], (_, j, [none]) => into.write(none as V, i, j));
    into.write(lane.constant(1), i, i);
  });
}

/** The product of those reflections, transposed, into what is the identity. */
export function collectReflections<V, M, I>(work: SquareWork<V, M, I>, into: Memory<V, I>): void {
  const { m, lane, size, a, rows } = work;
  begin(work, oneSide);
  m.range(0, size - 1, (done) => {
    const k = m.plus(m.times(done, -1), size - 2);
    const next = m.plus(k, 1);
    m.each(lane.dtype, next, size, [], (_, j) => rows.write(a.read(k, j), vector, j));
    changeAndMultiply(work, into, [next, next], oneSide);
    scaleProduct(work, [next, size], rows.read(factors, k));
    keepStep(work, [next, size], [next, size]);
  });
  const left = (i: I, j: I): V => changed(work, into.read(i, j), [i, j], oneSide);
  m.range(0, size, (i) => {
    into.write(left(i, i), i, i);
    m.range(m.plus(i, 1), size, (j) => {
      const [here, there] = [left(i, j), left(j, i)];
      into.write(there, i, j);
      into.write(here, j, i);
    });
  });
}

/** Rotates three diagonals until only one is left, and each row of a matrix, unless there is none, with its row of these. */
export function diagonalise<V, M, I>(work: SquareWork<V, M, I>, vectors: Memory<V, I> | null): void {
  const { m, lane, size, rows } = work;
  const integers = m.lane("int32");
  const [no, yes] = [integers.constant(0), integers.constant(1)];
  const when = (condition: M, body: () => void): void =>
    m.range(0, m.index(integers.select(condition, yes, no)), body);
  const isUnfinished = m.cell(yes);
  m.range(0, size, (first) => {
    isUnfinished.set(yes);
    m.range(0, mostSteps, () => {
      m.range(0, m.index(isUnfinished.get()), () => {
        // What belongs together ends where there is nothing beside the diagonal that counts; NaN does.
        const last = m.cell(integers.constant(size - 1));
        const isFound = m.cell(no);
        m.range(first, size - 1, (i) => {
          const around = lane.add(
            lane.abs(rows.read(diagonal, i)),
            lane.abs(rows.read(diagonal, m.plus(i, 1))),
          );
          const isSmall = lane.eq(lane.add(lane.abs(rows.read(beside, i)), around), around);
          const isEnd = integers.and(isSmall, integers.eq(isFound.get(), no));
          last.set(integers.select(isEnd, m.integer(i), last.get()));
          isFound.set(integers.select(isSmall, yes, isFound.get()));
        });
        const more = integers.sub(last.get(), m.integer(first));
        isUnfinished.set(integers.select(integers.gt(more, no), yes, no));
        when(integers.eq(more, yes), () => splitPair(work, vectors, first));
        when(integers.gt(more, yes), () => step(work, vectors, first, m.index(last.get())));
      });
    });
  });
}

/** Two rows at once. */
function splitPair<V, M, I>({ m, lane, rows }: Work<V, M, I>, vectors: Memory<V, I> | null, first: I): void {
  const second = m.plus(first, 1);
  const [p, q, e] = [rows.read(diagonal, first), rows.read(diagonal, second), rows.read(beside, first)];
  const rotation = rotationOf(m, lane, lane.div(lane.mul(lane.constant(0.5), lane.sub(q, p)), e));
  const change = lane.mul(rotation.tangent.get(), e);
  rows.write(lane.sub(p, change), diagonal, first);
  rows.write(lane.add(q, change), diagonal, second);
  rows.write(lane.constant(0), beside, first);
  turnRows(m, lane, rotation, vectors, first, second);
}

/** A step of the implicit QL method, with Wilkinson's shift. */
function step<V, M, I>(
  { m, lane, rows }: Work<V, M, I>,
  vectors: Memory<V, I> | null,
  first: I,
  last: I,
): void {
  const [none, one, two] = [lane.constant(0), lane.constant(1), lane.constant(2)];
  const [start, off] = [rows.read(diagonal, first), rows.read(beside, first)];
  const ratio = lane.div(lane.sub(rows.read(diagonal, m.plus(first, 1)), start), lane.mul(two, off));
  const root = lane.sqrt(lane.add(lane.mul(ratio, ratio), one));
  const shift = lane.div(off, lane.add(ratio, lane.copysign(root, ratio)));
  const bulge = m.cell(lane.add(lane.sub(rows.read(diagonal, last), start), shift));
  const [sine, cosine, moved] = [m.cell(one), m.cell(one), m.cell(none)];
  const count: Cell<V> = m.cell(m.lane("int32").sub(m.integer(last), m.integer(first)));
  m.range(0, m.index(count.get()), (done) => {
    const i = m.plus(m.plus(m.times(done, -1), -1), last);
    const next = m.plus(i, 1);
    const across = lane.mul(sine.get(), rows.read(beside, i));
    const along = m.cell(lane.mul(cosine.get(), rows.read(beside, i)));
    const square = lane.add(lane.mul(across, across), lane.mul(bulge.get(), bulge.get()));
    const isNothing = lane.le(square, leastSquare(lane));
    const length = m.cell(lane.sqrt(square));
    const divisor = lane.select(isNothing, one, length.get());
    rows.write(lane.select(isNothing, none, length.get()), beside, next);
    sine.set(lane.select(isNothing, none, lane.div(across, divisor)));
    cosine.set(lane.select(isNothing, one, lane.div(bulge.get(), divisor)));
    const lower = lane.sub(rows.read(diagonal, next), moved.get());
    const between = m.cell(
      lane.add(
        lane.mul(lane.sub(rows.read(diagonal, i), lower), sine.get()),
        lane.mul(two, lane.mul(cosine.get(), along.get())),
      ),
    );
    moved.set(lane.mul(sine.get(), between.get()));
    rows.write(lane.add(lower, moved.get()), diagonal, next);
    bulge.set(lane.sub(lane.mul(cosine.get(), between.get()), along.get()));
    turnRows(m, lane, { cosine, sine }, vectors, i, next);
  });
  rows.write(lane.sub(rows.read(diagonal, first), moved.get()), diagonal, first);
  rows.write(bulge.get(), beside, first);
  rows.write(none, beside, last);
}

/** Where the numbers of the diagonal go, and the elements of their vectors, whose largest one is positive. */
interface Target<V, I> {
  readonly value: (value: V, at: I) => void;
  readonly component: (value: V, k: I, at: I) => void;
}

/** Brings the numbers of the diagonal into an order, and rows of a matrix with them, unless there is none. */
export function takeInOrder<V, M, I>(
  { m, lane, size, rows }: Omit<SquareWork<V, M, I>, "a">,
  isBefore: (x: V, y: V) => M,
  vectors: Memory<V, I> | null,
  { value, component }: Target<V, I>,
): void {
  const integers = m.lane("int32");
  m.range(0, size, (i) => {
    const first = m.cell(rows.read(diagonal, i));
    const found = m.cell(m.integer(i));
    m.range(i, size, (j) => {
      const own = rows.read(diagonal, j);
      const isFound = isBefore(own, first.get());
      first.set(lane.select(isFound, own, first.get()));
      found.set(integers.select(isFound, m.integer(j), found.get()));
    });
    const chosen = m.index(found.get());
    rows.write(rows.read(diagonal, i), diagonal, chosen);
    value(first.get(), i);
    if (vectors === null) return;
    const sign = signOf(m, lane, [0, size], (k) => vectors.read(chosen, k));
    m.each(lane.dtype, 0, size, [sign.get()], (own, k, [factor]) => {
      const found = own.mul(factor as V, vectors.read(chosen, k));
      vectors.write(vectors.read(i, k), chosen, k);
      component(found, k, i);
    });
  });
}
