import type { PlainOperation } from "./definition.ts";
import { unary } from "./elementwise.ts";
import { unaryFacts } from "./facts/elementwise-facts.ts";
import type { Facts } from "./facts/facts.ts";
import { mul } from "./mul.ts";

export const square: PlainOperation = /* @__PURE__ */ unary({
  name: "square",
  family: "arithmetic",
  takes: "numbers",
  scalar: (m, x) => m.mul(x, x),
  partial: (b, x) => b(mul, b.constant(2, x), x),
  notation: { suffix: "²" },
});

export const squareFacts: Facts = /* @__PURE__ */ unaryFacts(square, {
  summary: "The argument times itself.",
  formula: "x²",
  domain: "All numbers; values >= 0 for floating-point arguments.",
  convention: "none",
  source: "DLMF 4.2.26",
  example: "square([3, -2]).toArray() // => [9, 4]",
  smooth: [-3, 3],
  points: [
    [0, 0, 0],
    [-0, 0, -0],
    [-Infinity, Infinity, -Infinity],
    [1e200, Infinity, 2e200],
    [5e-324, 0, 1e-323],
    [NaN, NaN, NaN],
  ],
});
