import type { PlainOperation } from "./definition.ts";
import { binary } from "./elementwise.ts";
import { binaryFacts } from "./facts/elementwise-facts.ts";
import type { Facts } from "./facts/facts.ts";

export const strongMul: PlainOperation = /* @__PURE__ */ binary({
  name: "strongMul",
  family: "arithmetic",
  takes: "floats",
  scalar: (m, a, b) => {
    const zero = m.constant(0);
    return m.select(m.or(m.eq(a, zero), m.eq(b, zero)), zero, m.mul(a, b));
  },
  partials: [(_, _a, b) => b, (_, a) => a],
  notation: "product",
  isCommutative: true,
  isInternal: true,
});

export const strongMulFacts: Facts = /* @__PURE__ */ binaryFacts(strongMul, {
  summary:
    "Product in which an exact zero annihilates whatever it meets; joins cotangents to local derivatives.",
  formula: "a · b, and 0 where a = 0 or b = 0",
  domain: "Floating-point numbers; 0 · ∞ = 0 · NaN = 0.",
  convention: "Its own derivatives are strong products too, so that zeros hold at every order.",
  source: "docs/conventions.md, strong zeros",
  example: "strongMul([0, 2], [Infinity, 3]).toArray() // => [0, 6]",
  smooth: [
    [-3, 3],
    [-3, 3],
  ],
  points: [
    [0, Infinity, 0, Infinity, 0],
    [0, NaN, 0, NaN, 0],
    [NaN, 0, 0, 0, NaN],
    [-0, 1, 0, 1, -0],
    [2, Infinity, Infinity, Infinity, 2],
    [5e-324, 0.5, 0, 0.5, 5e-324],
  ],
});
