import type { PlainOperation } from "./definition.ts";
import { unary } from "./elementwise.ts";
import { unaryFacts } from "./facts/elementwise-facts.ts";
import type { Facts } from "./facts/facts.ts";

export const neg: PlainOperation = /* @__PURE__ */ unary({
  name: "neg",
  family: "arithmetic",
  takes: "numbers",
  scalar: (m, x) => m.neg(x),
  partial: (b, x) => b.constant(-1, x),
  notation: "negative",
  isInvolution: true,
});

export const negFacts: Facts = /* @__PURE__ */ unaryFacts(neg, {
  summary: "The argument with the opposite sign.",
  formula: "-x",
  domain: "All numbers.",
  convention: "none",
  source: "IEEE 754-2019, 5.5.1",
  example: "neg([1, -2]).toArray() // => [-1, 2]",
  smooth: [-3, 3],
  points: [
    [0, -0, -1],
    [-0, 0, -1],
    [Infinity, -Infinity, -1],
    [5e-324, -5e-324, -1],
    [NaN, NaN, -1],
  ],
});
