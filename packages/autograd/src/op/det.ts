import type { Shape } from "../shape/shape.ts";
import { cofactor } from "./cofactor.ts";
import type { NoAttributes, PlainOperation } from "./definition.ts";
import { tangentRule } from "./derivative/tangent-rule.ts";
import { diagonalOf } from "./diagonal.ts";
import { numericDtype } from "./dtype-rule.ts";
import { detSamples } from "./facts/factorisation-samples.ts";
import { type Facts, facts } from "./facts/facts.ts";
import { lu, luParts } from "./lu.ts";
import { mul } from "./mul.ts";
import { prod } from "./prod.ts";
import { composition, matrix } from "./routine.ts";
import { requireSquare } from "./solve-triangular.ts";
import { sum } from "./sum.ts";

export const det: PlainOperation = /* @__PURE__ */ composition<NoAttributes>({
  name: "det",
  family: "linear algebra",
  arity: 1,
  dtype: (inputs) => numericDtype("det", "floats", inputs),
  shape: (inputs) => {
    requireSquare("det", inputs[0] as Shape);
    return (inputs[0] as Shape).slice(0, -2);
  },
  derivative: /* @__PURE__ */ tangentRule((b, _result, [a], [tangent]) => {
    const own = tangent as NonNullable<typeof tangent>;
    const rank = b.shapeOf(own).length;
    const changes = b(mul, b(cofactor, a as typeof own), own);
    return b(sum, changes, { axes: [rank - 2, rank - 1], keepDims: false });
  }),
  cores: { inputs: [matrix], output: [] },
  expand: (b, [a]) => {
    const { factors, signs } = luParts(
      b,
      b(lu, a as NonNullable<typeof a>, { name: "det", isRegular: false }),
    );
    const along = { axes: [b.shapeOf(signs).length - 1], keepDims: false };
    return b(mul, b(prod, signs, along), b(prod, diagonalOf(b, factors), along));
  },
});

export const detFacts: Facts = /* @__PURE__ */ facts(det, {
  summary: "The determinant of a square matrix.",
  formula: "det a",
  domain:
    "Floating-point square matrices, singular ones too, or batches of them; 1 of a matrix without elements.",
  convention: "none; exact where the matrix is singular, at every order",
  source: "Jacobi's formula; G. Golub, C. Van Loan, Matrix computations, 2013, 3.2",
  example: "det([[1, 2], [3, 4]]).item() // => -2",
  samples: detSamples,
});
