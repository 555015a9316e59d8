import type { PlainOperation } from "./definition.ts";
import { binary } from "./elementwise.ts";
import { binaryFacts } from "./facts/elementwise-facts.ts";
import type { Facts } from "./facts/facts.ts";

export const sub: PlainOperation = /* @__PURE__ */ binary({
  name: "sub",
  family: "arithmetic",
  takes: "numbers",
  scalar: (m, a, b) => m.sub(a, b),
  partials: [(b, x1) => b.constant(1, x1), (b, x1) => b.constant(-1, x1)],
  notation: "difference",
  unit: { second: 0 },
});

export const subFacts: Facts = /* @__PURE__ */ binaryFacts(sub, {
  summary: "Difference of two arguments, element by element.",
  formula: "a - b",
  domain: "All numbers. Rounded once, as IEEE 754 prescribes. int32 wraps around.",
  convention: "none",
  source: "IEEE 754-2019, 5.4.1",
  example: "sub([1, 2], 10).toArray() // => [-9, -8]",
  smooth: [
    [-3, 3],
    [-3, 3],
  ],
  points: [
    [0, 0, 0, 1, -1],
    [-0, 0, -0, 1, -1],
    [Infinity, Infinity, NaN, 1, -1],
    [5e-324, 1e-323, -5e-324, 1, -1],
    [NaN, 1, NaN, 1, -1],
  ],
});
