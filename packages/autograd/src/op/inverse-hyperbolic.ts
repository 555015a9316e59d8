import {
  acosh as scalarAcosh,
  asinh as scalarAsinh,
  atanh as scalarAtanh,
} from "../scalar/inverse-hyperbolic.ts";
import { add } from "./add.ts";
import type { PlainOperation } from "./definition.ts";
import { over } from "./derivative/over.ts";
import { unary } from "./elementwise.ts";
import { unaryFacts } from "./facts/elementwise-facts.ts";
import type { Facts } from "./facts/facts.ts";
import { hypot } from "./hypot.ts";
import { mul } from "./mul.ts";
import { rsqrt } from "./rsqrt.ts";
import { square } from "./square.ts";
import { sub } from "./sub.ts";

export const asinh: PlainOperation = /* @__PURE__ */ unary({
  name: "asinh",
  family: "elementary",
  takes: "floats",
  scalar: (m, x) => scalarAsinh(m, x),
  partial: (b, x) => over(b(hypot, b.constant(1, x), x)),
  isLong: true,
});

export const asinhFacts: Facts = /* @__PURE__ */ unaryFacts(asinh, {
  summary: "Inverse hyperbolic sine of each element.",
  formula: "ln(x + √(x² + 1))",
  domain: "Floating-point numbers.",
  convention: "none",
  source: "DLMF 4.37.16, 4.38.9",
  example: "asinh(0).item() // => 0",
  smooth: [-3, 3],
  points: [
    [0, 0, 1],
    [-0, -0, 1],
    [5e-324, 5e-324, 1],
    [Infinity, Infinity, 0],
    [-Infinity, -Infinity, 0],
    [NaN, NaN, NaN],
  ],
});

export const acosh: PlainOperation = /* @__PURE__ */ unary({
  name: "acosh",
  family: "elementary",
  takes: "floats",
  scalar: (m, x) => scalarAcosh(m, x),
  // Two roots, since the product would leave the range where its root does not.
  partial: (b, x) => {
    const one = b.constant(1, x);
    return b(mul, b(rsqrt, b(sub, x, one)), b(rsqrt, b(add, x, one)));
  },
  isLong: true,
});

export const acoshFacts: Facts = /* @__PURE__ */ unaryFacts(acosh, {
  summary: "Inverse hyperbolic cosine of each element.",
  formula: "ln(x + √(x² - 1))",
  domain: "x >= 1; NaN below.",
  convention: "The derivative at 1 is ∞, and 0 for a cotangent of exactly 0 (strong zero).",
  source: "DLMF 4.37.19, 4.38.10",
  example: "acosh(1).item() // => 0",
  smooth: [1.2, 4],
  points: [
    [1, 0, Infinity],
    [Infinity, Infinity, 0],
    [0.5, NaN, NaN],
    [-2, NaN, NaN],
    [NaN, NaN, NaN],
  ],
});

export const atanh: PlainOperation = /* @__PURE__ */ unary({
  name: "atanh",
  family: "elementary",
  takes: "floats",
  scalar: (m, x) => scalarAtanh(m, x),
  partial: (b, x) => b(atanhSlope, x),
  isLong: true,
});

export const atanhFacts: Facts = /* @__PURE__ */ unaryFacts(atanh, {
  summary: "Inverse hyperbolic tangent of each element.",
  formula: "½ · ln((1 + x) / (1 - x))",
  domain: "Floating-point numbers from -1 to 1; NaN beyond.",
  convention: "The derivative at 1 and -1 is ∞, and 0 for a cotangent of exactly 0 (strong zero).",
  source: "DLMF 4.37.24, 4.38.11",
  example: "atanh([0, 1]).toArray() // => [0, Infinity]",
  smooth: [-0.8, 0.8],
  points: [
    [0, 0, 1],
    [-0, -0, 1],
    [5e-324, 5e-324, 1],
    [1, Infinity, Infinity],
    [-1, -Infinity, Infinity],
    [NaN, NaN, NaN],
  ],
});

export const atanhSlope: PlainOperation = /* @__PURE__ */ unary({
  name: "atanhSlope",
  family: "elementary",
  takes: "floats",
  scalar: (m, x) => {
    const one = m.constant(1);
    return m.div(one, m.mul(m.sub(one, x), m.add(one, x)));
  },
  // In one term: the two of a product's rule would cancel near 0.
  partial: (b, x, y) => b(mul, b(add, x, x), b(square, y)),
  isInternal: true,
  notation: { formula: "1 / (1 - x²)" },
});

export const atanhSlopeFacts: Facts = /* @__PURE__ */ unaryFacts(atanhSlope, {
  summary: "Derivative of `atanh`.",
  formula: "1 / (1 - x²)",
  domain: "Floating-point numbers.",
  convention: "none",
  source: "DLMF 4.38.11",
  example: "atanhSlope(0).item() // => 1",
  smooth: [-0.8, 0.8],
  points: [
    [0, 1, 0],
    [-0, 1, -0],
    [1e-20, 1, 2e-20],
    [1, Infinity, Infinity],
    [-1, Infinity, -Infinity],
    [NaN, NaN, NaN],
  ],
});
