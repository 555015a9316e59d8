/** Reflections 1 - f v vᵀ, one after the other: what one of them takes away from a matrix is taken away as the next one reads it. */
import type { Lane } from "../scalar/lane.ts";
import type { Cell, Index, Machine, Memory } from "../scalar/machine.ts";
import type { DType } from "../shape/dtype.ts";
import type { Spec } from "./definition.ts";
import { sideBySide } from "./routine.ts";

/** Rows of working memory: the diagonal, what is beside it, and the factors of reflections. */
export const diagonal = 0;
export const beside = 1;
export const factors = 2;
/** The vector of a reflection, and its product with a matrix; and both of the step before. */
export const vector = 3;
export const product = 4;
export const earlierVector = 5;
export const earlierProduct = 6;
/** The same of a reflection from the other side. */
export const otherVector = 7;
export const otherProduct = 8;

/** Rows of working memory, of one size. */
export interface Work<V, M, I> {
  readonly m: Machine<V, M, I>;
  readonly lane: Lane<V, M>;
  readonly rows: Memory<V, I>;
}

/** The rows that reflections of a matrix of so many rows need. */
export function workingRows(dtype: DType, size: number): Spec {
  return { dtype, shape: [otherProduct + 1, size] };
}

/** What is smaller than this beside a largest number of 1 has no square that counts, and is nothing. */
export function leastSquare<V, M>(lane: Lane<V, M>): V {
  return lane.constant(lane.dtype === "float64" ? 2 ** -900 : 2 ** -100);
}

/** A power of two that makes a number about 1, as far as there is one, and the one that undoes it. */
export function powersFor<V, M>(lane: Lane<V, M>, largest: V): { readonly down: V; readonly up: V } {
  const limit = lane.dtype === "float64" ? 1000 : 120;
  const within = lane.min(lane.max(lane.exponent(largest), lane.constant(-limit)), lane.constant(limit));
  return { down: lane.pow2(lane.neg(within)), up: lane.pow2(within) };
}

/**
 * The reflection that leaves of a vector its first element, and of that its image: v is the vector with another first element, the
 * pivot. `rest` is the sum of the squares of the others.
 */
export function reflectionOf<V, M, I>(
  m: Machine<V, M, I>,
  lane: Lane<V, M>,
  first: V,
  rest: V,
): { readonly image: V; readonly pivot: Cell<V>; readonly factor: Cell<V> } {
  const [none, one] = [lane.constant(0), lane.constant(1)];
  const isDone = lane.le(rest, leastSquare(lane));
  const length = m.cell(lane.sqrt(lane.add(lane.mul(first, first), rest)));
  const pivot = m.cell(lane.add(first, lane.copysign(length.get(), first)));
  const scale = lane.mul(length.get(), lane.abs(pivot.get()));
  const factor = m.cell(lane.select(isDone, none, lane.div(one, lane.select(isDone, one, scale))));
  const image = lane.select(isDone, first, lane.neg(lane.copysign(length.get(), first)));
  return { image, pivot, factor };
}

/** A number for each row and one for each column, whose products are taken away from a matrix, by where they are in working memory. */
export type Pending = readonly (readonly [ofRows: number, ofColumns: number])[];

/** Begins with a step before that takes nothing away. */
export function begin<V, M, I>({ m, lane, rows }: Work<V, M, I>, pending: Pending): void {
  for (const row of new Set(pending.flat())) {
    m.each(lane.dtype, 0, rows.sizes[1] as number, [lane.constant(0)], (_, i, [none]) =>
      rows.write(none as V, row, i),
    );
  }
}

/**
 * Takes away from a matrix, from a row and a column on, what is pending, and adds up its rows then, times those of a vector, in working
 * memory: both in one go through the matrix.
 */
export function changeAndMultiply<V, M, I>(
  { m, lane, rows }: Work<V, M, I>,
  a: Memory<V, I>,
  [fromRow, fromColumn]: readonly [Index<I>, Index<I>],
  pending: Pending,
): void {
  const [height = 0, width = 0] = a.sizes;
  m.each(lane.dtype, fromColumn, width, [lane.constant(0)], (_, j, [none]) =>
    rows.write(none as V, product, j),
  );
  sideBySide(m, fromRow, height, (some) => {
    const given = some.flatMap((i) =>
      [vector, ...pending.map(([row]) => row)].map((row) => rows.read(row, i)),
    );
    m.each(lane.dtype, fromColumn, width, given, (own, j, all) => {
      const known = pending.map(([, row]) => rows.read(row, j));
      const total = m.cell(rows.read(product, j));
      for (const [r, i] of some.entries()) {
        const [weight, ...numbers] = all.slice(r * (known.length + 1)) as [V, ...V[]];
        const change = known
          .map((x, k) => own.mul(numbers[k] as V, x))
          .reduce((sum, next) => own.add(sum, next));
        const rest = m.cell(own.sub(a.read(i, j), change));
        a.write(rest.get(), i, j);
        total.set(own.add(total.get(), own.mul(weight, rest.get())));
      }
      rows.write(total.get(), product, j);
    });
  });
}

/** What is left of an element when what is pending has been taken away. */
export function changed<V, M, I>(
  { lane, rows }: Work<V, M, I>,
  value: V,
  [i, j]: readonly [Index<I>, Index<I>],
  pending: Pending,
): V {
  return lane.sub(
    value,
    pending
      .map(([row, column]) => lane.mul(rows.read(row, i), rows.read(column, j)))
      .reduce((sum, next) => lane.add(sum, next)),
  );
}

/** Multiplies what was added up by the factor of the reflection. */
export function scaleProduct<V, M, I>(
  { m, lane, rows }: Work<V, M, I>,
  [from, to]: readonly [Index<I>, number],
  factor: V,
): void {
  m.each(lane.dtype, from, to, [factor], (own, j, [scale]) =>
    rows.write(own.mul(scale as V, rows.read(product, j)), product, j),
  );
}

/** The step becomes the step before: its vector, from the first of its rows on, and its product, from the first column on. */
export function keepStep<V, M, I>(
  { m, lane, rows }: Work<V, M, I>,
  [fromRow, height]: readonly [Index<I>, number],
  [fromColumn, width]: readonly [Index<I>, number],
): void {
  m.each(lane.dtype, fromRow, height, [], (_, i) => rows.write(rows.read(vector, i), earlierVector, i));
  m.each(lane.dtype, fromColumn, width, [], (_, j) => rows.write(rows.read(product, j), earlierProduct, j));
}
