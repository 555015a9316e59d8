import { exp2 as scalarExp2 } from "../scalar/exp.ts";
import type { PlainOperation } from "./definition.ts";
import { unary } from "./elementwise.ts";
import { unaryFacts } from "./facts/elementwise-facts.ts";
import type { Facts } from "./facts/facts.ts";
import { mul } from "./mul.ts";

export const exp2: PlainOperation = /* @__PURE__ */ unary({
  name: "exp2",
  family: "elementary",
  takes: "floats",
  scalar: (m, x) => scalarExp2(m, x),
  partial: (b, x, y) => b(mul, b.constant(Math.LN2, x), y),
  isLong: true,
});

export const exp2Facts: Facts = /* @__PURE__ */ unaryFacts(exp2, {
  summary: "2 to the power of each element; whole numbers give powers of two exactly.",
  formula: "2ˣ",
  domain: "Floating-point numbers; values in [0, ∞].",
  convention: "none",
  source: "C99, F.9.3.2; NumPy, numpy.exp2; DLMF 4.2.26",
  example: "exp2([3, -1]).toArray() // => [8, 0.5]",
  smooth: [-3, 3],
  points: [
    [0, 1, 0.6931471805599453],
    [10, 1024, 709.782712893384],
    [-1074, 5e-324, 5e-324],
    [1024, Infinity, Infinity],
    [-2000, 0, 0],
    [Infinity, Infinity, Infinity],
    [-Infinity, 0, 0],
    [NaN, NaN, NaN],
  ],
});
