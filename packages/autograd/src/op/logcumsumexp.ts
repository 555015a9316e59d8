import { logaddexp as scalarLogaddexp } from "../scalar/softplus.ts";
import { type CumulativeAttributes, cumulative } from "./cumulative.ts";
import type { Operation } from "./definition.ts";
import { tangentRule } from "./derivative/tangent-rule.ts";
import { cumulativeFacts } from "./facts/cumulative-facts.ts";
import type { Facts } from "./facts/facts.ts";
import { share } from "./logaddexp.ts";
import { before, recurrence } from "./recurrence.ts";
import { strongMul } from "./strong-mul.ts";

export const logcumsumexp: Operation<CumulativeAttributes> = /* @__PURE__ */ cumulative({
  name: "logcumsumexp",
  takes: "floats",
  // yᵢ = ln(exp yᵢ₋₁ + exp xᵢ), of which either has its share.
  derivative: /* @__PURE__ */ tangentRule((b, result, [given], [tangent], attributes) => {
    const x = given as typeof result;
    const last = before(b, result, attributes, -Infinity);
    const own = b(strongMul, share(b, x, last), tangent as typeof result);
    return b(recurrence, own, share(b, last, x), attributes);
  }),
  neutral: () => -Infinity,
  combine: (m, a, b) => scalarLogaddexp(m, a, b),
});

export const logcumsumexpFacts: Facts<CumulativeAttributes> = /* @__PURE__ */ cumulativeFacts(logcumsumexp, {
  summary:
    "Logarithm of the sum of the exponentials of the elements up to each one along an axis, without overflow.",
  formula: "yᵢ = ln Σ exp xⱼ over j ≤ i; over j ≥ i if reversed",
  domain: "Floating-point numbers.",
  convention: "As `logaddexp`, one after the other: 0 where all elements are -∞.",
  source: "PyTorch, torch.logcumsumexp",
  example: "logcumsumexp([0, 0]).toArray() // => [0, 0.6931471805599453]",
  smooth: [-3, 3],
  points: [
    [[5], [5], [1]],
    [
      [0, 0],
      [0, 0.6931471805599453],
      [1.5, 0.5],
    ],
    [
      [1000, 0],
      [1000, 1000],
      [2, 0],
    ],
    [
      [-Infinity, -Infinity],
      [-Infinity, -Infinity],
      [0, 0],
    ],
    [
      [-Infinity, 2],
      [-Infinity, 2],
      [0, 1],
    ],
    [
      [1, Infinity],
      [1, Infinity],
      [1, 1],
    ],
    [
      [1, NaN],
      [1, NaN],
      [NaN, NaN],
    ],
  ],
});
