import type { PlainOperation } from "./definition.ts";
import { over } from "./derivative/over.ts";
import { unary } from "./elementwise.ts";
import { unaryFacts } from "./facts/elementwise-facts.ts";
import type { Facts } from "./facts/facts.ts";

export const sqrt: PlainOperation = /* @__PURE__ */ unary({
  name: "sqrt",
  family: "elementary",
  takes: "floats",
  scalar: (m, x) => m.sqrt(x),
  partial: (b, x, y) => [b.constant(0.5, x), over(y)],
  isRoot: true,
});

export const sqrtFacts: Facts = /* @__PURE__ */ unaryFacts(sqrt, {
  summary: "Square root of each element.",
  formula: "√x",
  domain: "x >= 0; NaN below.",
  convention: "The derivative at 0 is ∞, and 0 for a cotangent of exactly 0 (strong zero).",
  source: "IEEE 754-2019, 5.4.1; DLMF 4.2.26",
  example: "sqrt(9).item() // => 3",
  smooth: [0.2, 3],
  points: [
    [4, 2, 0.25],
    [0, 0, Infinity],
    [-0, -0, -Infinity],
    [-1, NaN, NaN],
    [Infinity, Infinity, 0],
    [NaN, NaN, NaN],
  ],
});
