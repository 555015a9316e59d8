import type { Shape } from "../shape/shape.ts";
import { add } from "./add.ts";
import type { Builder, NoAttributes, PlainOperation } from "./definition.ts";
import { tangentRule } from "./derivative/tangent-rule.ts";
import { numericDtype } from "./dtype-rule.ts";
import { cofactorSamples } from "./facts/factorisation-samples.ts";
import { type Facts, facts } from "./facts/facts.ts";
import { mul } from "./mul.ts";
import { neg } from "./neg.ts";
import { permute } from "./permute.ts";
import { reshape } from "./reshape.ts";
import { matrix, routine } from "./routine.ts";
import { pad, slice } from "./slice.ts";
import { requireSquare } from "./solve-triangular.ts";
import { broadcastTo, sum } from "./sum.ts";

/** The derivative of the determinant, which a singular matrix has as well. */
export const cofactor: PlainOperation = /* @__PURE__ */ routine<NoAttributes>({
  name: "cofactor",
  family: "linear algebra",
  arity: 1,
  dtype: (inputs) => numericDtype("cofactor", "floats", inputs),
  shape: (inputs) => {
    requireSquare("cofactor", inputs[0] as Shape);
    return inputs[0] as Shape;
  },
  // Cofactors are determinants themselves, of what is left without a row and a column.
  derivative: /* @__PURE__ */ tangentRule((b, _result, [a], [tangent]) => {
    const own = minors(b, tangent as NonNullable<typeof tangent>);
    const rank = b.shapeOf(own).length;
    const changes = b(mul, b(cofactor, minors(b, a as typeof own)), own);
    const summed = b(sum, changes, { axes: [rank - 2, rank - 1], keepDims: false });
    return alternating(b, alternating(b, summed, rank - 4), rank - 3);
  }),
  isInternal: true,
  meaning: {
    cores: () => ({ inputs: [matrix], output: matrix }),
    scratch: (inputs) => {
      const { dtype, shape } = inputs[0] as { dtype: "float64" | "float32"; shape: Shape };
      const size = shape.at(-1) as number;
      return [
        { dtype, shape: [size, size] },
        { dtype, shape: [size] },
        { dtype: "int32", shape: [size] },
        { dtype: "int32", shape: [size] },
      ];
    },
    run: (m, { input, output, scratch }) => {
      const [a, y] = [input(0), output(0)];
      const [lu, column, rowOf, columnOf] = [scratch(0), scratch(1), scratch(2), scratch(3)];
      const size = a.sizes[0] as number;
      const [lane, integers] = [m.lane(a.dtype), m.lane("int32")];
      const [zero, one] = [lane.constant(0), lane.constant(1)];
      m.range(0, size, (i) => {
        m.range(0, size, (j) => lu.write(a.read(i, j), i, j));
        rowOf.write(m.integer(i), i);
        columnOf.write(m.integer(i), i);
      });
      // With pivots from all that is left, so that those of zero come last. The product is of all but the last one.
      const product = m.cell(one);
      m.range(0, size, (k) => {
        const largest = m.cell(lane.abs(lu.read(k, k)));
        const [foundRow, foundColumn] = [m.cell(m.integer(k)), m.cell(m.integer(k))];
        m.range(k, size, (i) => {
          m.range(k, size, (j) => {
            const own = lane.abs(lu.read(i, j));
            const isLarger = lane.gt(own, largest.get());
            largest.set(lane.select(isLarger, own, largest.get()));
            foundRow.set(integers.select(isLarger, m.integer(i), foundRow.get()));
            foundColumn.set(integers.select(isLarger, m.integer(j), foundColumn.get()));
          });
        });
        const [row, other] = [m.index(foundRow.get()), m.index(foundColumn.get())];
        const exchanged = (memory: typeof lu, to: typeof row): void => {
          const [here, there] = [memory.read(k), memory.read(to)];
          memory.write(there, k);
          memory.write(here, to);
        };
        m.range(0, size, (j) => {
          const [here, there] = [lu.read(k, j), lu.read(row, j)];
          lu.write(there, k, j);
          lu.write(here, row, j);
        });
        m.range(0, size, (i) => {
          const [here, there] = [lu.read(i, k), lu.read(i, other)];
          lu.write(there, i, k);
          lu.write(here, i, other);
        });
        exchanged(rowOf, row);
        exchanged(columnOf, other);
        const isKept = (found: typeof foundRow) => integers.eq(found.get(), m.integer(k));
        const turned = (found: typeof foundRow): void =>
          product.set(lane.select(isKept(found), product.get(), lane.neg(product.get())));
        turned(foundRow);
        turned(foundColumn);
        const pivot = lu.read(k, k);
        const isZero = lane.eq(pivot, zero);
        m.range(m.plus(k, 1), size, (i) => {
          const factor = m.cell(lane.select(isZero, zero, lane.div(lu.read(i, k), pivot)));
          lu.write(factor.get(), i, k);
          m.range(m.plus(k, 1), size, (j) =>
            lu.write(lane.sub(lu.read(i, j), lane.mul(factor.get(), lu.read(k, j))), i, j),
          );
        });
      });
      const last = size - 1;
      m.range(0, Math.max(0, last), (k) => product.set(lane.mul(product.get(), lu.read(k, k))));
      // Column by column: the adjugate of the upper factor times the inverse of the lower one.
      m.range(0, size, (c) => {
        m.range(0, size, (i) => {
          const isOwn = integers.eq(m.integer(i), m.integer(c));
          const rest = m.cell(lane.select(isOwn, one, zero));
          m.range(c, i, (j) => rest.set(lane.sub(rest.get(), lane.mul(lu.read(i, j), column.read(j)))));
          // Before the one there are zeros.
          column.write(lane.select(integers.lt(m.integer(i), m.integer(c)), zero, rest.get()), i);
        });
        const [bottom, pivot] = [column.read(last), lu.read(last, last)];
        m.range(0, last, (step) => {
          const i = m.plus(m.times(step, -1), last - 1);
          const rest = m.cell(lane.sub(lane.mul(pivot, column.read(i)), lane.mul(lu.read(i, last), bottom)));
          m.range(m.plus(i, 1), last, (j) =>
            rest.set(lane.sub(rest.get(), lane.mul(lu.read(i, j), column.read(j)))),
          );
          const diagonal = lu.read(i, i);
          const divisor = lane.select(lane.eq(diagonal, zero), one, diagonal);
          column.write(lane.div(rest.get(), divisor), i);
        });
        m.range(0, size, (i) =>
          y.write(lane.mul(product.get(), column.read(i)), m.index(rowOf.read(c)), m.index(columnOf.read(i))),
        );
      });
    },
  },
});

