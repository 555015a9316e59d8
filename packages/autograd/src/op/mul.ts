import type { PlainOperation } from "./definition.ts";
import { binary } from "./elementwise.ts";
import { binaryFacts } from "./facts/elementwise-facts.ts";
import type { Facts } from "./facts/facts.ts";

export const mul: PlainOperation = /* @__PURE__ */ binary({
  name: "mul",
  family: "arithmetic",
  takes: "numbers",
  scalar: (m, a, b) => m.mul(a, b),
  partials: [(_, _a, b) => b, (_, a) => a],
  notation: "product",
  isCommutative: true,
  unit: { first: 1, second: 1 },
});

export const mulFacts: Facts = /* @__PURE__ */ binaryFacts(mul, {
  summary: "Product of two arguments, element by element.",
  formula: "a · b",
  domain: "All numbers. Rounded once, as IEEE 754 prescribes. int32 wraps around.",
  convention: "none",
  source: "IEEE 754-2019, 5.4.1",
  example: "mul([1, 2], 10).toArray() // => [10, 20]",
  smooth: [
    [-3, 3],
    [-3, 3],
  ],
  points: [
    [0, -1, -0, -1, 0],
    [Infinity, 0, NaN, 0, Infinity],
    [1e200, 1e200, Infinity, 1e200, 1e200],
    [5e-324, 0.5, 0, 0.5, 5e-324],
    [NaN, 1, NaN, 1, NaN],
  ],
});
