import { acos as scalarAcos, asin as scalarAsin } from "../scalar/asin.ts";
import type { PlainOperation } from "./definition.ts";
import { unary } from "./elementwise.ts";
import { unaryFacts } from "./facts/elementwise-facts.ts";
import type { Facts } from "./facts/facts.ts";
import { mul } from "./mul.ts";
import { neg } from "./neg.ts";
import { square } from "./square.ts";

export const asin: PlainOperation = /* @__PURE__ */ unary({
  name: "asin",
  family: "elementary",
  takes: "floats",
  scalar: (m, x) => scalarAsin(m, x),
  partial: (b, x) => b(asinSlope, x),
  isLong: true,
});

export const asinFacts: Facts = /* @__PURE__ */ unaryFacts(asin, {
  summary: "Arcsine of each element.",
  formula: "y with sin y = x, -π/2 <= y <= π/2",
  domain: "Floating-point numbers from -1 to 1; NaN beyond.",
  convention: "The derivative at 1 and -1 is ∞, and 0 for a cotangent of exactly 0 (strong zero).",
  source: "DLMF 4.23.1, 4.24.13",
  example: "asin([0, 1]).toArray() // => [0, 1.5707963267948966]",
  smooth: [-0.8, 0.8],
  points: [
    [0, 0, 1],
    [-0, -0, 1],
    [1, 1.5707963267948966, Infinity],
    [-1, -1.5707963267948966, Infinity],
    [5e-324, 5e-324, 1],
    [1.5, NaN, NaN],
    [NaN, NaN, NaN],
  ],
});

export const acos: PlainOperation = /* @__PURE__ */ unary({
  name: "acos",
  family: "elementary",
  takes: "floats",
  scalar: (m, x) => scalarAcos(m, x),
  partial: (b, x) => b(neg, b(asinSlope, x)),
  isLong: true,
});

export const acosFacts: Facts = /* @__PURE__ */ unaryFacts(acos, {
  summary: "Arccosine of each element.",
  formula: "y with cos y = x, 0 <= y <= π",
  domain: "Floating-point numbers from -1 to 1; NaN beyond.",
  convention: "The derivative at 1 and -1 is -∞, and 0 for a cotangent of exactly 0 (strong zero).",
  source: "DLMF 4.23.2, 4.24.14",
  example: "acos([1, 0]).toArray() // => [0, 1.5707963267948966]",
  smooth: [-0.8, 0.8],
  points: [
    [0, 1.5707963267948966, -1],
    [-0, 1.5707963267948966, -1],
    [1, 0, -Infinity],
    [-1, 3.141592653589793, -Infinity],
    [1.5, NaN, NaN],
    [NaN, NaN, NaN],
  ],
});

export const asinSlope: PlainOperation = /* @__PURE__ */ unary({
  name: "asinSlope",
  family: "elementary",
  takes: "floats",
  scalar: (m, x) => {
    const one = m.constant(1);
    return m.div(one, m.sqrt(m.mul(m.sub(one, x), m.add(one, x))));
  },
  // In one term: the two of a product's rule would cancel near 0.
  partial: (b, x, y) => b(mul, x, b(mul, y, b(square, y))),
  isInternal: true,
  notation: { formula: "1 / √(1 - x²)" },
});

export const asinSlopeFacts: Facts = /* @__PURE__ */ unaryFacts(asinSlope, {
  summary: "Derivative of `asin`.",
  formula: "1 / √(1 - x²)",
  domain: "Floating-point numbers from -1 to 1; NaN beyond.",
  convention: "none",
  source: "DLMF 4.24.7",
  example: "asinSlope(0).item() // => 1",
  smooth: [-0.8, 0.8],
  points: [
    [0, 1, 0],
    [-0, 1, -0],
    [5e-324, 1, 5e-324],
    [1e-20, 1, 1e-20],
    [1, Infinity, Infinity],
    [-1, Infinity, -Infinity],
    [1.5, NaN, NaN],
    [NaN, NaN, NaN],
  ],
});
