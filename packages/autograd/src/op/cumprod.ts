import { type CumulativeAttributes, cumulative } from "./cumulative.ts";
import type { Operation } from "./definition.ts";
import { tangentRule } from "./derivative/tangent-rule.ts";
import { cumulativeFacts } from "./facts/cumulative-facts.ts";
import type { Facts } from "./facts/facts.ts";
import { before, recurrence } from "./recurrence.ts";
import { strongMul } from "./strong-mul.ts";

export const cumprod: Operation<CumulativeAttributes> = /* @__PURE__ */ cumulative({
  name: "cumprod",
  takes: "numbers",
  // ẏᵢ = xᵢ ẏᵢ₋₁ + yᵢ₋₁ ẋᵢ, which divides by nothing.
  derivative: /* @__PURE__ */ tangentRule((b, result, [x], [tangent], attributes) =>
    b(
      recurrence,
      b(strongMul, before(b, result, attributes, 1), tangent as typeof result),
      x as typeof result,
      attributes,
    ),
  ),
  neutral: () => 1,
  combine: (m, a, b) => m.mul(a, b),
});

export const cumprodFacts: Facts<CumulativeAttributes> = /* @__PURE__ */ cumulativeFacts(cumprod, {
  summary: "Products of the elements up to each one along an axis.",
  formula: "yᵢ = Π xⱼ over j ≤ i; over j ≥ i if reversed",
  domain: "Numbers.",
  convention:
    "Exact where elements are zero: each receives the product of the others. Multiplied one after the other.",
  source: "array API standard, cumulative_prod; the product rule",
  example: "cumprod([1, 2, 3]).toArray() // => [1, 2, 6]",
  smooth: [0.5, 1.5],
  points: [
    [[-0], [-0], [1]],
    [
      [2, 3, 4],
      [2, 6, 24],
      [16, 10, 6],
    ],
    [
      [0, 2, 3],
      [0, 0, 0],
      [9, 0, 0],
    ],
    [
      [2, 0, 3],
      [2, 0, 0],
      [1, 8, 0],
    ],
    [
      [0, 0, 5],
      [0, 0, 0],
      [1, 0, 0],
    ],
    [
      [0, 1e300, 1e300],
      [0, 0, 0],
      [Infinity, 0, 0],
    ],
    [
      [NaN, 1],
      [NaN, NaN],
      [2, NaN],
    ],
  ],
});
