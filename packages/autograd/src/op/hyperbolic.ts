import { cosh as scalarCosh, sinh as scalarSinh } from "../scalar/hyperbolic.ts";
import type { PlainOperation } from "./definition.ts";
import { unary } from "./elementwise.ts";
import { unaryFacts } from "./facts/elementwise-facts.ts";
import type { Facts } from "./facts/facts.ts";

export const sinh: PlainOperation = /* @__PURE__ */ unary({
  name: "sinh",
  family: "elementary",
  takes: "floats",
  scalar: (m, x) => scalarSinh(m, x),
  partial: (b, x) => b(cosh, x),
  isLong: true,
});

export const sinhFacts: Facts = /* @__PURE__ */ unaryFacts(sinh, {
  summary: "Hyperbolic sine of each element.",
  formula: "(eˣ - e⁻ˣ) / 2",
  domain: "Floating-point numbers.",
  convention: "none",
  source: "DLMF 4.28.1, 4.34.1",
  example: "sinh(0).item() // => 0",
  smooth: [-3, 3],
  points: [
    [0, 0, 1],
    [-0, -0, 1],
    [5e-324, 5e-324, 1],
    [1000, Infinity, Infinity],
    [Infinity, Infinity, Infinity],
    [-Infinity, -Infinity, Infinity],
    [NaN, NaN, NaN],
  ],
});

export const cosh: PlainOperation = /* @__PURE__ */ unary({
  name: "cosh",
  family: "elementary",
  takes: "floats",
  scalar: (m, x) => scalarCosh(m, x),
  partial: (b, x) => b(sinh, x),
  isLong: true,
});

export const coshFacts: Facts = /* @__PURE__ */ unaryFacts(cosh, {
  summary: "Hyperbolic cosine of each element.",
  formula: "(eˣ + e⁻ˣ) / 2",
  domain: "Floating-point numbers; values in [1, ∞].",
  convention: "none",
  source: "DLMF 4.28.2, 4.34.2",
  example: "cosh(0).item() // => 1",
  smooth: [-3, 3],
  points: [
    [0, 1, 0],
    [-0, 1, -0],
    [-1000, Infinity, -Infinity],
    [Infinity, Infinity, Infinity],
    [-Infinity, Infinity, -Infinity],
    [NaN, NaN, NaN],
  ],
});
