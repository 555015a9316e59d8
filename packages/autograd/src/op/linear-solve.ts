import { ShapeError } from "../error/error.ts";
import { formatShape, type Shape } from "../shape/shape.ts";
import { argsort } from "./argsort.ts";
import type { Operation } from "./definition.ts";
import { cotangentRule } from "./derivative/cotangent-rule.ts";
import { numericDtype } from "./dtype-rule.ts";
import { solveSamples } from "./facts/factorisation-samples.ts";
import { type Facts, facts } from "./facts/facts.ts";
import { lowerFactor, lu, luParts, upperFactor } from "./lu.ts";
import { matmul, matrixTranspose } from "./matmul.ts";
import { neg } from "./neg.ts";
import { batchShape, type CallerAttributes, composition, matrix } from "./routine.ts";
import { requireSquare, solveTriangular } from "./solve-triangular.ts";
import { sumTo } from "./sum.ts";
import { take } from "./take.ts";

/** Whether it is solved with the transpose; and what the matrix is called, `a` unless told. */
export type SolveAttributes = CallerAttributes & { readonly transposed: boolean; readonly matrix?: string };

const cores = { inputs: [matrix, matrix], output: matrix };

export const solve: Operation<SolveAttributes> = /* @__PURE__ */ composition<SolveAttributes>({
  name: "solve",
  family: "linear algebra",
  arity: 2,
  dtype: (inputs, { name }) => numericDtype(name, "floats", inputs),
  shape: (inputs, { name }) => {
    const [a, b] = inputs as readonly [Shape, Shape];
    requireSquare(name, a);
    if (b.length < 2 || b.at(-2) !== a.at(-1)) {
      throw new ShapeError(
        name,
        `b must have as many rows as a, got a ${formatShape(a)} and b ${formatShape(b)}.`,
        inputs,
      );
    }
    return [...batchShape(name, inputs, cores.inputs), ...b.slice(-2)];
  },
  derivative: /* @__PURE__ */ cotangentRule((b, cotangent, step) => {
    const { attributes, result } = step;
    const [a, known] = [step.input(0), step.input(1)];
    const { transposed } = attributes;
    const received = b(solve, a, cotangent, { ...attributes, transposed: !transposed });
    const [left, right] = transposed ? [result, received] : [received, result];
    const product = b(neg, b(matmul, left, matrixTranspose(b, right)));
    return [sumTo(b, product, b.shapeOf(a)), sumTo(b, received, b.shapeOf(known))];
  }),
  cores,
  expand: (b, [a, known], { transposed, ...caller }) => {
    const { factors, order } = luParts(b, b(lu, a as NonNullable<typeof a>, { ...caller, isRegular: true }));
    const right = known as typeof factors;
    const rows = { axis: -2, rank: 1 };
    if (!transposed) {
      const first = b(solveTriangular, factors, b(take, right, order, rows), lowerFactor);
      return b(solveTriangular, factors, first, upperFactor);
    }
    const first = b(solveTriangular, factors, right, { ...upperFactor, transposed: true });
    const second = b(solveTriangular, factors, first, { ...lowerFactor, transposed: true });
    return b(take, second, b(argsort, order, { axis: -1, descending: false }), rows);
  },
});

export const solveFacts: Facts<SolveAttributes> = /* @__PURE__ */ facts(solve, {
  summary: "The solution of linear equations.",
  formula: "x with a x = b; aᵀ x = b if transposed",
  domain: "Floating-point square matrices that are not singular, or batches of them.",
  convention: "none. Strong zeros do not apply inside",
  source:
    "M. Giles, Collected matrix derivative results for forward and reverse mode algorithmic differentiation, 2008, 2.3.1",
  example: "solve([[2, 1], [1, 3]], [4, 7]).toArray() // => [1, 2]",
  samples: solveSamples,
});
