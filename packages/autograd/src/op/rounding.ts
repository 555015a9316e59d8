import type { PlainOperation } from "./definition.ts";
import { unary } from "./elementwise.ts";
import { unaryFacts } from "./facts/elementwise-facts.ts";
import type { Facts } from "./facts/facts.ts";

export const floor: PlainOperation = /* @__PURE__ */ unary({
  name: "floor",
  family: "arithmetic",
  takes: "floats",
  scalar: (m, x) => m.floor(x),
  partial: "zero",
});

export const floorFacts: Facts = /* @__PURE__ */ unaryFacts(floor, {
  summary: "The largest integer not above the argument.",
  formula: "⌊x⌋",
  domain: "Floating-point numbers.",
  convention: "The derivative is 0 everywhere, also at the jumps.",
  source: "IEEE 754-2019, 5.9",
  example: "floor([1.5, -1.5]).toArray() // => [1, -2]",
  smooth: [0.1, 0.9],
  points: [
    [1, 1, 0],
    [-0, -0, 0],
    [-0.5, -1, 0],
    [Infinity, Infinity, 0],
    [NaN, NaN, 0],
  ],
});

export const ceil: PlainOperation = /* @__PURE__ */ unary({
  name: "ceil",
  family: "arithmetic",
  takes: "floats",
  scalar: (m, x) => m.ceil(x),
  partial: "zero",
});

export const ceilFacts: Facts = /* @__PURE__ */ unaryFacts(ceil, {
  summary: "The smallest integer not below the argument.",
  formula: "⌈x⌉",
  domain: "Floating-point numbers.",
  convention: "The derivative is 0 everywhere, also at the jumps.",
  source: "IEEE 754-2019, 5.9",
  example: "ceil([1.5, -1.5]).toArray() // => [2, -1]",
  smooth: [0.1, 0.9],
  points: [
    [1, 1, 0],
    [-0.5, -0, 0],
    [5e-324, 1, 0],
    [-Infinity, -Infinity, 0],
    [NaN, NaN, 0],
  ],
});

export const round: PlainOperation = /* @__PURE__ */ unary({
  name: "round",
  family: "arithmetic",
  takes: "floats",
  scalar: (m, x) => m.nearest(x),
  partial: "zero",
});

export const roundFacts: Facts = /* @__PURE__ */ unaryFacts(round, {
  summary: "The nearest integer; halves go to the even one, as in NumPy.",
  formula: "round-half-even(x)",
  domain: "Floating-point numbers.",
  convention: "The derivative is 0 everywhere, also at the jumps.",
  source: "IEEE 754-2019, 5.9 (roundToIntegralTiesToEven)",
  example: "round([0.5, 1.5, 2.6]).toArray() // => [0, 2, 3]",
  smooth: [0.6, 1.4],
  points: [
    [0.5, 0, 0],
    [1.5, 2, 0],
    [-0.5, -0, 0],
    [2.5, 2, 0],
    [2251799813685249.5, 2251799813685250, 0],
    [NaN, NaN, 0],
  ],
});
