import { logit as scalarLogit, logitSlope as scalarLogitSlope } from "../scalar/logit.ts";
import { add } from "./add.ts";
import type { PlainOperation } from "./definition.ts";
import { unary } from "./elementwise.ts";
import { unaryFacts } from "./facts/elementwise-facts.ts";
import type { Facts } from "./facts/facts.ts";
import { mul } from "./mul.ts";
import { sub } from "./sub.ts";

export const logit: PlainOperation = /* @__PURE__ */ unary({
  name: "logit",
  family: "special",
  takes: "floats",
  scalar: (m, x) => scalarLogit(m, x),
  partial: (b, x) => b(logitSlope, x),
  isLong: true,
});

export const logitFacts: Facts = /* @__PURE__ */ unaryFacts(logit, {
  summary: "Logarithm of the odds of each element: the inverse of `sigmoid`.",
  formula: "ln(x / (1 - x))",
  domain: "0 <= x <= 1; NaN elsewhere.",
  convention: "none",
  source: "J. Berkson, JASA 39 (1944), 357; SciPy, scipy.special.logit",
  example: "logit([0.5, 1]).toArray() // => [0, Infinity]",
  smooth: [0.1, 0.9],
  points: [
    [0.5, 0, 4],
    [0, -Infinity, Infinity],
    [1, Infinity, Infinity],
    [-1, NaN, -0.5],
    [2, NaN, -0.5],
    [NaN, NaN, NaN],
  ],
});

export const logitSlope: PlainOperation = /* @__PURE__ */ unary({
  name: "logitSlope",
  family: "special",
  takes: "floats",
  scalar: (m, x) => scalarLogitSlope(m, x),
  // In one term: the two of a product's rule would cancel around 1/2, and be ∞ - ∞ near 0.
  partial: (b, x, y) => [y, b(mul, y, b(sub, b(add, x, x), b.constant(1, x)))],
  isInternal: true,
  notation: { formula: "1 / (x · (1 - x))" },
});

export const logitSlopeFacts: Facts = /* @__PURE__ */ unaryFacts(logitSlope, {
  summary: "Derivative of `logit`.",
  formula: "1 / (x · (1 - x))",
  domain: "Floating-point numbers.",
  convention: "none",
  source: "J. Berkson, JASA 39 (1944), 357",
  example: "logitSlope(0.5).item() // => 4",
  smooth: [0.1, 0.9],
  points: [
    [0.5, 4, 0],
    [0, Infinity, -Infinity],
    [1, Infinity, Infinity],
    [9.332636185032189e-302, 1.0715086071862673e301, -Infinity],
    [2, -0.5, 0.75],
    [NaN, NaN, NaN],
  ],
});
