import type { PlainOperation } from "./definition.ts";
import { quotientPartials } from "./div.ts";
import { binary } from "./elementwise.ts";
import { binaryFacts } from "./facts/elementwise-facts.ts";
import type { Facts } from "./facts/facts.ts";

export const strongDiv: PlainOperation = /* @__PURE__ */ binary({
  name: "strongDiv",
  family: "arithmetic",
  takes: "floats",
  scalar: (m, a, b) => {
    const isZero = m.or(m.eq(a, m.constant(0)), m.eq(m.abs(b), m.constant(Infinity)));
    return m.select(isZero, m.constant(0), m.div(a, b));
  },
  partials: quotientPartials,
  notation: "quotient",
  isInternal: true,
});

export const strongDivFacts: Facts = /* @__PURE__ */ binaryFacts(strongDiv, {
  summary:
    "Quotient in which an exact zero, or an infinite divisor, annihilates whatever it meets; joins cotangents to reciprocal derivatives.",
  formula: "a / b, and 0 where a = 0 or b = ±∞",
  domain: "Floating-point numbers; 0 / 0 = ∞ / ∞ = 0.",
  convention: "As a strong product with 1 / b, where that is out of range, too.",
  source: "docs/conventions.md, strong zeros",
  example: "strongDiv([0, 2], [0, 4]).toArray() // => [0, 0.5]",
  smooth: [
    [-3, 3],
    [0.5, 3],
  ],
  points: [
    [0, 0, 0, Infinity, 0],
    [0, NaN, 0, NaN, 0],
    [-0, 2, 0, 0.5, 0],
    [NaN, Infinity, 0, 0, 0],
    [Infinity, -Infinity, 0, 0, 0],
    [1, 0, Infinity, Infinity, -Infinity],
    [1, 5e-324, Infinity, Infinity, -Infinity],
    [3, 4, 0.75, 0.25, -0.1875],
  ],
});
