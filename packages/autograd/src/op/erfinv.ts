import { erfinv as scalarErfinv, erfinvSlope as scalarErfinvSlope } from "../scalar/erfinv.ts";
import type { PlainOperation } from "./definition.ts";
import { unary } from "./elementwise.ts";
import { unaryFacts } from "./facts/elementwise-facts.ts";
import type { Facts } from "./facts/facts.ts";
import { mul } from "./mul.ts";
import { square } from "./square.ts";
import { strongMul } from "./strong-mul.ts";

export const erfinv: PlainOperation = /* @__PURE__ */ unary({
  name: "erfinv",
  family: "special",
  takes: "floats",
  scalar: (m, x) => scalarErfinv(m, x),
  partial: (b, x) => b(erfinvSlope, x),
  isLong: true,
});

export const erfinvFacts: Facts = /* @__PURE__ */ unaryFacts(erfinv, {
  summary: "Inverse of the error function.",
  formula: "y with erf(y) = x",
  domain: "Floating-point numbers from -1 to 1; NaN beyond.",
  convention: "none",
  source: "DLMF 7.17; M. Giles, Approximating the erfinv function (2011)",
  example: "erfinv([0, 1]).toArray() // => [0, Infinity]",
  smooth: [-0.8, 0.8],
  points: [
    [0, 0, 0.886226925452758],
    [-0, -0, 0.886226925452758],
    [1, Infinity, Infinity],
    [-1, -Infinity, Infinity],
    [0.9999999999999999, 5.8635847487551676, 757347920544974],
    [1.5, NaN, NaN],
    [NaN, NaN, NaN],
  ],
});

export const erfinvSlope: PlainOperation = /* @__PURE__ */ unary({
  name: "erfinvSlope",
  family: "special",
  takes: "floats",
  scalar: (m, x) => scalarErfinvSlope(m, x),
  partial: (b, x, y) => b(strongMul, b(mul, b.constant(2, x), b(square, y)), b(erfinv, x)),
  isLong: true,
  isInternal: true,
  notation: { formula: "√π/2 · exp(erfinv(x)²)" },
});

export const erfinvSlopeFacts: Facts = /* @__PURE__ */ unaryFacts(erfinvSlope, {
  summary: "Derivative of the inverse error function, to full relative accuracy.",
  formula: "√π/2 · exp(erfinv(x)²)",
  domain: "Floating-point numbers from -1 to 1; values in [√π/2, ∞].",
  convention: "none",
  source: "DLMF 7.17.1",
  example: "erfinvSlope(1).item() // => Infinity",
  smooth: [-0.8, 0.8],
  points: [
    [0, 0.886226925452758, 0],
    [-0, 0.886226925452758, -0],
    [1, Infinity, Infinity],
    [-1, Infinity, -Infinity],
    [1.5, NaN, NaN],
    [NaN, NaN, NaN],
  ],
});
