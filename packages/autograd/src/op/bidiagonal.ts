/**
 * How singular values of a matrix are found: reflections from both sides leave two diagonals of it, which rotations then diagonalise.
 * G. Golub, C. Van Loan, Matrix computations, 2013, 8.6; J. Demmel, W. Kahan, Accurate singular values of bidiagonal matrices, 1990.
 */
import type { Cell, Index, Machine, Memory } from "../scalar/machine.ts";
import type { DType } from "../shape/dtype.ts";
import type { Spec } from "./definition.ts";
import { turnRows } from "./jacobi.ts";
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
  otherProduct,
  otherVector,
  type Pending,
  product,
  reflectionOf,
  scaleProduct,
  vector,
  type Work,
  workingRows,
} from "./reflection.ts";
import { fours, sideBySide } from "./routine.ts";
import { mostSteps } from "./tridiagonal.ts";

/** A matrix of at least as many rows as columns, rows of working memory as long as its columns are, and memory for sums. */
interface TallWork<V, M, I> extends Work<V, M, I> {
  readonly a: Memory<V, I>;
  readonly sums: Memory<V, I>;
}

/** Rows of working memory, and memory for sums of four rows that are begun side by side. */
export function workingMemory(dtype: DType, rows: number): Spec[] {
  return [workingRows(dtype, rows), { dtype, shape: [4, dtype === "float64" ? 2 : 4] }];
}

/** What both reflections of the step before leave to be taken away. */
const pending: Pending = [
  [earlierVector, earlierProduct],
  [otherProduct, otherVector],
];

/**
 * Reflects a matrix from both sides in turn until only two diagonals are left, and puts these into the rows. Behind the diagonal each
 * row of the matrix then is a vector v of a reflection 1 - f v vᵀ from the right, and f is in the rows.
 */
export function bidiagonalise<V, M, I>(work: TallWork<V, M, I>): void {
  const { m, lane, a, rows } = work;
  const [height = 0, width = 0] = a.sizes;
  if (width === 0) return;
  begin(work, pending);
  m.range(0, width - 1, (k) => {
    const next = m.plus(k, 1);
    const factor = reflectColumn(work, k);
    changeAndMultiply(work, a, [k, next], pending);
    scaleProduct(work, [next, width], factor);
    m.each(lane.dtype, next, width, [rows.read(vector, k)], (own, j, [first]) => {
      const rest = own.sub(a.read(k, j), own.mul(first as V, rows.read(product, j)));
      rows.write(rest, otherVector, j);
    });
    reflectRow(work, k);
    keepStep(work, [k, height], [next, width]);
  });
  reflectColumn(work, width - 1);
}

/** Reflects what is below the diagonal away, as far as it changes the column itself; gives the factor. */
function reflectColumn<V, M, I>(work: TallWork<V, M, I>, k: Index<I>): V {
  const { m, lane, a, rows } = work;
  const rest = m.cell(lane.constant(0));
  const first = m.cell(changed(work, a.read(k, k), [k, k], pending));
  m.range(m.plus(k, 1), a.sizes[0] as number, (i) => {
    const own = m.cell(changed(work, a.read(i, k), [i, k], pending));
    rows.write(own.get(), vector, i);
    rest.set(lane.add(rest.get(), lane.mul(own.get(), own.get())));
  });
  const { image, pivot, factor } = reflectionOf(m, lane, first.get(), rest.get());
  rows.write(image, diagonal, k);
  rows.write(pivot.get(), vector, k);
  return factor.get();
}

/** Reflects what is behind the element beside the diagonal away, and multiplies the rows below with the vector of the reflection. */
function reflectRow<V, M, I>({ m, lane, a, rows, sums }: TallWork<V, M, I>, k: I): void {
  const { dtype } = lane;
  const [height = 0, width = 0] = a.sizes;
  const next = m.plus(k, 1);
  const none = lane.constant(0);
  const rest = m.cell(none);
  m.range(m.plus(k, 2), width, (j) => {
    const own = rows.read(otherVector, j);
    rest.set(lane.add(rest.get(), lane.mul(own, own)));
  });
  const { image, pivot, factor } = reflectionOf(m, lane, rows.read(otherVector, next), rest.get());
  rows.write(image, beside, k);
  rows.write(factor.get(), factors, k);
  rows.write(pivot.get(), otherVector, next);
  m.each(dtype, next, width, [], (_, j) => a.write(rows.read(otherVector, j), k, j));
  const along = m.cell(none);
  m.range(next, width, (j) =>
    along.set(lane.add(along.get(), lane.mul(rows.read(product, j), rows.read(otherVector, j)))),
  );
  const count = sums.sizes[1] as number;
  const blocks = fours(m, next, width, count);
  sideBySide(m, next, height, (some) => {
    m.each(dtype, 0, count, [none], (own, l, [nothing]) => {
      const totals = some.map((i) => ({ i, total: m.cell(nothing as V) }));
      m.range(0, blocks, (block) => {
        const j = m.plus(m.plus(next, m.times(block, count)), l);
        const v = rows.read(otherVector, j);
        for (const { i, total } of totals) total.set(own.add(total.get(), own.mul(a.read(i, j), v)));
      });
      for (const [r, { total }] of totals.entries()) sums.write(total.get(), r, l);
    });
    for (const [r, i] of some.entries()) {
      // The matrix does not have the reflection from the left yet.
      const total = m.cell(lane.neg(lane.mul(along.get(), rows.read(vector, i))));
      for (let l = 0; l < count; l++) total.set(lane.add(total.get(), sums.read(r, l)));
      m.range(m.plus(next, m.times(blocks, count)), width, (j) =>
        total.set(lane.add(total.get(), lane.mul(a.read(i, j), rows.read(otherVector, j)))),
      );
      rows.write(lane.mul(factor.get(), total.get()), otherProduct, i);
    }
  });
}

