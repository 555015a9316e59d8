import { normalCdf as scalarNormalCdf, normalDensity as scalarNormalDensity } from "../scalar/erf.ts";
import type { PlainOperation } from "./definition.ts";
import { unary } from "./elementwise.ts";
import { unaryFacts } from "./facts/elementwise-facts.ts";
import type { Facts } from "./facts/facts.ts";
import { neg } from "./neg.ts";
import { strongMul } from "./strong-mul.ts";

export const normalCdf: PlainOperation = /* @__PURE__ */ unary({
  name: "normalCdf",
  family: "special",
  takes: "floats",
  scalar: (m, x) => scalarNormalCdf(m, x),
  partial: (b, x) => b(normalDensity, x),
  isLong: true,
});

export const normalCdfFacts: Facts = /* @__PURE__ */ unaryFacts(normalCdf, {
  summary: "Distribution function of the standard normal distribution, with all digits in its left tail.",
  formula: "Φ(x) = ½ erfc(-x/√2)",
  domain: "Floating-point numbers; values in [0, 1].",
  convention: "none",
  source: "DLMF 7.18.1; SciPy, scipy.special.ndtr",
  example: "normalCdf(0).item() // => 0.5",
  smooth: [-2, 2],
  points: [
    [0, 0.5, 0.3989422804014327],
    [-0, 0.5, 0.3989422804014327],
    [40, 1, 0],
    [-40, 0, 0],
    [Infinity, 1, 0],
    [-Infinity, 0, 0],
    [NaN, NaN, NaN],
  ],
});

export const normalDensity: PlainOperation = /* @__PURE__ */ unary({
  name: "normalDensity",
  family: "special",
  takes: "floats",
  scalar: (m, x) => scalarNormalDensity(m, x),
  partial: (b, x, y) => b(strongMul, b(neg, x), y),
  isLong: true,
  isInternal: true,
  notation: { formula: "φ(x)" },
});

export const normalDensityFacts: Facts = /* @__PURE__ */ unaryFacts(normalDensity, {
  summary: "Density of the standard normal distribution, to full relative accuracy.",
  formula: "1/√(2π) · exp(-x²/2)",
  domain: "Floating-point numbers; values in [0, 1/√(2π)].",
  convention: "none",
  source: "DLMF 7.18.1",
  example: "normalDensity(0).item() // => 0.3989422804014327",
  smooth: [-2, 2],
  points: [
    [0, 0.3989422804014327, -0],
    [-0, 0.3989422804014327, 0],
    [40, 0, -0],
    [Infinity, 0, -0],
    [-Infinity, 0, 0],
    [NaN, NaN, NaN],
  ],
});
