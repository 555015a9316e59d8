import { cbrt as scalarCbrt } from "../scalar/cbrt.ts";
import type { PlainOperation } from "./definition.ts";
import { div } from "./div.ts";
import { unary } from "./elementwise.ts";
import { unaryFacts } from "./facts/elementwise-facts.ts";
import type { Facts } from "./facts/facts.ts";
import { reciprocal } from "./reciprocal.ts";
import { square } from "./square.ts";

export const cbrt: PlainOperation = /* @__PURE__ */ unary({
  name: "cbrt",
  family: "elementary",
  takes: "floats",
  scalar: (m, x) => scalarCbrt(m, x),
  // The square is taken last: that of 0 would hide from the second derivative that 1 / y is infinite there.
  partial: (b, x, y) => b(div, b(square, b(reciprocal, y)), b.constant(3, x)),
  isLong: true,
});

export const cbrtFacts: Facts = /* @__PURE__ */ unaryFacts(cbrt, {
  summary: "Cube root of each element, of negative ones too; exact for cubes.",
  formula: "∛x",
  domain: "Floating-point numbers.",
  convention: "The derivative at 0 is ∞, and 0 for a cotangent of exactly 0 (strong zero).",
  source: "C99, F.9.4.1; NumPy, numpy.cbrt; DLMF 4.2.26",
  example: "cbrt([27, -8]).toArray() // => [3, -2]",
  smooth: [0.2, 3],
  points: [
    [1, 1, 0.3333333333333333],
    [-8, -2, 0.08333333333333333],
    [0, 0, Infinity],
    [-0, -0, Infinity],
    [Infinity, Infinity, 0],
    [-Infinity, -Infinity, 0],
    [NaN, NaN, NaN],
  ],
});