/** Turns two rows of whatever is turned with the columns of the matrix. */
type Turning<V, I> = (rotation: { readonly cosine: Cell<V>; readonly sine: Cell<V> }, p: I, q: I) => void;

/**
 * Rotates two diagonals until only one is left, and with the columns, rows of a matrix, unless there is none. Elements that do not
 * count beside the largest one are taken for 0.
 */
export function diagonaliseBoth<V, M, I>(
  { m, lane, a, rows }: TallWork<V, M, I>,
  vectors: Memory<V, I> | null,
): void {
  const size = a.sizes[1] as number;
  const integers = m.lane("int32");
  const [no, yes] = [integers.constant(0), integers.constant(1)];
  const when = (condition: M, body: () => void): void =>
    m.range(0, m.index(integers.select(condition, yes, no)), body);
  const turn: Turning<V, I> = (rotation, p, q) => {
    // The second row goes first: the rotation of columns is the transposed one.
    if (vectors !== null) turnRows(m, lane, rotation, vectors, q, p);
  };
  const largest = m.cell(lane.constant(0));
  m.range(0, size, (i) => largest.set(lane.max(largest.get(), lane.abs(rows.read(diagonal, i)))));
  m.range(0, size - 1, (i) => largest.set(lane.max(largest.get(), lane.abs(rows.read(beside, i)))));
  const unit = lane.constant(lane.dtype === "float64" ? 2 ** -55 : 2 ** -26);
  const least = m.cell(lane.mul(unit, largest.get()));
  const isUnfinished = m.cell(yes);
  m.range(0, size, (done) => {
    const last = m.plus(m.times(done, -1), size - 1);
    isUnfinished.set(yes);
    m.range(0, mostSteps, () => {
      when(integers.eq(isUnfinished.get(), yes), () => {
        // What belongs together begins behind the last element beside the diagonal that does not count; NaN does.
        const first = m.cell(no);
        const zeros = m.cell(no);
        m.range(0, m.plus(last, 1), (i) => {
          const own = lane.abs(rows.read(diagonal, i));
          const isZero = lane.le(own, least.get());
          when(isZero, () => rows.write(lane.constant(0), diagonal, i));
          zeros.set(integers.select(isZero, m.integer(m.plus(i, 1)), zeros.get()));
        });
        m.range(0, last, (i) => {
          const around = lane.add(
            lane.abs(rows.read(diagonal, i)),
            lane.abs(rows.read(diagonal, m.plus(i, 1))),
          );
          const isSmall = lane.eq(lane.add(lane.abs(rows.read(beside, i)), around), around);
          first.set(integers.select(isSmall, m.integer(m.plus(i, 1)), first.get()));
        });
        const more = integers.lt(first.get(), m.integer(last));
        isUnfinished.set(integers.select(more, yes, no));
        const hasZero = m.cell(integers.select(integers.gt(zeros.get(), first.get()), yes, no));
        when(more, () => {
          const from = m.index(first.get());
          when(integers.eq(hasZero.get(), yes), () => stepUnshifted({ m, lane, rows }, from, last, turn));
          when(integers.eq(hasZero.get(), no), () => stepShifted({ m, lane, rows }, from, last, turn));
        });
      });
    });
  });
}

/** The rotation that leaves of two numbers the first one, and that one. */
function rotationTo<V, M, I>({ m, lane }: Work<V, M, I>, f: V, g: V) {
  const square = lane.add(lane.mul(f, f), lane.mul(g, g));
  const isNothing = lane.le(square, leastSquare(lane));
  const length = m.cell(lane.sqrt(square));
  const divisor = lane.select(isNothing, lane.constant(1), length.get());
  const cosine = m.cell(lane.select(isNothing, lane.constant(1), lane.div(f, divisor)));
  const sine = m.cell(lane.select(isNothing, lane.constant(0), lane.div(g, divisor)));
  return { cosine, sine, length: m.cell(lane.select(isNothing, f, length.get())) };
}

