import type { Shape } from "../shape/shape.ts";
import { concat } from "./concat.ts";
import type { Builder, Operation, Spec } from "./definition.ts";
import { type TangentRule, tangentRule } from "./derivative/tangent-rule.ts";
import { numericDtype } from "./dtype-rule.ts";
import { eigenSamples, eigenvalueSamples } from "./facts/factorisation-samples.ts";
import { type Facts, facts } from "./facts/facts.ts";
import { gaps } from "./gaps.ts";
import { diagonaliseByTurns, mostByTurns } from "./jacobi.ts";
import { matmul, matrixTranspose, symmetricPart } from "./matmul.ts";
import { mul } from "./mul.ts";
import { diagonal, workingRows } from "./reflection.ts";
import { asColumn, reshape } from "./reshape.ts";
import { type CallerAttributes, composition, matrix, routine, vector } from "./routine.ts";
import { sectionOf, slice } from "./slice.ts";
import { requireSquare } from "./solve-triangular.ts";
import { sum } from "./sum.ts";
import {
  collectReflections,
  diagonalise,
  scalesOf,
  takeInOrder,
  tridiagonalise,
  writeIdentity,
} from "./tridiagonal.ts";

/** Whether eigenvalues are asked for alone. */
export type EigenAttributes = CallerAttributes & { readonly isAlone?: boolean };

/** Two results in each row: of each eigenvector one component, and an eigenvalue. */
export const eigh: Operation<EigenAttributes> = /* @__PURE__ */ routine<EigenAttributes>({
  name: "eigh",
  family: "linear algebra",
  arity: 1,
  dtype: (inputs, { name }) => numericDtype(name, "floats", inputs),
  shape: (inputs, { name, isAlone = false }) => {
    const a = inputs[0] as Shape;
    requireSquare(name, a);
    return [...a.slice(0, -1), isAlone ? 1 : (a.at(-1) as number) + 1];
  },
  derivative: /* @__PURE__ */ tangentRule((b, packed, inputs, tangents, attributes) => {
    const a = inputs[0] as typeof packed;
    const { name, isAlone = false } = attributes;
    const ofValues = asColumn(b, valuesRule(b, b(eigenvalues, a, attributes), inputs, tangents, attributes));
    if (isAlone) return ofValues;
    const ofVectors = vectorsRule(b, b(eigenvectors, a, { name }), inputs, tangents, { name });
    return b(concat, ofVectors, ofValues, { axis: b.shapeOf(ofValues).length - 1 });
  }),
  isInternal: true,
  meaning: {
    cores: () => ({ inputs: [matrix], output: matrix }),
    steps: ([a], { isAlone = false }) => {
      const size = (a as Spec).shape.at(-1) as number;
      return isAlone ? 3 * size ** 2 : 9 * size;
    },
    scratch: ([a], { isAlone = false }) => {
      const { dtype, shape } = a as Spec;
      const size = shape.at(-1) as number;
      const rows = workingRows(dtype, size);
      const square = { dtype, shape: [size, size] };
      return isAlone ? [square, rows] : [square, rows, square];
    },
    run: (m, { input, output, scratch }, { isAlone = false }) => {
      const [given, y, a, rows] = [input(0), output(0), scratch(0), scratch(1)];
      const vectors = isAlone ? null : scratch(2);
      const size = given.sizes[0] as number;
      const lane = m.lane(given.dtype);
      const one = lane.constant(1);
      const isSmall = size <= mostByTurns;
      const { down, up } = isSmall ? { down: one, up: one } : scalesOf(m, lane, given);
      const undo = m.cell(up);
      // NaN goes everywhere; infinity in one place would leave some eigenvalues as if it were not there.
      const nothing = m.cell(lane.constant(0));
      m.range(0, size, (i) =>
        m.range(0, size, (j) => {
          nothing.set(lane.add(nothing.get(), lane.mul(lane.constant(0), given.read(i, j))));
        }),
      );
      const isFinite = lane.eq(nothing.get(), lane.constant(0));
      const known = (x: typeof one): typeof one => lane.select(isFinite, x, lane.constant(Number.NaN));
      m.range(0, size, (i) => {
        m.each(given.dtype, 0, size, [down], (own, j, [scale]) => {
          const both = own.add(
            own.mul(scale as typeof one, given.read(i, j)),
            own.mul(scale as typeof one, given.read(j, i)),
          );
          a.write(own.mul(own.constant(0.5), both), i, j);
        });
        a.write(known(lane.mul(down, given.read(i, i))), i, i);
      });
      if (vectors !== null) writeIdentity(m, lane, vectors);
      const work = { m, lane, size, a, rows };
      if (isSmall) {
        diagonaliseByTurns(m, lane, a, vectors);
        m.range(0, size, (i) => rows.write(a.read(i, i), diagonal, i));
      } else {
        tridiagonalise(work);
        if (vectors !== null) collectReflections(work, vectors);
        diagonalise(work, vectors);
      }
      takeInOrder(work, (x, other) => lane.lt(x, other), vectors, {
        value: (found, i) => y.write(lane.mul(undo.get(), found), i, isAlone ? 0 : size),
        component: (found, k, i) => y.write(found, k, i),
      });
    },
  },
});

