import { silu as scalarSilu, siluSlope as scalarSiluSlope } from "../scalar/silu.ts";
import type { PlainOperation } from "./definition.ts";
import { unary } from "./elementwise.ts";
import { unaryFacts } from "./facts/elementwise-facts.ts";
import type { Facts } from "./facts/facts.ts";
import { halfTanh, sigmoidSlope } from "./sigmoid.ts";
import { strongMul } from "./strong-mul.ts";
import { sub } from "./sub.ts";

export const silu: PlainOperation = /* @__PURE__ */ unary({
  name: "silu",
  family: "special",
  takes: "floats",
  scalar: (m, x) => scalarSilu(m, x),
  partial: (b, x) => b(siluSlope, x),
  isLong: true,
});

export const siluFacts: Facts = /* @__PURE__ */ unaryFacts(silu, {
  summary: "Sigmoid linear unit, also called swish: each element times its logistic sigmoid.",
  formula: "x · σ(x)",
  domain: "Floating-point numbers; values from about -0.278 on.",
  convention: "none",
  source: "Elfwing, Uchibe, Doya, Sigmoid-weighted linear units (2018); PyTorch, torch.nn.SiLU",
  example: "silu([0, 1000]).toArray() // => [0, 1000]",
  smooth: [-3, 3],
  points: [
    [0, 0, 0.5],
    [-0, -0, 0.5],
    [1000, 1000, 1],
    [-2000, -0, -0],
    [Infinity, Infinity, 1],
    [-Infinity, -0, -0],
    [NaN, NaN, NaN],
  ],
});

export const siluSlope: PlainOperation = /* @__PURE__ */ unary({
  name: "siluSlope",
  family: "special",
  takes: "floats",
  scalar: (m, x) => scalarSiluSlope(m, x),
  partial: (b, x) =>
    b(strongMul, b(sigmoidSlope, x), b(sub, b.constant(2, x), b(strongMul, x, b(halfTanh, x)))),
  isLong: true,
  isInternal: true,
  notation: { formula: "σ(x) · (1 + x · σ(-x))" },
});

export const siluSlopeFacts: Facts = /* @__PURE__ */ unaryFacts(siluSlope, {
  summary: "Derivative of `silu`, to the digits of its larger part.",
  formula: "σ(x) · (1 + x · σ(-x))",
  domain: "Floating-point numbers; values from about -0.1 to 1.1.",
  convention: "none",
  source: "Elfwing, Uchibe, Doya, Sigmoid-weighted linear units (2018)",
  example: "siluSlope(0).item() // => 0.5",
  smooth: [-0.7, 3],
  points: [
    [0, 0.5, 0.5],
    [-0, 0.5, 0.5],
    [1000, 1, 0],
    [-2000, -0, 0],
    [Infinity, 1, 0],
    [-Infinity, -0, 0],
    [NaN, NaN, NaN],
  ],
});
