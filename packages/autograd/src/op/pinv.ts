import type { Shape } from "../shape/shape.ts";
import { add } from "./add.ts";
import { greater } from "./comparison.ts";
import type { Operation } from "./definition.ts";
import { tangentRule } from "./derivative/tangent-rule.ts";
import { numericDtype } from "./dtype-rule.ts";
import { pinvSamples } from "./facts/factorisation-samples.ts";
import { type Facts, facts } from "./facts/facts.ts";
import { matmul, matrixTranspose } from "./matmul.ts";
import { max } from "./max.ts";
import { mul } from "./mul.ts";
import { reciprocal } from "./reciprocal.ts";
import { asRow } from "./reshape.ts";
import { type CallerAttributes, composition, matrix } from "./routine.ts";
import { sub } from "./sub.ts";
import { filledWith } from "./sum.ts";
import { leftVectors, rightVectors, singularValues } from "./svd.ts";
import { where } from "./where.ts";

export const pinv: Operation<CallerAttributes> = /* @__PURE__ */ composition<CallerAttributes>({
  name: "pinv",
  family: "linear algebra",
  arity: 1,
  dtype: (inputs, { name }) => numericDtype(name, "floats", inputs),
  shape: (inputs) => {
    const a = inputs[0] as Shape;
    return [...a.slice(0, -2), a.at(-1) as number, a.at(-2) as number];
  },
  // Of matrices of the same rank around. What changes is multiplied in between two inverses, whose product may be beyond every number.
  derivative: /* @__PURE__ */ tangentRule((b, inverse, [given], [tangent]) => {
    const a = given as typeof inverse;
    const [change, back] = [tangent as typeof inverse, matrixTranspose(b, tangent as typeof inverse)];
    const turned = matrixTranspose(b, inverse);
    const within = b(matmul, b(matmul, inverse, change), inverse);
    const rows = b(matmul, inverse, b(matmul, turned, back));
    const columns = b(matmul, b(matmul, back, turned), inverse);
    const ofRows = b(sub, rows, b(matmul, b(matmul, rows, a), inverse));
    const ofColumns = b(sub, columns, b(matmul, inverse, b(matmul, a, columns)));
    return b(sub, b(add, ofRows, ofColumns), within);
  }),
  cores: { inputs: [matrix], output: matrix },
  isInternal: true,
  expand: (b, [given], attributes) => {
    const a = given as NonNullable<typeof given>;
    const shape = b.shapeOf(a);
    const [rows, columns] = shape.slice(-2) as [number, number];
    if (columns === 0) return filledWith(b, 0, a, [...shape.slice(0, -2), 0, rows]);
    const s = b(singularValues, a, attributes);
    const rank = b.shapeOf(s).length;
    const largest = b(max, s, { axes: [rank - 1], keepDims: true });
    const unit = rows * (b.dtypeOf(a) === "float32" ? 2 ** -23 : 2 ** -52);
    const isThere = b(greater, s, b(mul, largest, b.constant(unit, a)));
    const inverse = b(where, isThere, b(reciprocal, s), b.constant(0, a));
    return b(
      matmul,
      b(mul, b(rightVectors, a, attributes), asRow(b, inverse)),
      matrixTranspose(b, b(leftVectors, a, attributes)),
    );
  },
});

export const pinvFacts: Facts<CallerAttributes> = /* @__PURE__ */ facts(pinv, {
  summary: "The pseudoinverse of a matrix.",
  formula: "v diag(1 / s) uᵀ of a = u diag(s) vᵀ, without the singular values that are 0",
  domain: "Floating-point matrices of at least as many rows as columns, or batches of them.",
  convention:
    "Differentiable among matrices of one rank; singular values up to ε · rows · the largest one count as 0",
  source:
    "G. Golub, V. Pereyra, The differentiation of pseudo-inverses and nonlinear least squares problems whose variables separate, 1973, (4.12)",
  example: "sum([1, 2]).item() // => 3",
  samples: pinvSamples,
});