export const eighFacts: Facts<EigenAttributes> = /* @__PURE__ */ facts(eigh, {
  summary: "Eigenvectors of a symmetric matrix, side by side with its eigenvalues.",
  formula: "(a + aᵀ) / 2 v = v diag(λ)",
  domain:
    "Floating-point square matrices, or batches of them; eigenvalues are NaN where an element is not finite.",
  convention:
    "Eigenvalues ascend; the largest component of each eigenvector, of equal ones the first, is positive",
  source: "G. Golub, C. Van Loan, Matrix computations, 2013, 8.3 and 8.5",
  example: "sum([1, 2]).item() // => 3",
  samples: eigenvalueSamples,
});

function part<V>(b: Builder<V>, a: V, from: number, count: number, attributes: EigenAttributes): V {
  const packed = b(eigh, a, attributes);
  const shape = b.shapeOf(packed);
  return b(slice, packed, sectionOf(shape, shape.length - 1, from, count));
}

/** λ̇ᵢ = vᵢᵀ ȧ vᵢ, also of eigenvalues that are equal. */
const valuesRule: TangentRule<EigenAttributes> = (b, result, [a], [given], { name }) => {
  const vectors = b(eigenvectors, a as typeof result, { name });
  // Of a tangent that is not symmetric, the rest cancels.
  const moved = b(matmul, given as typeof result, vectors);
  const axes = [b.shapeOf(moved).length - 2];
  return b(sum, b(mul, vectors, moved), { axes, keepDims: false });
};

/** v̇ = v (f ∘ vᵀ ȧ v), fᵢⱼ being 1 / (λⱼ - λᵢ). */
const vectorsRule: TangentRule<CallerAttributes> = (b, vectors, [a], [given], attributes) => {
  const turns = b(gaps, b(eigenvalues, a as typeof vectors, attributes), {
    ...attributes,
    sums: false,
    positive: false,
    vectors: "eigenvectors",
  });
  const moved = b(matmul, symmetricPart(b, given as typeof vectors), vectors);
  return b(matmul, vectors, b(mul, turns, b(matmul, matrixTranspose(b, vectors), moved)));
};

export const eigenvalues: Operation<EigenAttributes> = /* @__PURE__ */ composition<EigenAttributes>({
  name: "eigenvalues",
  family: "linear algebra",
  arity: 1,
  dtype: (inputs, { name }) => numericDtype(name, "floats", inputs),
  shape: (inputs, { name }) => {
    requireSquare(name, inputs[0] as Shape);
    return (inputs[0] as Shape).slice(0, -1);
  },
  derivative: /* @__PURE__ */ tangentRule(valuesRule),
  cores: { inputs: [matrix], output: vector },
  isInternal: true,
  expand: (b, [given], attributes) => {
    const a = given as NonNullable<typeof given>;
    const shape = b.shapeOf(a);
    const size = shape.at(-1) as number;
    const { name } = attributes;
    // Of a small matrix vectors cost little, and derivatives ask for them as well.
    const isAlone = attributes.isAlone === true && size > mostByTurns;
    const found = isAlone ? part(b, a, 0, 1, { name, isAlone }) : part(b, a, size, 1, { name });
    return b(reshape, found, { shape: shape.slice(0, -1) });
  },
});

export const eigenvaluesFacts: Facts<EigenAttributes> = /* @__PURE__ */ facts(eigenvalues, {
  summary: "The eigenvalues of a symmetric matrix, in order.",
  formula: "λ with (a + aᵀ) / 2 v = v diag(λ)",
  domain: "Floating-point square matrices, or batches of them.",
  convention: "Of equal eigenvalues each receives along its own eigenvector, which is one of many",
  source:
    "M. Giles, Collected matrix derivative results for forward and reverse mode algorithmic differentiation, 2008, 3.1",
  example: "eigvalsh([[2, 1], [1, 2]]).toArray() // => [1, 3]",
  samples: eigenvalueSamples,
});

export const eigenvectors: Operation<CallerAttributes> = /* @__PURE__ */ composition<CallerAttributes>({
  name: "eigenvectors",
  family: "linear algebra",
  arity: 1,
  dtype: (inputs, { name }) => numericDtype(name, "floats", inputs),
  shape: (inputs, { name }) => {
    requireSquare(name, inputs[0] as Shape);
    return inputs[0] as Shape;
  },
  derivative: /* @__PURE__ */ tangentRule(vectorsRule),
  cores: { inputs: [matrix], output: matrix },
  isInternal: true,
  expand: (b, [given], attributes) => {
    const a = given as NonNullable<typeof given>;
    return part(b, a, 0, b.shapeOf(a).at(-1) as number, attributes);
  },
});

export const eigenvectorsFacts: Facts<CallerAttributes> = /* @__PURE__ */ facts(eigenvectors, {
  summary: "The eigenvectors of a symmetric matrix, as columns, in the order of the eigenvalues.",
  formula: "v with (a + aᵀ) / 2 v = v diag(λ)",
  domain: "Floating-point square matrices, or batches of them.",
  convention: "The largest component of each is positive. No derivative where eigenvalues are equal: refused",
  source:
    "M. Giles, Collected matrix derivative results for forward and reverse mode algorithmic differentiation, 2008, 3.1",
  example: "sum([1, 2]).item() // => 3",
  samples: eigenSamples,
});
