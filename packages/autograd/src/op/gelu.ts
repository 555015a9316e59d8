import { gelu as scalarGelu, geluSlope as scalarGeluSlope } from "../scalar/erf.ts";
import type { PlainOperation } from "./definition.ts";
import { unary } from "./elementwise.ts";
import { unaryFacts } from "./facts/elementwise-facts.ts";
import type { Facts } from "./facts/facts.ts";
import { normalDensity } from "./normal-cdf.ts";
import { square } from "./square.ts";
import { strongMul } from "./strong-mul.ts";
import { sub } from "./sub.ts";

export const gelu: PlainOperation = /* @__PURE__ */ unary({
  name: "gelu",
  family: "special",
  takes: "floats",
  scalar: (m, x) => scalarGelu(m, x),
  partial: (b, x) => b(geluSlope, x),
  isLong: true,
});

export const geluFacts: Facts = /* @__PURE__ */ unaryFacts(gelu, {
  hasOwnFunction: true,
  summary:
    "Gaussian error linear unit: each element times the probability that a standard normal number is below it.",
  formula: "x · Φ(x)",
  domain: "Floating-point numbers; values from about -0.17 on.",
  convention: "none",
  source:
    "D. Hendrycks, K. Gimpel, Gaussian error linear units (2016); PyTorch, torch.nn.GELU without approximation",
  example: "gelu([0, 100]).toArray() // => [0, 100]",
  smooth: [-2, 2],
  points: [
    [0, 0, 0.5],
    [-0, -0, 0.5],
    [100, 100, 1],
    [-100, -0, -0],
    [Infinity, Infinity, 1],
    [-Infinity, -0, -0],
    [NaN, NaN, NaN],
  ],
});

export const geluSlope: PlainOperation = /* @__PURE__ */ unary({
  name: "geluSlope",
  family: "special",
  takes: "floats",
  scalar: (m, x) => scalarGeluSlope(m, x),
  partial: (b, x) => b(strongMul, b(normalDensity, x), b(sub, b.constant(2, x), b(square, x))),
  isLong: true,
  isInternal: true,
  notation: { formula: "Φ(x) + x · φ(x)" },
});

export const geluSlopeFacts: Facts = /* @__PURE__ */ unaryFacts(geluSlope, {
  summary: "Derivative of `gelu`, to the digits of its larger part.",
  formula: "Φ(x) + x · φ(x)",
  domain: "Floating-point numbers; values from about -0.13 to 1.13.",
  convention: "none",
  source: "D. Hendrycks, K. Gimpel, Gaussian error linear units (2016)",
  example: "geluSlope(0).item() // => 0.5",
  smooth: [-0.5, 2],
  points: [
    [0, 0.5, 0.7978845608028654],
    [-0, 0.5, 0.7978845608028654],
    [100, 1, -0],
    [-100, -0, -0],
    [Infinity, 1, -0],
    [-Infinity, -0, -0],
    [NaN, NaN, NaN],
  ],
});
