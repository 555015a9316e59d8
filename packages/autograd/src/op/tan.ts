import { tan as scalarTan } from "../scalar/trigonometric.ts";
import { add } from "./add.ts";
import type { PlainOperation } from "./definition.ts";
import { unary } from "./elementwise.ts";
import { unaryFacts } from "./facts/elementwise-facts.ts";
import type { Facts } from "./facts/facts.ts";
import { square } from "./square.ts";

export const tan: PlainOperation = /* @__PURE__ */ unary({
  name: "tan",
  family: "elementary",
  takes: "floats",
  scalar: (m, x) => scalarTan(m, x),
  partial: (b, x, y) => b(add, b.constant(1, x), b(square, y)),
  isLong: true,
});

export const tanFacts: Facts = /* @__PURE__ */ unaryFacts(tan, {
  summary: "Tangent of each element, in radians.",
  formula: "tan x",
  domain: "Finite numbers; NaN at ±∞.",
  convention: "none",
  source: "DLMF 4.14.4, 4.20.3",
  example: "tan(0).item() // => 0",
  smooth: [-1.2, 1.2],
  points: [
    [0, 0, 1],
    [-0, -0, 1],
    [5e-324, 5e-324, 1],
    [Infinity, NaN, NaN],
    [NaN, NaN, NaN],
  ],
});
