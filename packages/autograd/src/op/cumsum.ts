import { type CumulativeAttributes, cumulative } from "./cumulative.ts";
import type { Operation } from "./definition.ts";
import { linear } from "./derivative/linear.ts";
import { cumulativeFacts } from "./facts/cumulative-facts.ts";
import type { Facts } from "./facts/facts.ts";

export const cumsum: Operation<CumulativeAttributes> = /* @__PURE__ */ cumulative({
  name: "cumsum",
  takes: "numbers",
  derivative: /* @__PURE__ */ linear(
    (b, cotangent, _inputs, { axis, reverse }) =>
      () =>
        b(cumsum, cotangent, { axis, reverse: !reverse }),
  ),
  neutral: () => -0,
  combine: (m, a, b) => m.add(a, b),
});

export const cumsumFacts: Facts<CumulativeAttributes> = /* @__PURE__ */ cumulativeFacts(cumsum, {
  summary: "Sums of the elements up to each one along an axis.",
  formula: "yᵢ = Σ xⱼ over j ≤ i; over j ≥ i if reversed",
  domain: "Numbers.",
  convention: "none; linear. Added up one after the other.",
  source: "array API standard, cumulative_sum",
  example: "cumsum([1, 2, 3]).toArray() // => [1, 3, 6]",
  smooth: [-2, 2],
  points: [
    [[-0], [-0], [1]],
    [
      [-0, -0],
      [-0, -0],
      [2, 1],
    ],
    [
      [-0, 0],
      [-0, 0],
      [2, 1],
    ],
    [
      [1, Infinity, 2],
      [1, Infinity, Infinity],
      [3, 2, 1],
    ],
    [
      [Infinity, -Infinity],
      [Infinity, NaN],
      [2, 1],
    ],
    [
      [1, NaN, 2],
      [1, NaN, NaN],
      [3, 2, 1],
    ],
    [
      [1e16, 1, -1e16],
      [1e16, 1e16, 0],
      [3, 2, 1],
    ],
  ],
});
