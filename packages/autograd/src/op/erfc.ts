import { erfc as scalarErfc } from "../scalar/erf.ts";
import type { PlainOperation } from "./definition.ts";
import { unary } from "./elementwise.ts";
import { erfSlope } from "./erf.ts";
import { unaryFacts } from "./facts/elementwise-facts.ts";
import type { Facts } from "./facts/facts.ts";
import { neg } from "./neg.ts";

export const erfc: PlainOperation = /* @__PURE__ */ unary({
  name: "erfc",
  family: "special",
  takes: "floats",
  scalar: (m, x) => scalarErfc(m, x),
  partial: (b, x) => b(neg, b(erfSlope, x)),
  isLong: true,
});

export const erfcFacts: Facts = /* @__PURE__ */ unaryFacts(erfc, {
  summary: "Complementary error function, with all digits also where `erf` is 1.",
  formula: "1 - erf(x) = 2/√π · ∫ₓ^∞ exp(-t²) dt",
  domain: "Floating-point numbers; values in [0, 2].",
  convention: "none",
  source: "DLMF 7.2.2; M. Shepherd, J. Laframboise, Math. Comp. 36 (1981), 249",
  example: "erfc(0).item() // => 1",
  smooth: [-2, 2],
  points: [
    [0, 1, -1.1283791670955126],
    [-0, 1, -1.1283791670955126],
    [30, 0, -0],
    [-30, 2, -0],
    [Infinity, 0, -0],
    [-Infinity, 2, -0],
    [NaN, NaN, NaN],
  ],
});
