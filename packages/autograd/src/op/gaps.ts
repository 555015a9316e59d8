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
import { type CallerAttributes, matrix, routine, vector } from "./routine.ts";
import { sub } from "./sub.ts";

/**
 * Whether sums are taken, or differences, which are refused where they are 0; whether values have to be positive, and sums are also those
 * of each with itself; which vectors they turn.
 */
export type GapAttributes = CallerAttributes & {
  readonly sums: boolean;
  readonly positive: boolean;
  readonly vectors: "eigenvectors" | "singular vectors";
};

/** How fast each eigenvector turns towards each other one: the faster, the closer their eigenvalues are. */
export const gaps: Operation<GapAttributes> = /* @__PURE__ */ routine<GapAttributes>({
  name: "gaps",
  family: "linear algebra",
  arity: 1,
  dtype: (inputs) => numericDtype("gaps", "floats", inputs),
  shape: (inputs) => [...(inputs[0] as Shape), (inputs[0] as Shape).at(-1) as number],
  // Never multiplied by itself, which is beyond every number where that by a tangent is not.
  derivative: /* @__PURE__ */ tangentRule((b, result, _inputs, [given], { sums }) => {
    const tangent = given as typeof result;
    const change = b(sums ? add : sub, asRow(b, tangent), asColumn(b, tangent));
    return b(mul, b(neg, result), b(mul, result, change));
  }),
  isInternal: true,
  meaning: {
    cores: () => ({ inputs: [vector], output: matrix }),
    run: (m, { input, output }, { sums, positive }) => {
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
        if (positive && !sums) m.refuse(lane.le(x.read(i), least.get()), x.read(i), x, i);
        m.range(0, i, (j) => {
          const [own, other] = [x.read(i), x.read(j)];
          const gap = m.cell(sums ? lane.add(other, own) : lane.sub(other, own));
          if (!sums) m.refuse(lane.le(lane.abs(gap.get()), least.get()), own, x, i);
          const slope = m.cell(lane.div(lane.constant(1), gap.get()));
          y.write(slope.get(), i, j);
          y.write(sums ? slope.get() : lane.neg(slope.get()), j, i);
        });
        y.write(sums && positive ? lane.div(lane.constant(0.5), x.read(i)) : zero, i, i);
      });
    },
    refusal: ({ index, value }, _inputs, { name, vectors, positive }) =>
      new ArgumentError(
        name,
        `${vectors} have no derivative where ${vectors.replace("vectors", "values")} are equal${positive ? " or 0" : ""}, ` +
          `got ${value} at ${formatShape(index)}${positive ? "" : " and before it"}.`,
      ),
  },
});

export const gapsFacts: Facts<GapAttributes> = /* @__PURE__ */ facts(gaps, {
  summary: "Reciprocals of the differences of eigenvalues or singular values, or of their sums.",
  formula: "yᵢⱼ = 1 / (xⱼ - xᵢ), or 1 / (xⱼ + xᵢ); 0 for i = j, but for sums of positive ones",
  domain: "Floating-point numbers, all different, or batches of them.",
  convention: "none",
  source: "G. Golub, C. Van Loan, Matrix computations, 2013, 8.1",
  example: "sum([1, 2]).item() // => 3",
  samples: gapSamples,
});
