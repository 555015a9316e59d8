import { exp as scalarExp, expm1 as scalarExpm1 } from "../scalar/exp.ts";
import { log as scalarLog, log1p as scalarLog1p } from "../scalar/log.ts";
import { cos as scalarCos, sin as scalarSin, tan as scalarTan } from "../scalar/trigonometric.ts";
import type { DeclaredOperation } from "./definition.ts";
import { unary } from "./elementwise.ts";

export const exp: DeclaredOperation = unary({
  name: "exp",
  family: "elementary",
  takes: "floats",
  summary: "e to the power of each element.",
  formula: "eˣ",
  domain: "Floating-point numbers; values in [0, ∞].",
  convention: "none",
  source: "DLMF 4.2.19, 4.7.1",
  example: "exp(0).item() // => 1",
  scalar: (m, x) => scalarExp(m, x),
  partial: (_, _x, y) => y,
  smooth: [-3, 3],
  points: [
    [0, 1, 1],
    [-0, 1, 1],
    [-Infinity, 0, 0],
    [Infinity, Infinity, Infinity],
    [-746, 0, 0],
    [710, Infinity, Infinity],
    [5e-324, 1, 1],
    [NaN, NaN, NaN],
  ],
});

export const expm1: DeclaredOperation = unary({
  name: "expm1",
  family: "elementary",
  takes: "floats",
  summary: "e to the power of each element, minus 1, exact also near 0.",
  formula: "eˣ - 1",
  domain: "Floating-point numbers; values in [-1, ∞].",
  convention: "none",
  source: "DLMF 4.2.19, 4.7.1",
  example: "expm1(1e-20).item() // => 1e-20",
  scalar: (m, x) => scalarExpm1(m, x),
  // Not y + 1, which has lost everything by x = -40.
  partial: (b, x) => b.exp(x),
  smooth: [-3, 3],
  points: [
    [0, 0, 1],
    [-0, -0, 1],
    [-Infinity, -1, 0],
    [Infinity, Infinity, Infinity],
    [5e-324, 5e-324, 1],
    [NaN, NaN, NaN],
  ],
});

export const log: DeclaredOperation = unary({
  name: "log",
  family: "elementary",
  takes: "floats",
  summary: "Natural logarithm of each element.",
  formula: "ln x",
  domain: "x >= 0; -∞ at 0, NaN below.",
  convention: "none",
  source: "DLMF 4.2.2, 4.7.1",
  example: "log(1).item() // => 0",
  scalar: (m, x) => scalarLog(m, x),
  partial: (b, x) => b.reciprocal(x),
  smooth: [0.2, 3],
  points: [
    [1, 0, 1],
    [0, -Infinity, Infinity],
    [-0, -Infinity, -Infinity],
    [-1, NaN, -1],
    [Infinity, Infinity, 0],
    [NaN, NaN, NaN],
  ],
});

export const log1p: DeclaredOperation = unary({
  name: "log1p",
  family: "elementary",
  takes: "floats",
  summary: "Natural logarithm of 1 plus each element, exact also near 0.",
  formula: "ln(1 + x)",
  domain: "x >= -1; -∞ at -1, NaN below.",
  convention: "none",
  source: "DLMF 4.2.2, 4.7.1",
  example: "log1p(1e-20).item() // => 1e-20",
  scalar: (m, x) => scalarLog1p(m, x),
  partial: (b, x) => b.reciprocal(b.add(b.constant(1, x), x)),
  smooth: [-0.6, 3],
  points: [
    [0, 0, 1],
    [-0, -0, 1],
    [-1, -Infinity, Infinity],
    [-2, NaN, -1],
    [Infinity, Infinity, 0],
    [5e-324, 5e-324, 1],
    [NaN, NaN, NaN],
  ],
});

export const sqrt: DeclaredOperation = unary({
  name: "sqrt",
  family: "elementary",
  takes: "floats",
  summary: "Square root of each element.",
  formula: "√x",
  domain: "x >= 0; NaN below.",
  convention: "The derivative at 0 is ∞, and 0 for a cotangent of exactly 0 (strong zero).",
  source: "IEEE 754-2019, 5.4.1; DLMF 4.2.26",
  example: "sqrt(9).item() // => 3",
  scalar: (m, x) => m.sqrt(x),
  partial: (b, x, y) => b.div(b.constant(0.5, x), y),
  smooth: [0.2, 3],
  points: [
    [4, 2, 0.25],
    [0, 0, Infinity],
    [-0, -0, -Infinity],
    [-1, NaN, NaN],
    [Infinity, Infinity, 0],
    [NaN, NaN, NaN],
  ],
});

export const sin: DeclaredOperation = unary({
  name: "sin",
  family: "elementary",
  takes: "floats",
  summary: "Sine of each element, in radians.",
  formula: "sin x",
  domain: "Finite numbers; values in [-1, 1]; NaN at ±∞.",
  convention: "none",
  source: "DLMF 4.14.1, 4.20.1",
  example: "sin(0).item() // => 0",
  scalar: (m, x) => scalarSin(m, x),
  partial: (b, x) => b.cos(x),
  smooth: [-3, 3],
  points: [
    [0, 0, 1],
    [-0, -0, 1],
    [5e-324, 5e-324, 1],
    [Infinity, NaN, NaN],
    [NaN, NaN, NaN],
  ],
});

export const cos: DeclaredOperation = unary({
  name: "cos",
  family: "elementary",
  takes: "floats",
  summary: "Cosine of each element, in radians.",
  formula: "cos x",
  domain: "Finite numbers; values in [-1, 1]; NaN at ±∞.",
  convention: "none",
  source: "DLMF 4.14.2, 4.20.2",
  example: "cos(0).item() // => 1",
  scalar: (m, x) => scalarCos(m, x),
  partial: (b, x) => b.neg(b.sin(x)),
  smooth: [-3, 3],
  points: [
    [0, 1, -0],
    [-0, 1, 0],
    [5e-324, 1, -5e-324],
    [Infinity, NaN, NaN],
    [NaN, NaN, NaN],
  ],
});

export const tan: DeclaredOperation = unary({
  name: "tan",
  family: "elementary",
  takes: "floats",
  summary: "Tangent of each element, in radians.",
  formula: "tan x",
  domain: "Finite numbers; NaN at ±∞.",
  convention: "none",
  source: "DLMF 4.14.4, 4.20.3",
  example: "tan(0).item() // => 0",
  scalar: (m, x) => scalarTan(m, x),
  partial: (b, x, y) => b.add(b.constant(1, x), b.square(y)),
  smooth: [-1.2, 1.2],
  points: [
    [0, 0, 1],
    [-0, -0, 1],
    [5e-324, 5e-324, 1],
    [Infinity, NaN, NaN],
    [NaN, NaN, NaN],
  ],
});
