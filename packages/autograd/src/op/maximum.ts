import { chosen } from "./chosen.ts";
import { equal, greater } from "./comparison.ts";
import type { PlainOperation } from "./definition.ts";
import { binary } from "./elementwise.ts";
import { binaryFacts } from "./facts/elementwise-facts.ts";
import type { Facts } from "./facts/facts.ts";

export const maximum: PlainOperation = /* @__PURE__ */ binary({
  name: "maximum",
  family: "arithmetic",
  takes: "numbers",
  scalar: (m, a, b) => m.max(a, b),
  partials: [
    (b, x1, x2) => chosen(b, b(greater, x1, x2), b(equal, x1, x2), x1),
    (b, x1, x2) => chosen(b, b(greater, x2, x1), b(equal, x1, x2), x1),
  ],
  isCommutative: true,
});

export const maximumFacts: Facts = /* @__PURE__ */ binaryFacts(maximum, {
  summary: "The larger of two arguments, element by element.",
  formula: "max(a, b)",
  domain: "All numbers; NaN if either is NaN; +0 is larger than -0.",
  convention:
    "At a tie each argument receives half of the cotangent; maximum(x, 0) with the number 0 is relu(x).",
  source: "IEEE 754-2019, 9.6 (maximum)",
  example: "maximum([1, 5], [4, 2]).toArray() // => [4, 5]",
  smooth: [
    [-3, 3],
    [-3, 3],
  ],
  points: [
    [1, 1, 1, 0.5, 0.5],
    [-0, 0, 0, 0.5, 0.5],
    [NaN, 1, NaN, 0, 0],
    [Infinity, 1, Infinity, 1, 0],
    [-Infinity, -Infinity, -Infinity, 0.5, 0.5],
  ],
});
