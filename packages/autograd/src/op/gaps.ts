import { ArgumentError } from "../error/error.ts";
import { formatShape, type Shape } from "../shape/shape.ts";
import { add } from "./add.ts";
import type { Operation } from "./definition.ts";
import { tangentRule } from "./derivative/tangent-rule.ts";
import { numericDtype } from "./dtype-rule.ts";
import { gapSamples } from "./facts/factorisation-samples.ts";
import { type Facts, facts } from "./facts/facts.ts";
import { mul } from "./mul.ts";
import { neg } from "./neg.ts";
import { asColumn, asRow } from "./reshape.ts";
import { matrix, routine, vector } from "./routine.ts";
import { square } from "./square.ts";
import { sub } from "./sub.ts";

/** Whether the gaps are those of squares, and whether 0 has none to anything; and whose they are. */
export type GapAttributes = {
  readonly squares: boolean;
  readonly positive: boolean;
  readonly name: string;
};

/** How fast each eigenvector turns towards each other one: the faster, the closer their eigenvalues are. */
export const gaps: Operation<GapAttributes> = /* @__PURE__ */ routine<GapAttributes>({
  name: "gaps",
  family: "linear algebra",
  arity: 1,
  dtype: (inputs) => numericDtype("gaps", "floats", inputs),
  shape: (inputs) => [...(inputs[0] as Shape), (inputs[0] as Shape).at(-1) as number],
  derivative: /* @__PURE__ */ tangentRule((b, result, [x], [given], { squares }) => {
    const tangent = given as typeof result;
    const own = squares ? b(mul, b(add, x as typeof result, x as typeof result), tangent) : tangent;
    return b(mul, b(neg, b(square, result)), b(sub, asRow(b, own), asColumn(b, own)));
  }),
  isInternal: true,
  meaning: {
    cores: () => ({ inputs: [vector], output: matrix }),
    run: (m, { input, output }, { squares, positive }) => {
      const [x, y] = [input(0), output(0)];
      const size = x.sizes[0] as number;
      const lane = m.lane(x.dtype);
      const zero = lane.constant(0);
      const largest = m.cell(zero);
      m.range(0, size, (i) => largest.set(lane.max(largest.get(), lane.abs(x.read(i)))));
      // Eigenvalues are not known any better.
      const unit = lane.constant(size * (x.dtype === "float32" ? 2 ** -23 : 2 ** -52));
      const least = m.cell(lane.mul(unit, largest.get()));
      m.range(0, size, (i) => {
        if (positive) m.refuse(lane.le(x.read(i), least.get()), x.read(i), x, i);
        m.range(0, i, (j) => {
          const [own, other] = [x.read(i), x.read(j)];
          const gap = m.cell(lane.sub(other, own));
          m.refuse(lane.le(lane.abs(gap.get()), least.get()), own, x, i);
          if (squares) gap.set(lane.mul(gap.get(), lane.add(other, own)));
          const slope = m.cell(lane.div(lane.constant(1), gap.get()));
          y.write(slope.get(), i, j);
          y.write(lane.neg(slope.get()), j, i);
        });
        y.write(zero, i, i);
      });
    },
    refusal: ({ index, value }, _inputs, { name, squares, positive }) =>
      new ArgumentError(
        name,
        `${squares ? "singular vectors have no derivative where singular values" : "eigenvectors have no derivative where eigenvalues"} ` +
          `are equal${positive ? " or 0" : ""}, got ${value} at ${formatShape(index)}${positive ? "" : " and before it"}.`,
      ),
  },
});

export const gapsFacts: Facts<GapAttributes> = /* @__PURE__ */ facts(gaps, {
  summary: "Reciprocals of the differences of eigenvalues, or of the squares of singular values.",
  formula: "yᵢⱼ = 1 / (xⱼ - xᵢ), or 1 / (xⱼ² - xᵢ²); 0 for i = j",
  domain: "Floating-point numbers, all different, or batches of them.",
  convention: "none",
  source: "G. Golub, C. Van Loan, Matrix computations, 2013, 8.1",
  example: "sum([1, 2]).item() // => 3",
  samples: gapSamples,
});