/** A step from the first to the last element with the smaller singular value of the last two rows for a shift. */
function stepShifted<V, M, I>(work: Work<V, M, I>, first: I, last: I, turn: Turning<V, I>): void {
  const { m, lane, rows } = work;
  const [one, half] = [lane.constant(1), lane.constant(0.5)];
  const before = m.plus(last, -1);
  const [p, q] = [lane.abs(rows.read(diagonal, before)), lane.abs(rows.read(diagonal, last))];
  const across = rows.read(beside, before);
  const radius = (x: V): V => lane.sqrt(lane.add(lane.mul(x, x), lane.mul(across, across)));
  const most = lane.mul(half, lane.add(radius(lane.add(p, q)), radius(lane.sub(p, q))));
  const shift = lane.mul(lane.min(p, q), lane.div(lane.max(p, q), most));
  const start = rows.read(diagonal, first);
  const f = m.cell(
    lane.mul(lane.sub(lane.abs(start), shift), lane.add(lane.copysign(one, start), lane.div(shift, start))),
  );
  const g = m.cell(rows.read(beside, first));
  m.range(first, last, (i) => {
    const next = m.plus(i, 1);
    const fromRight = rotationTo(work, f.get(), g.get());
    const { cosine: c, sine: s } = fromRight;
    ifLess(m, first, i, () => rows.write(fromRight.length.get(), beside, m.plus(i, -1)));
    const [d, e, after] = [rows.read(diagonal, i), rows.read(beside, i), rows.read(diagonal, next)];
    f.set(lane.add(lane.mul(c.get(), d), lane.mul(s.get(), e)));
    const off = m.cell(lane.sub(lane.mul(c.get(), e), lane.mul(s.get(), d)));
    const corner = m.cell(lane.mul(c.get(), after));
    const fromLeft = rotationTo(work, f.get(), lane.mul(s.get(), after));
    const { cosine: k, sine: t } = fromLeft;
    rows.write(fromLeft.length.get(), diagonal, i);
    f.set(lane.add(lane.mul(k.get(), off.get()), lane.mul(t.get(), corner.get())));
    rows.write(lane.sub(lane.mul(k.get(), corner.get()), lane.mul(t.get(), off.get())), diagonal, next);
    ifLess(m, next, last, () => {
      const further = rows.read(beside, next);
      g.set(lane.mul(t.get(), further));
      rows.write(lane.mul(k.get(), further), beside, next);
    });
    turn(fromRight, i, next);
  });
  rows.write(f.get(), beside, before);
}

/** A step without a shift, which moves a 0 on the diagonal to its end: there it has nothing beside it any more. */
function stepUnshifted<V, M, I>(work: Work<V, M, I>, first: I, last: I, turn: Turning<V, I>): void {
  const { m, lane, rows } = work;
  const one = lane.constant(1);
  const [cosine, earlier, sine] = [m.cell(one), m.cell(one), m.cell(lane.constant(0))];
  m.range(first, last, (i) => {
    const next = m.plus(i, 1);
    const known = lane.mul(rows.read(diagonal, i), cosine.get());
    const fromRight = rotationTo(work, known, rows.read(beside, i));
    cosine.set(fromRight.cosine.get());
    ifLess(m, first, i, () =>
      rows.write(lane.mul(sine.get(), fromRight.length.get()), beside, m.plus(i, -1)),
    );
    const over = lane.mul(rows.read(diagonal, next), fromRight.sine.get());
    const fromLeft = rotationTo(work, lane.mul(earlier.get(), fromRight.length.get()), over);
    rows.write(fromLeft.length.get(), diagonal, i);
    earlier.set(fromLeft.cosine.get());
    sine.set(fromLeft.sine.get());
    turn(fromRight, i, next);
  });
  const rest = m.cell(lane.mul(rows.read(diagonal, last), cosine.get()));
  rows.write(lane.mul(rest.get(), earlier.get()), diagonal, last);
  rows.write(lane.mul(rest.get(), sine.get()), beside, m.plus(last, -1));
}

/** If one index is less than another. */
function ifLess<V, M, I>(m: Machine<V, M, I>, lesser: I, greater: I, body: () => void): void {
  const integers = m.lane("int32");
  const isLess = integers.lt(m.integer(lesser), m.integer(greater));
  m.range(0, m.index(integers.select(isLess, integers.constant(1), integers.constant(0))), body);
}
