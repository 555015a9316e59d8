import type { PlainOperation } from "./definition.ts";
import { over } from "./derivative/over.ts";
import { type BinaryEntry, binary } from "./elementwise.ts";
import { binaryFacts } from "./facts/elementwise-facts.ts";
import type { Facts } from "./facts/facts.ts";
import { neg } from "./neg.ts";

/** Of a quotient, as what flows is divided and multiplied by. */
export const quotientPartials: BinaryEntry["partials"] = [
  (_, _a, divisor) => over(divisor),
  (b, _a, divisor, y) => [over(divisor), b(neg, y)],
];

export const div: PlainOperation = /* @__PURE__ */ binary({
  name: "div",
  family: "arithmetic",
  takes: "floats",
  scalar: (m, a, b) => m.div(a, b),
  partials: quotientPartials,
  notation: "quotient",
  unit: { second: 1 },
});

export const divFacts: Facts = /* @__PURE__ */ binaryFacts(div, {
  summary: "Quotient of two arguments, element by element.",
  formula: "a / b",
  domain: "Floating-point numbers; b = 0 gives ±∞ or NaN. Rounded once, as IEEE 754 prescribes.",
  convention: "none",
  source: "IEEE 754-2019, 5.4.1",
  example: "div([1, 2], 4).toArray() // => [0.25, 0.5]",
  smooth: [
    [-3, 3],
    [0.5, 3],
  ],
  points: [
    [1, 0, Infinity, Infinity, -Infinity],
    [0, 0, NaN, Infinity, NaN],
    [-0, 2, -0, 0.5, 0],
    [1, Infinity, 0, 0, -0],
    [NaN, 1, NaN, 1, NaN],
    [1, 5e-324, Infinity, Infinity, -Infinity],
  ],
});
