import { ArgumentError } from "../error/error.ts";
import { formatShape, type Shape } from "../shape/shape.ts";
import type { Operation, Spec } from "./definition.ts";
import { tangentRule } from "./derivative/tangent-rule.ts";
import { numericDtype } from "./dtype-rule.ts";
import { type Facts, facts } from "./facts/facts.ts";
import { choleskySamples } from "./facts/triangular-samples.ts";
import { matmul, matrixTranspose, symmetricPart } from "./matmul.ts";
import { type CallerAttributes, matrix, routine, sideBySide } from "./routine.ts";
import { requireSquare, solveTriangular } from "./solve-triangular.ts";
import { triangle } from "./triangle.ts";

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
      const [a, factor] = [input(0), output(0)];
      const size = a.sizes[0] as number;
      const lane = m.lane(a.dtype);
      const half = lane.constant(0.5);
      m.range(0, size, (j) => {
        const rest = m.cell(a.read(j, j));
        m.range(0, j, (k) => {
          const known = factor.read(j, k);
          rest.set(lane.sub(rest.get(), lane.mul(known, known)));
        });
        const pivot = rest.get();
        // NaN is none either.
        m.refuse(lane.not(lane.gt(pivot, lane.constant(0))), pivot, a, j, j);
        const root = m.cell(lane.sqrt(pivot));
        factor.write(root.get(), j, j);
        sideBySide(m, m.plus(j, 1), size, (rows) => {
          const all = rows.map((i) => {
            const below = m.cell(lane.mul(half, lane.add(a.read(i, j), a.read(j, i))));
            return { i, below };
          });
          m.range(0, j, (k) => {
            const known = factor.read(j, k);
            for (const { i, below } of all)
              below.set(lane.sub(below.get(), lane.mul(factor.read(i, k), known)));
          });
          for (const { i, below } of all) {
            factor.write(lane.div(below.get(), root.get()), i, j);
            factor.write(lane.constant(0), j, i);
          }
        });
      });
    },
    refusal: ({ index, value }, _inputs, { name }) =>
      new ArgumentError(name, `a must be positive definite, got pivot ${value} at ${formatShape(index)}.`),
  },
});

export const choleskyFacts: Facts<CallerAttributes> = /* @__PURE__ */ facts(cholesky, {
  summary: "The lower triangular factor of a positive definite matrix.",
  formula: "l with l lᵀ = (a + aᵀ) / 2",
  domain: "Floating-point positive definite matrices, or batches of them.",
  convention: "none; the derivative is symmetric",
  source: "I. Murray, Differentiation of the Cholesky decomposition, 2016, (8)",
  example: "cholesky([[4, 2], [2, 5]]).toArray() // => [[2, 0], [1, 2]]",
  samples: choleskySamples,
});
