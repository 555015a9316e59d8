import { chosen } from "./chosen.ts";
import { equal, less } from "./comparison.ts";
import type { PlainOperation } from "./definition.ts";
import { binary } from "./elementwise.ts";
import { binaryFacts } from "./facts/elementwise-facts.ts";
import type { Facts } from "./facts/facts.ts";

export const minimum: PlainOperation = /* @__PURE__ */ binary({
  name: "minimum",
  family: "arithmetic",
  takes: "numbers",
  scalar: (m, a, b) => m.min(a, b),
  partials: [
    (b, x1, x2) => chosen(b, b(less, x1, x2), b(equal, x1, x2), x1),
    (b, x1, x2) => chosen(b, b(less, x2, x1), b(equal, x1, x2), x1),
  ],
  isCommutative: true,
});

export const minimumFacts: Facts = /* @__PURE__ */ binaryFacts(minimum, {
  summary: "The smaller of two arguments, element by element.",
  formula: "min(a, b)",
  domain: "All numbers; NaN if either is NaN; -0 is smaller than +0.",
  convention: "At a tie each argument receives half of the cotangent.",
  source: "IEEE 754-2019, 9.6 (minimum)",
  example: "minimum([1, 5], [4, 2]).toArray() // => [1, 2]",
  smooth: [
    [-3, 3],
    [-3, 3],
  ],
  points: [
    [1, 1, 1, 0.5, 0.5],
    [-0, 0, -0, 0.5, 0.5],
    [NaN, 1, NaN, 0, 0],
    [Infinity, 1, 1, 0, 1],
    [-Infinity, -Infinity, -Infinity, 0.5, 0.5],
  ],
});
