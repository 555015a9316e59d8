import { erf as scalarErf, erfSlope as scalarErfSlope } from "../scalar/erf.ts";
import type { PlainOperation } from "./definition.ts";
import { unary } from "./elementwise.ts";
import { unaryFacts } from "./facts/elementwise-facts.ts";
import type { Facts } from "./facts/facts.ts";
import { mul } from "./mul.ts";
import { strongMul } from "./strong-mul.ts";

export const erf: PlainOperation = /* @__PURE__ */ unary({
  name: "erf",
  family: "special",
  takes: "floats",
  scalar: (m, x) => scalarErf(m, x),
  partial: (b, x) => b(erfSlope, x),
  isLong: true,
});

export const erfFacts: Facts = /* @__PURE__ */ unaryFacts(erf, {
  summary: "Error function of each element.",
  formula: "2/√π · ∫₀ˣ exp(-t²) dt",
  domain: "Floating-point numbers; values in [-1, 1].",
  convention: "none",
  source: "DLMF 7.2.1, 7.10.1",
  example: "erf(0).item() // => 0",
  smooth: [-2, 2],
  points: [
    [0, 0, 1.1283791670955126],
    [-0, -0, 1.1283791670955126],
    [Infinity, 1, 0],
    [-Infinity, -1, 0],
    [30, 1, 0],
    [NaN, NaN, NaN],
  ],
});

export const erfSlope: PlainOperation = /* @__PURE__ */ unary({
  name: "erfSlope",
  family: "special",
  takes: "floats",
  scalar: (m, x) => scalarErfSlope(m, x),
  partial: (b, x, y) => b(strongMul, b(mul, b.constant(-2, x), x), y),
  isLong: true,
  isInternal: true,
  notation: { formula: "2/√π · exp(-x²)" },
});

export const erfSlopeFacts: Facts = /* @__PURE__ */ unaryFacts(erfSlope, {
  summary: "Derivative of the error function, to full relative accuracy.",
  formula: "2/√π · exp(-x²)",
  domain: "Floating-point numbers; values in [0, 2/√π].",
  convention: "none",
  source: "DLMF 7.10.1",
  example: "erfSlope(0).item() // => 1.1283791670955126",
  smooth: [-2, 2],
  points: [
    [0, 1.1283791670955126, 0],
    [-0, 1.1283791670955126, 0],
    [Infinity, 0, 0],
    [-Infinity, 0, 0],
    [30, 0, 0],
    [NaN, NaN, NaN],
  ],
});
