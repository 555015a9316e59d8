import { ArgumentError } from "../error/error.ts";
import type { Index, Machine, Memory } from "../scalar/machine.ts";
import { formatShape, type Shape } from "../shape/shape.ts";
import type { Operation, Spec } from "./definition.ts";
import { tangentRule } from "./derivative/tangent-rule.ts";
import { numericDtype } from "./dtype-rule.ts";
import { type Facts, facts } from "./facts/facts.ts";
import { choleskySamples } from "./facts/triangular-samples.ts";
import { matmul, matrixTranspose, symmetricPart } from "./matmul.ts";
import { changeRow, panelFrom, panelWidth } from "./panel.ts";
import { type CallerAttributes, matrix, routine, sideBySide } from "./routine.ts";
import { requireSquare, solveTriangular } from "./solve-triangular.ts";
import { triangle } from "./triangle.ts";

/** Up to so many rows it takes longer to go by panels. */
const mostByColumns = 16;

const withFactor = { lower: true, transposed: false, unitDiagonal: false };

export const cholesky: Operation<CallerAttributes> = /* @__PURE__ */ routine<CallerAttributes>({
  name: "cholesky",
  family: "linear algebra",
  arity: 1,
  dtype: (inputs, { name }) => numericDtype(name, "floats", inputs),
  shape: (inputs, { name }) => {
    requireSquare(name, inputs[0] as Shape);
    return inputs[0] as Shape;
  },
  // l̇ = l Φ(l⁻¹ ȧ l⁻ᵀ) for a symmetric ȧ, Φ being the lower triangle with half the diagonal.
  derivative: /* @__PURE__ */ tangentRule((b, factor, _inputs, [tangent]) => {
    const symmetric = symmetricPart(b, tangent as typeof factor);
    const half = b(solveTriangular, factor, symmetric, withFactor);
    const both = b(solveTriangular, factor, matrixTranspose(b, half), withFactor);
    return b(matmul, factor, b(triangle, both, { upper: false, diagonal: 0.5 }));
  }),
  meaning: {
    cores: () => ({ inputs: [matrix], output: matrix }),
    steps: ([a]) => ((a as Spec).shape.at(-1) as number) / 6,
    run: (m, { input, output }) => {
      const [a, y] = [input(0), output(0)];
      const size = a.sizes[0] as number;
      if (size <= mostByColumns) factoriseByColumns(m, a, y);
      else factoriseByPanels(m, a, y);
    },
    refusal: ({ index, value }, _inputs, { name }) =>
      new ArgumentError(name, `a must be positive definite, got pivot ${value} at ${formatShape(index)}.`),
  },
});

/** Column by column, rows below the diagonal side by side. */
function factoriseByColumns<V, M, I>(m: Machine<V, M, I>, a: Memory<V, I>, y: Memory<V, I>): void {
  const size = a.sizes[0] as number;
  const lane = m.lane(a.dtype);
  m.range(0, size, (j) => {
    const rest = m.cell(a.read(j, j));
    m.range(0, j, (k) => {
      const known = y.read(j, k);
      rest.set(lane.sub(rest.get(), lane.mul(known, known)));
    });
    const root = m.cell(rootOf(m, a, j, rest.get()));
    y.write(root.get(), j, j);
    sideBySide(m, m.plus(j, 1), size, (some) => {
      const all = some.map((i) => {
        const both = lane.add(a.read(i, j), a.read(j, i));
        return { i, below: m.cell(lane.mul(lane.constant(0.5), both)) };
      });
      m.range(0, j, (k) => {
        const known = y.read(j, k);
        for (const { i, below } of all) below.set(lane.sub(below.get(), lane.mul(y.read(i, k), known)));
      });
      for (const { i, below } of all) {
        y.write(lane.div(below.get(), root.get()), i, j);
        y.write(lane.constant(0), j, i);
      }
    });
  });
}

/** The root of a pivot. NaN is not positive either. */
function rootOf<V, M, I>(m: Machine<V, M, I>, a: Memory<V, I>, i: I, pivot: V): V {
  const lane = m.lane(a.dtype);
  m.refuse(lane.not(lane.gt(pivot, lane.constant(0))), pivot, a, i, i);
  return lane.sqrt(pivot);
}

function factoriseByPanels<V, M, I>(m: Machine<V, M, I>, a: Memory<V, I>, y: Memory<V, I>): void {
  const size = a.sizes[0] as number;
  const lane = m.lane(a.dtype);
  // The transposed factor is found, whose rows are in one piece.
  m.range(0, size, (i) => {
    m.each(a.dtype, i, size, [], (own, j) =>
      y.write(own.mul(own.constant(0.5), own.add(a.read(i, j), a.read(j, i))), i, j),
    );
    y.write(a.read(i, i), i, i);
  });
  const panels = Math.floor(size / panelWidth);
  m.range(0, panels, (panel) => {
    const from = m.times(panel, panelWidth);
    const to = m.plus(from, panelWidth);
    finishRows(m, a, y, from, to);
    m.range(to, size, (i) => changeRow(m, y, [i, i], panelFrom(m, from), (k) => y.read(k, i)));
  });
  finishRows(m, a, y, panels * panelWidth, size);
  m.range(0, size, (i) => {
    m.range(m.plus(i, 1), size, (j) => {
      y.write(y.read(i, j), j, i);
      y.write(lane.constant(0), i, j);
    });
  });
}

/** Rows of the transposed factor, from which those before `from` are taken away already. */
function finishRows<V, M, I>(
  m: Machine<V, M, I>,
  a: Memory<V, I>,
  y: Memory<V, I>,
  from: Index<I>,
  to: Index<I>,
): void {
  const size = y.sizes[0] as number;
  m.range(from, to, (i) => {
    m.range(from, i, (k) => changeRow(m, y, [i, i], [k], () => y.read(k, i)));
    const root = m.cell(rootOf(m, a, i, y.read(i, i)));
    y.write(root.get(), i, i);
    m.each(y.dtype, m.plus(i, 1), size, [root.get()], (own, j, [divisor]) =>
      y.write(own.div(y.read(i, j), divisor as V), i, j),
    );
  });
}

export const choleskyFacts: Facts<CallerAttributes> = /* @__PURE__ */ facts(cholesky, {
  summary: "The lower triangular factor of a positive definite matrix.",
  formula: "l with l lᵀ = (a + aᵀ) / 2",
  domain: "Floating-point positive definite matrices, or batches of them.",
  convention: "none; the derivative is symmetric",
  source: "I. Murray, Differentiation of the Cholesky decomposition, 2016, (8)",
  example: "cholesky([[4, 2], [2, 5]]).toArray() // => [[2, 0], [1, 2]]",
  samples: choleskySamples,
});