export const cofactorFacts: Facts = /* @__PURE__ */ facts(cofactor, {
  summary: "The cofactors of a square matrix: the transpose of its adjugate.",
  formula: "yᵢⱼ = (-1)ⁱ⁺ʲ det(a without row i and column j)",
  domain: "Floating-point square matrices, singular ones too, or batches of them.",
  convention: "none",
  source: "G. Stewart, On the adjugate matrix, 1998",
  example: "det([[1, 2], [3, 4]]).item() // => -2",
  samples: cofactorSamples,
});

/** Every matrix that is left without a row and a column: `[..., n, n, n - 1, n - 1]`. */
function minors<V>(b: Builder<V>, a: V): V {
  const rank = b.shapeOf(a).length;
  const rows = withoutEach(b, a, rank - 2);
  // The row left out, and the axes of what is left.
  const moved = withoutEach(b, rows, rank);
  const axes = [...b.shapeOf(moved).keys()];
  return b(permute, moved, {
    axes: [...axes.slice(0, rank - 1), rank, rank - 1, ...axes.slice(rank + 1)],
  });
}

/** What is left without each element along an axis, which becomes two. */
function withoutEach<V>(b: Builder<V>, x: V, axis: number): V {
  const shape = b.shapeOf(x);
  const size = shape[axis] as number;
  const others = [...shape.keys()].filter((each) => each !== axis);
  const rest = others.map((each) => shape[each] as number);
  const moved = b(permute, x, { axes: [...others, axis] });
  const again = b(broadcastTo, b(reshape, moved, { shape: [...rest, 1, size] }), {
    shape: [...rest, size, size],
  });
  if (size === 0) return b(reshape, again, { shape: shape.toSpliced(axis, 1, 0, 0) });
  // Row by row without the first element, what is to be left out is the last of each row of one more element.
  const window = (of: V, starts: readonly number[], sizes: readonly number[]): V =>
    b(slice, of, { starts, sizes, steps: starts.map(() => 1) });
  const none = rest.map(() => 0);
  const flat = window(
    b(reshape, again, { shape: [...rest, size * size] }),
    [...none, 1],
    [...rest, size * size - 1],
  );
  const wide = b(reshape, flat, { shape: [...rest, size - 1, size + 1] });
  const left = b(reshape, window(wide, [...none, 0, 0], [...rest, size - 1, size]), {
    shape: [...rest, size, size - 1],
  });
  const back = [...shape.keys()].flatMap((each) =>
    each === axis ? [others.length, others.length + 1] : [others.indexOf(each)],
  );
  return b(permute, left, { axes: back });
}

/** Every other element along an axis with the other sign. */
function alternating<V>(b: Builder<V>, x: V, axis: number): V {
  const shape = b.shapeOf(x);
  const size = shape[axis] as number;
  if (size < 2) return x;
  const [ones, none] = [shape.map(() => 1), shape.map(() => 0)];
  const every = (start: number): V =>
    b(slice, x, {
      starts: none.with(axis, start),
      sizes: shape.with(axis, Math.ceil((size - start) / 2)),
      steps: ones.with(axis, 2),
    });
  const placed = (of: V, start: number): V => {
    const count = b.shapeOf(of)[axis] as number;
    return b(pad, of, {
      low: none.with(axis, start),
      high: none.with(axis, size - start - (2 * count - 1)),
      interior: none.with(axis, 1),
    });
  };
  return b(add, placed(every(0), 0), placed(b(neg, every(1)), 1));
}
