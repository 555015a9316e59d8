import type { DeclaredOperation } from "./definition.ts";
import { unary } from "./elementwise.ts";

export const floor: DeclaredOperation = unary({
  name: "floor",
  family: "arithmetic",
  takes: "floats",
  summary: "The largest integer not above the argument.",
  formula: "⌊x⌋",
  domain: "Floating-point numbers.",
  convention: "The derivative is 0 everywhere, also at the jumps.",
  source: "IEEE 754-2019, 5.9",
  example: "floor([1.5, -1.5]).toArray() // => [1, -2]",
  scalar: (m, x) => m.floor(x),
  partial: "zero",
  smooth: [0.1, 0.9],
  points: [
    [1, 1, 0],
    [-0, -0, 0],
    [-0.5, -1, 0],
    [Infinity, Infinity, 0],
    [NaN, NaN, 0],
  ],
});

export const ceil: DeclaredOperation = unary({
  name: "ceil",
  family: "arithmetic",
  takes: "floats",
  summary: "The smallest integer not below the argument.",
  formula: "⌈x⌉",
  domain: "Floating-point numbers.",
  convention: "The derivative is 0 everywhere, also at the jumps.",
  source: "IEEE 754-2019, 5.9",
  example: "ceil([1.5, -1.5]).toArray() // => [2, -1]",
  scalar: (m, x) => m.ceil(x),
  partial: "zero",
  smooth: [0.1, 0.9],
  points: [
    [1, 1, 0],
    [-0.5, -0, 0],
    [5e-324, 1, 0],
    [-Infinity, -Infinity, 0],
    [NaN, NaN, 0],
  ],
});

export const round: DeclaredOperation = unary({
  name: "round",
  family: "arithmetic",
  takes: "floats",
  summary: "The nearest integer; halves go to the even one, as in NumPy.",
  formula: "round-half-even(x)",
  domain: "Floating-point numbers.",
  convention: "The derivative is 0 everywhere, also at the jumps.",
  source: "IEEE 754-2019, 5.9 (roundToIntegralTiesToEven)",
  example: "round([0.5, 1.5, 2.6]).toArray() // => [0, 2, 3]",
  scalar: (m, x) => m.nearest(x),
  partial: "zero",
  smooth: [0.6, 1.4],
  points: [
    [0.5, 0, 0],
    [1.5, 2, 0],
    [-0.5, -0, 0],
    [2.5, 2, 0],
    [2251799813685249.5, 2251799813685250, 0],
    [NaN, NaN, 0],
  ],
});
