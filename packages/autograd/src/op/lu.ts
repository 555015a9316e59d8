import { ArgumentError } from "../error/error.ts";
import type { Index, Machine, Memory } from "../scalar/machine.ts";
import { formatShape, type Shape } from "../shape/shape.ts";
import { add } from "./add.ts";
import { cast } from "./cast.ts";
import type { Builder, Operation, Spec } from "./definition.ts";
import { tangentRule } from "./derivative/tangent-rule.ts";
import { numericDtype } from "./dtype-rule.ts";
import { luSamples } from "./facts/factorisation-samples.ts";
import { type Facts, facts } from "./facts/facts.ts";
import { matmul, matrixTranspose } from "./matmul.ts";
import { changeRow, panelFrom, panelWidth } from "./panel.ts";
import { regularTriangle } from "./regular-triangle.ts";
import { reshape } from "./reshape.ts";
import { type CallerAttributes, matrix, routine } from "./routine.ts";
import { pad, sectionOf, slice } from "./slice.ts";
import { requireSquare, solveTriangular } from "./solve-triangular.ts";
import { take } from "./take.ts";
import { triangle } from "./triangle.ts";

/** Whether a matrix that is singular is refused, or only its derivative; and what it is called there, `a` unless told. */
export type LuAttributes = CallerAttributes & { readonly isRegular: boolean; readonly matrix?: string };

/**
 * Three results in one row for each row of the matrix: both factors, the ones on the diagonal of the lower one left out; the row that
 * was taken; and whether rows were exchanged for it, -1 or 1.
 */
export const lu: Operation<LuAttributes> = /* @__PURE__ */ routine<LuAttributes>({
  name: "lu",
  family: "linear algebra",
  arity: 1,
  dtype: (inputs, { name }) => numericDtype(name, "floats", inputs),
  shape: (inputs, { name }) => {
    const a = inputs[0] as Shape;
    requireSquare(name, a);
    return [...a.slice(0, -1), (a.at(-1) as number) + 2];
  },
  // With f = l⁻¹ p ȧ u⁻¹: l̇ is l times its lower triangle, u̇ its upper triangle times u.
  derivative: /* @__PURE__ */ tangentRule((b, result, _inputs, [tangent], { name }) => {
    const { factors: packed, order } = luParts(b, result);
    const factors = b(regularTriangle, packed, { name, of: "pivots", units: 0 });
    const moved = b(take, tangent as typeof result, order, rows);
    const left = b(solveTriangular, factors, moved, lowerFactor);
    const both = matrixTranspose(
      b,
      b(solveTriangular, factors, matrixTranspose(b, left), { ...upperFactor, transposed: true }),
    );
    const below = b(triangle, both, { upper: false, diagonal: 0 });
    const lower = b(add, below, b(matmul, b(triangle, factors, { upper: false, diagonal: 0 }), below));
    const above = b(triangle, both, { upper: true, diagonal: 1 });
    const upper = b(matmul, above, b(triangle, factors, { upper: true, diagonal: 1 }));
    const rank = b.shapeOf(result).length;
    const none = new Array<number>(rank).fill(0);
    return b(pad, b(add, lower, upper), { low: none, high: none.with(rank - 1, 2), interior: none });
  }),
  isInternal: true,
  meaning: {
    cores: () => ({ inputs: [matrix], output: matrix }),
    steps: ([a]) => ((a as Spec).shape.at(-1) as number) / 3,
    run: (m, { input, output }, { isRegular }) => {
      const [a, y] = [input(0), output(0)];
      const size = a.sizes[0] as number;
      const lane = m.lane(a.dtype);
      const zero = lane.constant(0);
      const count = m.cell(zero);
      m.range(0, size, (i) => {
        m.each(a.dtype, 0, size, [], (_, j) => y.write(a.read(i, j), i, j));
        y.write(count.get(), i, size);
        count.set(lane.add(count.get(), lane.constant(1)));
      });
      const refuse = (pivot: typeof zero, k: Parameters<typeof y.read>[0]): void => {
        if (isRegular) m.refuse(lane.eq(pivot, zero), pivot, a, k, k);
      };
      // Some columns at a time: what lies to their right is changed by all of them at once.
      const panels = Math.floor(size / panelWidth);
      m.range(0, panels, (panel) => {
        const from = m.times(panel, panelWidth);
        const to = m.plus(from, panelWidth);
        m.range(from, to, (k) => eliminate(m, y, k, to, refuse));
        m.range(from, to, (i) => m.range(from, i, (k) => changeRow(m, y, [i, to], [k], () => y.read(i, k))));
        m.range(to, size, (i) => changeRow(m, y, [i, to], panelFrom(m, from), (k) => y.read(i, k)));
      });
      m.range(panels * panelWidth, size, (k) => eliminate(m, y, k, size, refuse));
    },
    refusal: ({ index }, _inputs, { name, matrix: called = "a" }) =>
      new ArgumentError(name, `${called} must not be singular, got pivot 0 at ${formatShape(index)}.`),
  },
});

