import type { Shape } from "../shape/shape.ts";
import type { Operation } from "./definition.ts";
import { linear } from "./derivative/linear.ts";
import { numericDtype } from "./dtype-rule.ts";
import { type Facts, facts } from "./facts/facts.ts";
import { triangleSamples } from "./facts/triangular-samples.ts";
import { matrix, routine } from "./routine.ts";

/** What the diagonal is multiplied by. */
export type TriangleAttributes = { readonly upper: boolean; readonly diagonal: number };

/** A step of the derivatives of factorisations. */
export const triangle: Operation<TriangleAttributes> = /* @__PURE__ */ routine<TriangleAttributes>({
  name: "triangle",
  family: "linear algebra",
  arity: 1,
  dtype: (inputs) => numericDtype("triangle", "floats", inputs),
  shape: (inputs) => inputs[0] as Shape,
  derivative: /* @__PURE__ */ linear(
    (b, cotangent, _inputs, attributes) => () => b(triangle, cotangent, attributes),
  ),
  isInternal: true,
  meaning: {
    cores: () => ({ inputs: [matrix], output: matrix }),
    run: (m, { input, output }, { upper, diagonal }) => {
      const [x, y] = [input(0), output(0)];
      const size = x.sizes[0] as number;
      const lane = m.lane(x.dtype);
      const none = lane.constant(0);
      m.range(0, size, (i) => {
        m.range(0, i, (j) => y.write(upper ? none : x.read(i, j), i, j));
        y.write(diagonal === 0 ? none : lane.mul(lane.constant(diagonal), x.read(i, i)), i, i);
        m.range(m.plus(i, 1), size, (j) => y.write(upper ? x.read(i, j) : none, i, j));
      });
    },
  },
});

export const triangleFacts: Facts<TriangleAttributes> = /* @__PURE__ */ facts(triangle, {
  summary: "A matrix with zeros above or below its diagonal, which is multiplied by a number.",
  formula: "yᵢⱼ = xᵢⱼ for i > j (i < j if upper), d xᵢᵢ, 0",
  domain: "Floating-point square matrices, or batches of them.",
  convention: "none; linear. Strong zeros",
  source: "docs/architecture.md",
  example: "sum([1, 2]).item() // => 3",
  samples: triangleSamples,
});
