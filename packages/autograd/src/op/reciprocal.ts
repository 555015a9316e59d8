import type { PlainOperation } from "./definition.ts";
import { unary } from "./elementwise.ts";
import { unaryFacts } from "./facts/elementwise-facts.ts";
import type { Facts } from "./facts/facts.ts";
import { neg } from "./neg.ts";

export const reciprocal: PlainOperation = /* @__PURE__ */ unary({
  name: "reciprocal",
  family: "arithmetic",
  takes: "floats",
  scalar: (m, x) => m.div(m.constant(1), x),
  partial: (b, _x, y) => [y, b(neg, y)],
  notation: "reciprocal",
});

export const reciprocalFacts: Facts = /* @__PURE__ */ unaryFacts(reciprocal, {
  summary: "One divided by the argument.",
  formula: "1 / x",
  domain: "Floating-point numbers; ±∞ at ±0.",
  convention: "none",
  source: "IEEE 754-2019, 5.4.1",
  example: "reciprocal([4, -0.5]).toArray() // => [0.25, -2]",
  smooth: [0.5, 3],
  points: [
    [0, Infinity, -Infinity],
    [-0, -Infinity, -Infinity],
    [Infinity, 0, -0],
    [-4, -0.25, -0.0625],
    [NaN, NaN, NaN],
  ],
});
