import { ArgumentError } from "../error/error.ts";
import { formatShape, type Shape } from "../shape/shape.ts";
import type { Operation } from "./definition.ts";
import { tangentRule } from "./derivative/tangent-rule.ts";
import { numericDtype } from "./dtype-rule.ts";
import { regularTriangleSamples } from "./facts/factorisation-samples.ts";
import { type Facts, facts } from "./facts/facts.ts";
import { type CallerAttributes, matrix, routine } from "./routine.ts";

/** What its columns are of, and up to how many units of rounding an element on the diagonal counts as 0. */
export type RegularAttributes = CallerAttributes & {
  readonly of: "pivots" | "columns";
  readonly units: number;
};

/**
 * The upper factor of a matrix as it is, or a refusal in the name of the function that was called: the matrix that a derivative is divided
 * by is none that its user has seen.
 */
export const regularTriangle: Operation<RegularAttributes> = /* @__PURE__ */ routine<RegularAttributes>({
  name: "regularTriangle",
  family: "linear algebra",
  arity: 1,
  dtype: (inputs) => numericDtype("regularTriangle", "floats", inputs),
  shape: (inputs) => inputs[0] as Shape,
  derivative: /* @__PURE__ */ tangentRule((_b, result, _inputs, [tangent]) => tangent as typeof result),
  isInternal: true,
  meaning: {
    cores: () => ({ inputs: [matrix], output: matrix }),
    run: (m, { input, output }, { units }) => {
      const [x, y] = [input(0), output(0)];
      const size = x.sizes[0] as number;
      const lane = m.lane(x.dtype);
      const unit = lane.constant(units * (x.dtype === "float32" ? 2 ** -23 : 2 ** -52));
      m.range(0, size, (j) => {
        const largest = m.cell(lane.constant(0));
        m.range(0, m.plus(j, 1), (i) => largest.set(lane.max(largest.get(), lane.abs(x.read(i, j)))));
        const own = x.read(j, j);
        m.refuse(lane.le(lane.abs(own), lane.mul(unit, largest.get())), own, x, j, j);
        m.range(0, size, (i) => y.write(x.read(i, j), i, j));
      });
    },
    refusal: ({ index, value }, _inputs, { name, of }) =>
      new ArgumentError(
        name,
        of === "pivots"
          ? `a must not be singular, got pivot ${value} at ${formatShape(index)}.`
          : `there is no derivative where columns are not independent, got ${value} at ${formatShape(index)} of r.`,
      ),
  },
});

export const regularTriangleFacts: Facts<RegularAttributes> = /* @__PURE__ */ facts(regularTriangle, {
  summary: "An upper triangular matrix whose diagonal has no 0.",
  formula: "x",
  domain:
    "Floating-point square matrices, or batches of them, whose diagonal is larger than rounding beside what is above it.",
  convention: "none; linear",
  source: "docs/architecture.md",
  example: "sum([1, 2]).item() // => 3",
  samples: regularTriangleSamples,
});
