import { greater } from "./comparison.ts";
import type { PlainOperation } from "./definition.ts";
import { unary } from "./elementwise.ts";
import { unaryFacts } from "./facts/elementwise-facts.ts";
import type { Facts } from "./facts/facts.ts";
import { where } from "./where.ts";

export const relu: PlainOperation = /* @__PURE__ */ unary({
  name: "relu",
  family: "special",
  takes: "numbers",
  scalar: (m, x) => m.max(x, m.constant(0)),
  partial: (b, x) => b(where, b(greater, x, b.constant(0, x)), b.constant(1, x), b.constant(0, x)),
});

export const reluFacts: Facts = /* @__PURE__ */ unaryFacts(relu, {
  summary: "Each element where it is positive, 0 elsewhere.",
  formula: "max(x, 0)",
  domain: "All numbers; NaN stays NaN.",
  convention: "The derivative at 0 is 0.",
  source: "V. Nair, G. Hinton, Rectified Linear Units, ICML 2010",
  example: "relu([-1, 2]).toArray() // => [0, 2]",
  smooth: [0.1, 3],
  points: [
    [0, 0, 0],
    [-0, 0, 0],
    [-2, 0, 0],
    [2, 2, 1],
    [5e-324, 5e-324, 1],
    [Infinity, Infinity, 1],
    [-Infinity, 0, 0],
    [NaN, NaN, 0],
  ],
});
