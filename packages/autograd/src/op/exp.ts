import { exp as scalarExp } from "../scalar/exp.ts";
import type { PlainOperation } from "./definition.ts";
import { unary } from "./elementwise.ts";
import { unaryFacts } from "./facts/elementwise-facts.ts";
import type { Facts } from "./facts/facts.ts";

export const exp: PlainOperation = /* @__PURE__ */ unary({
  name: "exp",
  family: "elementary",
  takes: "floats",
  scalar: (m, x) => scalarExp(m, x),
  partial: (_, _x, y) => y,
  isLong: true,
});

export const expFacts: Facts = /* @__PURE__ */ unaryFacts(exp, {
  summary: "e to the power of each element.",
  formula: "eˣ",
  domain: "Floating-point numbers; values in [0, ∞].",
  convention: "none",
  source: "DLMF 4.2.19, 4.7.1",
  example: "exp(0).item() // => 1",
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
