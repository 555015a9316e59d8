import { expm1 as scalarExpm1 } from "../scalar/exp.ts";
import type { PlainOperation } from "./definition.ts";
import { unary } from "./elementwise.ts";
import { exp } from "./exp.ts";
import { unaryFacts } from "./facts/elementwise-facts.ts";
import type { Facts } from "./facts/facts.ts";

export const expm1: PlainOperation = /* @__PURE__ */ unary({
  name: "expm1",
  family: "elementary",
  takes: "floats",
  scalar: (m, x) => scalarExpm1(m, x),
  // Not y + 1, which has lost everything by x = -40.
  partial: (b, x) => b(exp, x),
  isLong: true,
});

export const expm1Facts: Facts = /* @__PURE__ */ unaryFacts(expm1, {
  summary: "e to the power of each element, minus 1, exact also near 0.",
  formula: "eˣ - 1",
  domain: "Floating-point numbers; values in [-1, ∞].",
  convention: "none",
  source: "DLMF 4.2.19, 4.7.1",
  example: "expm1(1e-20).item() // => 1e-20",
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