/** Looks for the pivot of a column, and takes its multiples away from what is below it, in the columns up to and without `to`. */
function eliminate<V, M, I>(
  m: Machine<V, M, I>,
  y: Memory<V, I>,
  k: I,
  to: Index<I>,
  refuse: (pivot: V, k: I) => void,
): void {
  const size = y.sizes[0] as number;
  const [lane, integers] = [m.lane(y.dtype), m.lane("int32")];
  const [zero, one] = [lane.constant(0), lane.constant(1)];
  const below = m.plus(k, 1);
  const largest = m.cell(lane.abs(y.read(k, k)));
  const found = m.cell(m.integer(k));
  m.range(below, size, (i) => {
    const own = lane.abs(y.read(i, k));
    const isLarger = lane.gt(own, largest.get());
    largest.set(lane.select(isLarger, own, largest.get()));
    found.set(integers.select(isLarger, m.integer(i), found.get()));
  });
  const chosen = m.index(found.get());
  m.each(y.dtype, 0, size + 1, [], (_, j) => {
    const [here, there] = [y.read(k, j), y.read(chosen, j)];
    y.write(there, k, j);
    y.write(here, chosen, j);
  });
  const isKept = integers.eq(found.get(), m.integer(k));
  y.write(lane.select(isKept, one, lane.constant(-1)), k, size + 1);
  const pivot = y.read(k, k);
  const isZero = lane.eq(pivot, zero);
  refuse(pivot, k);
  m.range(below, size, (i) => {
    // Below a pivot of zero there are only zeros.
    y.write(lane.select(isZero, zero, lane.div(y.read(i, k), pivot)), i, k);
    const factor = y.read(i, k);
    m.range(below, to, (j) => y.write(lane.sub(y.read(i, j), lane.mul(factor, y.read(k, j))), i, j));
  });
}

const rows = { axis: -2, rank: 1 };
export const lowerFactor = { lower: true, transposed: false, unitDiagonal: true };
export const upperFactor = { lower: false, transposed: false, unitDiagonal: false };

/** Both factors in one matrix, which row of the matrix each row is, and the signs of the exchanges. */
export function luParts<V>(b: Builder<V>, packed: V): { factors: V; order: V; signs: V } {
  const shape = b.shapeOf(packed);
  const size = shape.at(-2) as number;
  const columns = (from: number, count: number): V =>
    b(slice, packed, sectionOf(shape, shape.length - 1, from, count));
  const column = (k: number): V => b(reshape, columns(k, 1), { shape: shape.slice(0, -1) });
  return {
    factors: columns(0, size),
    order: b(cast, column(size), { dtype: "int32" }),
    signs: column(size + 1),
  };
}

export const luFacts: Facts<LuAttributes> = /* @__PURE__ */ facts(lu, {
  summary:
    "Triangular factors of a square matrix whose rows are exchanged, side by side with the order of the rows.",
  formula: "l u = p a",
  domain: "Floating-point square matrices, or batches of them; for derivatives, without a pivot of 0.",
  convention:
    "The largest of a column is its pivot, of equal ones the first. The order of the rows is piecewise constant",
  source:
    "G. Golub, C. Van Loan, Matrix computations, 2013, 3.4; F. de Hoog, R. Anderssen, M. Lukas, Differentiation of matrix functionals using triangular factorization, 2011",
  example: "sum([1, 2]).item() // => 3",
  samples: luSamples,
});
