import { ShapeError } from "../error/error.ts";
import { formatShape, type Shape } from "../shape/shape.ts";
import { add } from "./add.ts";
import { concat } from "./concat.ts";
import type { Builder, NoAttributes, PlainOperation } from "./definition.ts";
import { tangentRule } from "./derivative/tangent-rule.ts";
import { numericDtype } from "./dtype-rule.ts";
import { tallSamples } from "./facts/factorisation-samples.ts";
import { type Facts, facts } from "./facts/facts.ts";
import { matmul, matrixTranspose } from "./matmul.ts";
import { regularTriangle } from "./regular-triangle.ts";
import { matrix, routine, sideBySide } from "./routine.ts";
import { pad, sectionOf, slice } from "./slice.ts";
import { solveTriangular } from "./solve-triangular.ts";
import { sub } from "./sub.ts";
import { triangle } from "./triangle.ts";

/** Two results in each row: a column of q, and a row of r. */
export const qr: PlainOperation = /* @__PURE__ */ routine<NoAttributes>({
  name: "qr",
  family: "linear algebra",
  arity: 1,
  dtype: (inputs) => numericDtype("qr", "floats", inputs),
  shape: (inputs) => {
    const a = inputs[0] as Shape;
    const [rows = 0, columns = 0] = a.slice(-2);
    if (a.length < 2 || rows < columns) {
      throw new ShapeError("qr", `a must have at least as many rows as columns, got ${formatShape(a)}.`, [a]);
    }
    return [...a.slice(0, -2), columns, rows + columns];
  },
  // With c = qᵀ ȧ r⁻¹, whose lower triangle l turns q: w = l - lᵀ, q̇ = q w, and beside the columns of q, what of ȧ r⁻¹ is there;
  // ṙ = qᵀ ȧ - w r. Of a square matrix, the last column of q follows from the others, whether or not that of the matrix does.
  derivative: /* @__PURE__ */ tangentRule((b, result, [a], [given]) => {
    const tangent = given as typeof result;
    const [rows, columns] = b.shapeOf(a as typeof result).slice(-2) as [number, number];
    const { q, r } = qrParts(b, result, rows);
    const count = rows === columns ? Math.max(0, columns - 1) : columns;
    const first = (x: typeof result, back: number): typeof result => {
      const shape = b.shapeOf(x);
      return b(slice, x, sectionOf(shape, shape.length - back, 0, count));
    };
    const basis = b(regularTriangle, first(first(r, 1), 2), { name: "qr", of: "columns", units: rows });
    const upper = { lower: false, transposed: true, unitDiagonal: false };
    const moved = matrixTranspose(b, b(solveTriangular, basis, matrixTranspose(b, first(tangent, 1)), upper));
    const c = b(matmul, matrixTranspose(b, q), moved);
    const none = b.shapeOf(c).map(() => 0);
    const wide = b(pad, c, {
      low: none,
      high: none.with(none.length - 1, columns - count),
      interior: none,
    });
    const below = b(triangle, wide, { upper: false, diagonal: 0 });
    const turn = b(sub, below, matrixTranspose(b, below));
    const within = b(matmul, q, turn);
    const ofQ = rows === columns ? within : b(add, b(sub, moved, b(matmul, q, c)), within);
    const ofR = b(sub, b(matmul, matrixTranspose(b, q), tangent), b(matmul, turn, r));
    return b(concat, matrixTranspose(b, ofQ), ofR, { axis: b.shapeOf(ofR).length - 1 });
  }),
  isInternal: true,
  meaning: {
    cores: () => ({ inputs: [matrix], output: matrix }),
    scratch: (inputs) => {
      const { dtype, shape } = inputs[0] as { dtype: "float64" | "float32"; shape: Shape };
      return [
        { dtype, shape: shape.slice(-2) },
        { dtype, shape: shape.slice(-1) },
      ];
    },
    run: (m, { input, output, scratch }) => {
      const [a, y, work, factors] = [input(0), output(0), scratch(0), scratch(1)];
      const [rows = 0, columns = 0] = a.sizes;
      const lane = m.lane(a.dtype);
      const [zero, one] = [lane.constant(0), lane.constant(1)];
      m.range(0, rows, (i) => m.range(0, columns, (j) => work.write(a.read(i, j), i, j)));
      // Column by column, what is below the diagonal is reflected away. Of each mirror there remains its vector, which is 1 at the
      // diagonal, and its factor.
      m.range(0, columns, (k) => {
        const below = m.plus(k, 1);
        const largest = m.cell(zero);
        m.range(below, rows, (i) => largest.set(lane.max(largest.get(), lane.abs(work.read(i, k)))));
        const isDone = lane.eq(largest.get(), zero);
        const pivot = m.cell(work.read(k, k));
        const scale = m.cell(lane.select(isDone, one, lane.max(largest.get(), lane.abs(pivot.get()))));
        const start = lane.div(pivot.get(), scale.get());
        const squares = m.cell(lane.mul(start, start));
        m.range(below, rows, (i) => {
          const own = lane.div(work.read(i, k), scale.get());
          squares.set(lane.add(squares.get(), lane.mul(own, own)));
        });
        const length = lane.mul(scale.get(), lane.sqrt(squares.get()));
        const image = m.cell(lane.select(isDone, pivot.get(), lane.neg(lane.copysign(length, pivot.get()))));
        const difference = m.cell(lane.select(isDone, one, lane.sub(pivot.get(), image.get())));
        factors.write(
          lane.select(
            isDone,
            zero,
            lane.neg(lane.div(difference.get(), lane.select(isDone, one, image.get()))),
          ),
          k,
        );
        m.range(below, rows, (i) => work.write(lane.div(work.read(i, k), difference.get()), i, k));
        sideBySide(m, below, columns, (own) => {
          const all = own.map((j) => ({ j, product: m.cell(work.read(k, j)) }));
          m.range(below, rows, (i) => {
            const mirror = work.read(i, k);
            for (const { j, product } of all)
              product.set(lane.add(product.get(), lane.mul(mirror, work.read(i, j))));
          });
          for (const { j, product } of all) {
            product.set(lane.mul(factors.read(k), product.get()));
            work.write(lane.sub(work.read(k, j), product.get()), k, j);
          }
          m.range(below, rows, (i) => {
            const mirror = work.read(i, k);
            for (const { j, product } of all)
              work.write(lane.sub(work.read(i, j), lane.mul(product.get(), mirror)), i, j);
          });
        });
        m.range(0, k, (j) => y.write(zero, k, m.plus(j, rows)));
        y.write(image.get(), k, m.plus(k, rows));
        m.range(below, columns, (j) => y.write(work.read(k, j), k, m.plus(j, rows)));
      });
      // The columns of q are those of the identity, reflected in all mirrors, the last one first.
      sideBySide(m, 0, columns, (own) => {
        for (const column of own) {
          m.range(0, rows, (i) => y.write(zero, column, i));
          y.write(one, column, column);
        }
        m.range(0, columns, (step) => {
          const k = m.plus(m.times(step, -1), columns - 1);
          const below = m.plus(k, 1);
          const all = own.map((column) => ({ column, product: m.cell(y.read(column, k)) }));
          m.range(below, rows, (i) => {
            const mirror = work.read(i, k);
            for (const { column, product } of all)
              product.set(lane.add(product.get(), lane.mul(mirror, y.read(column, i))));
          });
          for (const { column, product } of all) {
            product.set(lane.mul(factors.read(k), product.get()));
            y.write(lane.sub(y.read(column, k), product.get()), column, k);
          }
          m.range(below, rows, (i) => {
            const mirror = work.read(i, k);
            for (const { column, product } of all)
              y.write(lane.sub(y.read(column, i), lane.mul(product.get(), mirror)), column, i);
          });
        });
      });
    },
  },
});

/** Both factors of a matrix of so many rows. */
export function qrParts<V>(b: Builder<V>, packed: V, rows: number): { q: V; r: V } {
  const shape = b.shapeOf(packed);
  const part = (from: number, count: number): V =>
    b(slice, packed, sectionOf(shape, shape.length - 1, from, count));
  return { q: matrixTranspose(b, part(0, rows)), r: part(rows, shape.at(-2) as number) };
}

export const qrFacts: Facts = /* @__PURE__ */ facts(qr, {
  summary: "An orthonormal basis of the columns of a matrix, and the columns in it, side by side.",
  formula: "q r = a",
  domain:
    "Floating-point matrices of at least as many rows as columns, or batches of them; for derivatives, of independent columns.",
  convention: "Signs as in LAPACK: the diagonal of r has those that a Householder reflection gives",
  source:
    "G. Golub, C. Van Loan, Matrix computations, 2013, 5.2; S. Walter, L. Lehmann, Algorithmic differentiation of linear algebra functions, 2010",
  example: "sum([1, 2]).item() // => 3",
  samples: tallSamples,
});
