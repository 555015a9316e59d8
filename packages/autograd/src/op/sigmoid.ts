import {
  halfTanh as scalarHalfTanh,
  sigmoid as scalarSigmoid,
  sigmoidSlope as scalarSigmoidSlope,
} from "../scalar/sigmoid.ts";
import type { PlainOperation } from "./definition.ts";
import { unary } from "./elementwise.ts";
import { unaryFacts } from "./facts/elementwise-facts.ts";
import type { Facts } from "./facts/facts.ts";
import { mul } from "./mul.ts";
import { neg } from "./neg.ts";

export const sigmoid: PlainOperation = /* @__PURE__ */ unary({
  name: "sigmoid",
  family: "special",
  takes: "floats",
  scalar: (m, x) => scalarSigmoid(m, x),
  partial: (b, x) => b(sigmoidSlope, x),
  isLong: true,
});

export const sigmoidFacts: Facts = /* @__PURE__ */ unaryFacts(sigmoid, {
  summary: "Logistic sigmoid of each element.",
  formula: "1 / (1 + e⁻ˣ)",
  domain: "Floating-point numbers; values in [0, 1].",
  convention: "none; the derivative y · (1 - y) is computed without cancellation for large |x|.",
  source: "DLMF 4.2.19, 4.7.1",
  example: "sigmoid(0).item() // => 0.5",
  smooth: [-3, 3],
  points: [
    [0, 0.5, 0.25],
    [-0, 0.5, 0.25],
    [Infinity, 1, 0],
    [-Infinity, 0, 0],
    [1000, 1, 0],
    [-1000, 0, 0],
    [NaN, NaN, NaN],
  ],
});

export const sigmoidSlope: PlainOperation = /* @__PURE__ */ unary({
  name: "sigmoidSlope",
  family: "special",
  takes: "floats",
  scalar: (m, x) => scalarSigmoidSlope(m, x),
  // σ'' = σ' · (1 - 2σ), and 1 - 2σ(x) = -tanh(x/2) without cancellation near 0.
  partial: (b, x, y) => b(neg, b(mul, y, b(halfTanh, x))),
  isLong: true,
  stepsOf: sigmoid,
  isInternal: true,
  notation: { formula: "σ(x) · σ(-x)" },
});

export const sigmoidSlopeFacts: Facts = /* @__PURE__ */ unaryFacts(sigmoidSlope, {
  summary: "Derivative of the logistic sigmoid, to full relative accuracy.",
  formula: "σ(x) · σ(-x)",
  domain: "Floating-point numbers; values in [0, 0.25].",
  convention: "none",
  source: "DLMF 4.2.19, 4.7.1",
  example: "sigmoidSlope(0).item() // => 0.25",
  smooth: [-3, 3],
  points: [
    [0, 0.25, -0],
    [-0, 0.25, 0],
    [Infinity, 0, -0],
    [-Infinity, 0, 0],
    [NaN, NaN, NaN],
  ],
});

export const halfTanh: PlainOperation = /* @__PURE__ */ unary({
  name: "halfTanh",
  family: "special",
  takes: "floats",
  scalar: (m, x) => scalarHalfTanh(m, x),
  partial: (b, x) => b(mul, b.constant(2, x), b(sigmoidSlope, x)),
  isLong: true,
  stepsOf: sigmoid,
  isInternal: true,
  notation: { formula: "tanh(x / 2)" },
});

export const halfTanhFacts: Facts = /* @__PURE__ */ unaryFacts(halfTanh, {
  summary: "Hyperbolic tangent of half of each element.",
  formula: "tanh(x / 2)",
  domain: "Floating-point numbers; values in [-1, 1].",
  convention: "none",
  source: "DLMF 4.28.4",
  example: "halfTanh(0).item() // => 0",
  smooth: [-3, 3],
  points: [
    [0, 0, 0.5],
    [-0, -0, 0.5],
    [Infinity, 1, 0],
    [-Infinity, -1, 0],
    [1e-323, 5e-324, 0.5],
    [NaN, NaN, NaN],
  ],
});
