import { cos as scalarCos, sin as scalarSin } from "../scalar/trigonometric.ts";
import type { PlainOperation } from "./definition.ts";
import { unary } from "./elementwise.ts";
import { unaryFacts } from "./facts/elementwise-facts.ts";
import type { Facts } from "./facts/facts.ts";
import { neg } from "./neg.ts";

export const sin: PlainOperation = /* @__PURE__ */ unary({
  name: "sin",
  family: "elementary",
  takes: "floats",
  scalar: (m, x) => scalarSin(m, x),
  partial: (b, x) => b(cos, x),
  isLong: true,
});

export const sinFacts: Facts = /* @__PURE__ */ unaryFacts(sin, {
  summary: "Sine of each element, in radians.",
  formula: "sin x",
  domain: "Finite numbers; values in [-1, 1]; NaN at ±∞.",
  convention: "none",
  source: "DLMF 4.14.1, 4.20.1",
  example: "sin(0).item() // => 0",
  smooth: [-3, 3],
  points: [
    [0, 0, 1],
    [-0, -0, 1],
    [5e-324, 5e-324, 1],
    [Infinity, NaN, NaN],
    [NaN, NaN, NaN],
  ],
});

export const cos: PlainOperation = /* @__PURE__ */ unary({
  name: "cos",
  family: "elementary",
  takes: "floats",
  scalar: (m, x) => scalarCos(m, x),
  partial: (b, x) => b(neg, b(sin, x)),
  isLong: true,
});

export const cosFacts: Facts = /* @__PURE__ */ unaryFacts(cos, {
  summary: "Cosine of each element, in radians.",
  formula: "cos x",
  domain: "Finite numbers; values in [-1, 1]; NaN at ±∞.",
  convention: "none",
  source: "DLMF 4.14.2, 4.20.2",
  example: "cos(0).item() // => 1",
  smooth: [-3, 3],
  points: [
    [0, 1, -0],
    [-0, 1, 0],
    [5e-324, 1, -5e-324],
    [Infinity, NaN, NaN],
    [NaN, NaN, NaN],
  ],
});
