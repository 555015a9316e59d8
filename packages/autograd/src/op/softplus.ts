import { softplus as scalarSoftplus } from "../scalar/softplus.ts";
import type { PlainOperation } from "./definition.ts";
import { unary } from "./elementwise.ts";
import { unaryFacts } from "./facts/elementwise-facts.ts";
import type { Facts } from "./facts/facts.ts";
import { sigmoid } from "./sigmoid.ts";

export const softplus: PlainOperation = /* @__PURE__ */ unary({
  name: "softplus",
  family: "special",
  takes: "floats",
  scalar: (m, x) => scalarSoftplus(m, x),
  partial: (b, x) => b(sigmoid, x),
  isLong: true,
});

export const softplusFacts: Facts = /* @__PURE__ */ unaryFacts(softplus, {
  summary: "Smooth form of relu, exact also for large arguments.",
  formula: "ln(1 + eˣ)",
  domain: "Floating-point numbers; values in [0, ∞].",
  convention: "none",
  source: "DLMF 4.2.2, 4.7.1",
  example: "softplus(1000).item() // => 1000",
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
