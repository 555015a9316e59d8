import { ShapeError } from "../error/error.ts";
import type { Memory } from "../scalar/machine.ts";
import { formatShape, type Shape } from "../shape/shape.ts";
import { add } from "./add.ts";
import { concat } from "./concat.ts";
import type { Builder, NoAttributes, PlainOperation, Spec } from "./definition.ts";
import { tangentRule } from "./derivative/tangent-rule.ts";
import { numericDtype } from "./dtype-rule.ts";
import { tallSamples } from "./facts/factorisation-samples.ts";
import { type Facts, facts } from "./facts/facts.ts";
import { matmul, matrixTranspose } from "./matmul.ts";
import {
  begin,
  changeAndMultiply,
  changed,
  earlierProduct,
  earlierVector,
  factors,
  keepStep,
  type Pending,
  powersFor,
  product,
  scaleProduct,
  vector,
  type Work,
  workingRows,
} from "./reflection.ts";
import { regularTriangle } from "./regular-triangle.ts";
import { matrix, routine } from "./routine.ts";
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
    scratch: ([a]) => {
      const { dtype, shape } = a as Spec;
      return [{ dtype, shape: shape.slice(-2) }, workingRows(dtype, shape.at(-2) as number)];
    },
    run: (m, { input, output, scratch }) => {
      const [a, y, mirrors, rows] = [input(0), output(0), scratch(0), scratch(1)];
      const [height = 0, width = 0] = a.sizes;
      const lane = m.lane(a.dtype);
      m.range(0, height, (i) => m.each(a.dtype, 0, width, [], (_, j) => mirrors.write(a.read(i, j), i, j)));
      const work = { m, lane, rows };
      reflectColumns(work, mirrors, y);
      collectColumns(work, mirrors);
      m.range(0, height, (i) =>
        m.range(0, width, (j) => y.write(changed(work, mirrors.read(i, j), [i, j], pending), j, i)),
      );
    },
  },
});

const pending: Pending = [[earlierVector, earlierProduct]];

/**
 * Column by column, what is below the diagonal is reflected away, which gives the rows of r. Of each mirror there remain its vector,
 * which is 1 at the diagonal, and its factor.
 */
function reflectColumns<V, M, I>(work: Work<V, M, I>, a: Memory<V, I>, y: Memory<V, I>): void {
  const { m, lane, rows } = work;
  const [height = 0, width = 0] = a.sizes;
  const [zero, one] = [lane.constant(0), lane.constant(1)];
  begin(work, pending);
  m.range(0, width, (k) => {
    const below = m.plus(k, 1);
    const largest = m.cell(zero);
    const pivot = m.cell(changed(work, a.read(k, k), [k, k], pending));
    m.range(below, height, (i) => {
      const own = m.cell(changed(work, a.read(i, k), [i, k], pending));
      rows.write(own.get(), vector, i);
      largest.set(lane.max(largest.get(), lane.abs(own.get())));
    });
    const isDone = lane.eq(largest.get(), zero);
    const { down, up } = powersFor(lane, lane.max(largest.get(), lane.abs(pivot.get())));
    const [smaller, larger] = [m.cell(down), m.cell(up)];
    // The largest one about 1 from here on: squares would be out of range, and the length of what is subnormal inexact.
    const start = m.cell(lane.mul(smaller.get(), pivot.get()));
    const squares = m.cell(lane.mul(start.get(), start.get()));
    m.range(below, height, (i) => {
      const own = m.cell(lane.mul(smaller.get(), rows.read(vector, i)));
      rows.write(own.get(), vector, i);
      squares.set(lane.add(squares.get(), lane.mul(own.get(), own.get())));
    });
    const length = lane.sqrt(squares.get());
    const image = m.cell(lane.select(isDone, start.get(), lane.neg(lane.copysign(length, start.get()))));
    const difference = m.cell(lane.select(isDone, one, lane.sub(start.get(), image.get())));
    const ratio = lane.div(difference.get(), lane.select(isDone, one, image.get()));
    const factor = m.cell(lane.select(isDone, zero, lane.neg(ratio)));
    rows.write(factor.get(), factors, k);
    rows.write(one, vector, k);
    m.each(a.dtype, below, height, [difference.get()], (own, i, [divisor]) =>
      rows.write(own.div(rows.read(vector, i), divisor as V), vector, i),
    );
    m.range(below, height, (i) => a.write(rows.read(vector, i), i, k));
    changeAndMultiply(work, a, [k, below], pending);
    scaleProduct(work, [below, width], factor.get());
    m.range(0, k, (j) => y.write(zero, k, m.plus(j, height)));
    y.write(lane.mul(larger.get(), image.get()), k, m.plus(k, height));
    m.each(a.dtype, below, width, [], (own, j) =>
      y.write(own.sub(a.read(k, j), rows.read(product, j)), k, m.plus(j, height)),
    );
    keepStep(work, [k, height], [below, width]);
  });
}

/** The columns of q, but for what is pending: those of the identity, reflected in all mirrors, the last one first. */
function collectColumns<V, M, I>(work: Work<V, M, I>, mirrors: Memory<V, I>): void {
  const { m, lane, rows } = work;
  const [height = 0, width = 0] = mirrors.sizes;
  const [zero, one] = [lane.constant(0), lane.constant(1)];
  begin(work, pending);
  m.range(0, width, (step) => {
    const k = m.plus(m.times(step, -1), width - 1);
    rows.write(one, vector, k);
    m.range(m.plus(k, 1), height, (i) => rows.write(mirrors.read(i, k), vector, i));
    m.range(0, height, (i) => mirrors.write(zero, i, k));
    mirrors.write(one, k, k);
    changeAndMultiply(work, mirrors, [k, k], pending);
    scaleProduct(work, [k, width], rows.read(factors, k));
    keepStep(work, [k, height], [k, width]);
  });
}

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
