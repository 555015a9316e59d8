import { erf as scalarErf, erfSlope as scalarErfSlope } from "../scalar/erf.ts";
import { exp as scalarExp } from "../scalar/exp.ts";
import { powSlope as scalarPowSlope } from "../scalar/pow.ts";
import {
  halfTanh as scalarHalfTanh,
  sigmoid as scalarSigmoid,
  sigmoidSlope as scalarSigmoidSlope,
} from "../scalar/sigmoid.ts";
import { softplus as scalarSoftplus } from "../scalar/softplus.ts";
import { tanh as scalarTanh } from "../scalar/tanh.ts";
import type { DeclaredOperation } from "./definition.ts";
import { binary, unary } from "./elementwise.ts";

export const tanh: DeclaredOperation = unary({
  name: "tanh",
  family: "special",
  takes: "floats",
  summary: "Hyperbolic tangent of each element.",
  formula: "tanh x",
  domain: "Floating-point numbers; values in [-1, 1].",
  convention: "none; the derivative sech²x is computed without the cancellation of 1 - y².",
  source: "DLMF 4.28.4, 4.34.3",
  example: "tanh(0).item() // => 0",
  scalar: (m, x) => scalarTanh(m, x),
  partial: (b, x) => b.apply("tanhSlope", x),
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

export const tanhSlope: DeclaredOperation = unary({
  name: "tanhSlope",
  family: "special",
  takes: "floats",
  summary: "Derivative of the hyperbolic tangent, to full relative accuracy.",
  formula: "sech²x = 4u / (1 + u)², u = exp(-2|x|)",
  domain: "Floating-point numbers; values in [0, 1].",
  convention: "none",
  source: "DLMF 4.28.6, 4.34.3",
  example: "tanhSlope(0).item() // => 1",
  scalar: (m, x) => {
    const u = scalarExp(m, m.mul(m.constant(-2), m.abs(x)));
    const denominator = m.add(m.constant(1), u);
    return m.div(m.mul(m.constant(4), u), m.mul(denominator, denominator));
  },
  partial: (b, x, y) => b.mul(b.mul(b.constant(-2, x), b.apply("tanh", x)), y),
  smooth: [-3, 3],
  points: [
    [0, 1, -0],
    [-0, 1, 0],
    [Infinity, 0, -0],
    [-Infinity, 0, 0],
    [NaN, NaN, NaN],
  ],
});

export const sigmoid: DeclaredOperation = unary({
  name: "sigmoid",
  family: "special",
  takes: "floats",
  summary: "Logistic sigmoid of each element.",
  formula: "1 / (1 + e⁻ˣ)",
  domain: "Floating-point numbers; values in [0, 1].",
  convention: "none; the derivative y · (1 - y) is computed without cancellation for large |x|.",
  source: "DLMF 4.2.19, 4.7.1",
  example: "sigmoid(0).item() // => 0.5",
  scalar: (m, x) => scalarSigmoid(m, x),
  partial: (b, x) => b.apply("sigmoidSlope", x),
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

export const sigmoidSlope: DeclaredOperation = unary({
  name: "sigmoidSlope",
  family: "special",
  takes: "floats",
  summary: "Derivative of the logistic sigmoid, to full relative accuracy.",
  formula: "σ(x) · σ(-x)",
  domain: "Floating-point numbers; values in [0, 0.25].",
  convention: "none",
  source: "DLMF 4.2.19, 4.7.1",
  example: "sigmoidSlope(0).item() // => 0.25",
  scalar: (m, x) => scalarSigmoidSlope(m, x),
  // σ'' = σ' · (1 - 2σ), and 1 - 2σ(x) = -tanh(x/2) without cancellation near 0.
  partial: (b, x, y) => b.neg(b.mul(y, b.apply("halfTanh", x))),
  smooth: [-3, 3],
  points: [
    [0, 0.25, -0],
    [-0, 0.25, 0],
    [Infinity, 0, -0],
    [-Infinity, 0, 0],
    [NaN, NaN, NaN],
  ],
});

export const halfTanh: DeclaredOperation = unary({
  name: "halfTanh",
  family: "special",
  takes: "floats",
  summary: "Hyperbolic tangent of half of each element.",
  formula: "tanh(x / 2)",
  domain: "Floating-point numbers; values in [-1, 1].",
  convention: "none",
  source: "DLMF 4.28.4",
  example: "halfTanh(0).item() // => 0",
  scalar: (m, x) => scalarHalfTanh(m, x),
  partial: (b, x) => b.mul(b.constant(2, x), b.apply("sigmoidSlope", x)),
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

export const softplus: DeclaredOperation = unary({
  name: "softplus",
  family: "special",
  takes: "floats",
  summary: "Smooth form of relu, exact also for large arguments.",
  formula: "ln(1 + eˣ)",
  domain: "Floating-point numbers; values in [0, ∞].",
  convention: "none",
  source: "DLMF 4.2.2, 4.7.1",
  example: "softplus(1000).item() // => 1000",
  scalar: (m, x) => scalarSoftplus(m, x),
  partial: (b, x) => b.sigmoid(x),
  smooth: [-3, 3],
  points: [
    [0, 0.6931471805599453, 0.5],
    [-Infinity, 0, 0],
    [Infinity, Infinity, 1],
    [1000, 1000, 1],
    [-1000, 0, 0],
    [NaN, NaN, NaN],
  ],
});

export const relu: DeclaredOperation = unary({
  name: "relu",
  family: "special",
  takes: "numbers",
  summary: "Each element where it is positive, 0 elsewhere.",
  formula: "max(x, 0)",
  domain: "All numbers; NaN stays NaN.",
  convention: "The derivative at 0 is 0.",
  source: "V. Nair, G. Hinton, Rectified Linear Units, ICML 2010",
  example: "relu([-1, 2]).toArray() // => [0, 2]",
  scalar: (m, x) => m.max(x, m.constant(0)),
  partial: (b, x) => b.where(b.greater(x, b.constant(0, x)), b.constant(1, x), b.constant(0, x)),
  smooth: [0.1, 3],
  points: [
    [0, 0, 0],
    [-0, 0, 0],
    [-2, 0, 0],
    [2, 2, 1],
    [5e-324, 5e-324, 1],
    [Infinity, Infinity, 1],
    [-Infinity, 0, 0],
    [NaN, NaN, 0],
  ],
});

export const erf: DeclaredOperation = unary({
  name: "erf",
  family: "special",
  takes: "floats",
  summary: "Error function of each element.",
  formula: "2/√π · ∫₀ˣ exp(-t²) dt",
  domain: "Floating-point numbers; values in [-1, 1].",
  convention: "none",
  source: "DLMF 7.2.1, 7.10.1",
  example: "erf(0).item() // => 0",
  scalar: (m, x) => scalarErf(m, x),
  partial: (b, x) => b.apply("erfSlope", x),
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

export const erfSlope: DeclaredOperation = unary({
  name: "erfSlope",
  family: "special",
  takes: "floats",
  summary: "Derivative of the error function, to full relative accuracy.",
  formula: "2/√π · exp(-x²)",
  domain: "Floating-point numbers; values in [0, 2/√π].",
  convention: "none",
  source: "DLMF 7.10.1",
  example: "erfSlope(0).item() // => 1.1283791670955126",
  scalar: (m, x) => scalarErfSlope(m, x),
  partial: (b, x, y) => b.strongMul(b.mul(b.constant(-2, x), x), y),
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

export const powSlope: DeclaredOperation = binary({
  name: "powSlope",
  family: "special",
  takes: "floats",
  summary: "Derivative of a power with respect to its base, to full relative accuracy.",
  formula: "b · a^(b - 1)",
  domain: "Floating-point numbers; NaN for a < 0 unless b is an integer.",
  convention: "0 where b = 0; its derivative with respect to b is that of pow, with b - 1 for b.",
  source: "DLMF 4.2.26",
  example: "powSlope(3, 2).item() // => 6",
  scalar: (m, a, b) => scalarPowSlope(m, a, b),
  partials: [
    (b, base, exponent) =>
      b.strongMul(exponent, b.apply("powSlope", base, b.sub(exponent, b.constant(1, exponent)))),
    (b, base, exponent, y) => {
      const zero = b.constant(0, base);
      const one = b.constant(1, exponent);
      const flat = b.logicalAnd(b.equal(base, zero), b.greaterEqual(exponent, one));
      const growth = b.where(flat, zero, b.strongMul(y, b.log(base)));
      return b.add(b.pow(base, b.sub(exponent, one)), growth);
    },
  ],
  smooth: [
    [0.2, 3],
    [-2, 3],
  ],
  points: [
    [0, 0, 0, 0, Infinity],
    [0, 1, 1, 0, 1],
    [0, 3, 0, 0, 0],
    [-2, 2, -4, 2, NaN],
    [-2, 3, 12, -12, NaN],
    [-2, 0.5, NaN, NaN, NaN],
    [1, NaN, NaN, NaN, 1],
    [NaN, 0, 0, 0, NaN],
    [NaN, 1, 1, 0, NaN],
    [0.5, Infinity, 0, 0, 0],
    [2, -Infinity, -0, 0, 0],
    [Infinity, 0.5, 0, 0, 0],
  ],
});
