import type { PlainOperation } from "./definition.ts";
import { binary } from "./elementwise.ts";
import { binaryFacts } from "./facts/elementwise-facts.ts";
import type { Facts } from "./facts/facts.ts";
import { joinedPads } from "./joined-pads.ts";

export const add: PlainOperation = /* @__PURE__ */ binary({
  name: "add",
  family: "arithmetic",
  takes: "numbers",
  scalar: (m, a, b) => m.add(a, b),
  partials: [(b, x1) => b.constant(1, x1), (b, x1) => b.constant(1, x1)],
  notation: "sum",
  isCommutative: true,
  rewritten: (b, inputs) => joinedPads(b, add, inputs),
});

export const addFacts: Facts = /* @__PURE__ */ binaryFacts(add, {
  summary: "Sum of two arguments, element by element.",
  formula: "a + b",
  domain: "All numbers. Rounded once, as IEEE 754 prescribes. int32 wraps around.",
  convention: "none",
  source: "IEEE 754-2019, 5.4.1",
  example: "add([1, 2], 10).toArray() // => [11, 12]",
  smooth: [
    [-3, 3],
    [-3, 3],
  ],
  points: [
    [-0, -0, -0, 1, 1],
    [-0, 0, 0, 1, 1],
    [1e308, 1e308, Infinity, 1, 1],
    [Infinity, -Infinity, NaN, 1, 1],
    [5e-324, 5e-324, 1e-323, 1, 1],
    [NaN, 1, NaN, 1, 1],
  ],
});
