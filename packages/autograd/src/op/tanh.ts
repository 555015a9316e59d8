import { tanh as scalarTanh, tanhSlope as scalarTanhSlope } from "../scalar/tanh.ts";
import type { PlainOperation } from "./definition.ts";
import { unary } from "./elementwise.ts";
import { unaryFacts } from "./facts/elementwise-facts.ts";
import type { Facts } from "./facts/facts.ts";
import { mul } from "./mul.ts";

export const tanh: PlainOperation = /* @__PURE__ */ unary({
  name: "tanh",
  family: "special",
  takes: "floats",
  scalar: (m, x) => scalarTanh(m, x),
  partial: (b, x) => b(tanhSlope, x),
  isLong: true,
});

export const tanhFacts: Facts = /* @__PURE__ */ unaryFacts(tanh, {
  summary: "Hyperbolic tangent of each element.",
  formula: "tanh x",
  domain: "Floating-point numbers; values in [-1, 1].",
  convention: "none; the derivative sech²x is computed without the cancellation of 1 - y².",
  source: "DLMF 4.28.4, 4.34.3",
  example: "tanh(0).item() // => 0",
  smooth: [-3, 3],
  points: [
    [0, 0, 1],
    [-0, -0, 1],
    [Infinity, 1, 0],
    [-Infinity, -1, 0],
    [5e-324, 5e-324, 1],
    [NaN, NaN, NaN],
  ],
});

export const tanhSlope: PlainOperation = /* @__PURE__ */ unary({
  name: "tanhSlope",
  family: "special",
  takes: "floats",
  scalar: (m, x) => scalarTanhSlope(m, x),
  partial: (b, x, y) => b(mul, b(mul, b.constant(-2, x), b(tanh, x)), y),
  isLong: true,
  stepsOf: tanh,
  isInternal: true,
  notation: { formula: "sech²x" },
});

export const tanhSlopeFacts: Facts = /* @__PURE__ */ unaryFacts(tanhSlope, {
  summary: "Derivative of the hyperbolic tangent, to full relative accuracy.",
  formula: "sech²x = c (2 - c), c = 1 - tanh|x|",
  domain: "Floating-point numbers; values in [0, 1].",
  convention: "none",
  source: "DLMF 4.28.6, 4.34.3",
  example: "tanhSlope(0).item() // => 1",
  smooth: [-3, 3],
  points: [
    [0, 1, -0],
    [-0, 1, 0],
    [Infinity, 0, -0],
    [-Infinity, 0, 0],
    [NaN, NaN, NaN],
  ],
});
