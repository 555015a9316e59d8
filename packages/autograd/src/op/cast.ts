import { type DType, dtypes, isFloat } from "../shape/dtype.ts";
import type { Shape } from "../shape/shape.ts";
import type { Operation, Spec } from "./definition.ts";
import { linear } from "./derivative/linear.ts";
import { spreadInput } from "./facts/elementwise-samples.ts";
import { type Facts, facts, type Sample } from "./facts/facts.ts";
import { operation } from "./operation.ts";

export type ToDType = { readonly dtype: DType };

export const cast: Operation<ToDType> = /* @__PURE__ */ operation<ToDType>({
  name: "cast",
  family: "conversion",
  arity: 1,
  dtype: (_, { dtype }) => dtype,
  shape: (inputs) => inputs[0] as Shape,
  derivative: /* @__PURE__ */ linear((b, cotangent, inputs) => () => {
    const from = inputs[0]?.dtype ?? "float64";
    // Integers and masks carry no cotangent, so that this is only asked for floating-point inputs.
    return isFloat(from) ? b(cast, cotangent, { dtype: from }) : cotangent;
  }),
  batch: { inputs: "leading", attributes: (attributes) => attributes },
  meaning: { kind: "cast" },
  isIdentity: (inputs, { dtype }) => (inputs[0] as Spec).dtype === dtype,
});

export const castFacts: Facts<ToDType> = /* @__PURE__ */ facts(cast, {
  summary: "The same numbers in another dtype.",
  formula: "y = x, rounded",
  domain:
    "Any dtype. To float32 by rounding; to int32 by cutting the fraction, saturating, NaN to 0; to bool as x ≠ 0.",
  convention: "Linear between floating-point dtypes; no derivative to or from int32 and bool.",
  source: "WebAssembly core specification, 4.3.3 (trunc_sat, demote)",
  example: 'cast([1.7, -1.7], "int32").toArray() // => [1, -1]',
  samples: () => castSamples(),
});

function castSamples(): Sample<ToDType>[] {
  const samples: Sample<ToDType>[] = [];
  for (const from of dtypes) {
    for (const to of dtypes) {
      for (const shape of [[], [5], [2, 3]] as const) {
        const input = spreadInput(shape, [-3, 3], 1, from);
        const data = from === "bool" ? input.data.map((v) => (v > 0 ? 1 : 0)) : input.data;
        const whole = from === "int32" ? data.map(Math.trunc) : data;
        samples.push({
          name: `${from} [${shape}] to ${to}`,
          inputs: [{ ...input, data: whole }],
          attributes: { dtype: to },
        });
      }
    }
  }
  for (const [x, value] of [
    [1e10, 2147483647],
    [-1e10, -2147483648],
    [NaN, 0],
    [-0.9, 0],
    [2147483646.5, 2147483646],
    [Infinity, 2147483647],
  ] as const) {
    samples.push({
      name: `${x} to int32`,
      inputs: [{ shape: [], data: [x] }],
      attributes: { dtype: "int32" },
      kink: true,
      value: [value],
    });
  }
  return samples;
}
