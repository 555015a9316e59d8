import { logit as scalarLogit } from "../scalar/logit.ts";
import type { PlainOperation } from "./definition.ts";
import { unary } from "./elementwise.ts";
import { unaryFacts } from "./facts/elementwise-facts.ts";
import type { Facts } from "./facts/facts.ts";
import { mul } from "./mul.ts";
import { reciprocal } from "./reciprocal.ts";
import { sub } from "./sub.ts";

export const logit: PlainOperation = /* @__PURE__ */ unary({
  name: "logit",
  family: "special",
  takes: "floats",
  scalar: (m, x) => scalarLogit(m, x),
  partial: (b, x) => b(reciprocal, b(mul, x, b(sub, b.constant(1, x), x))),
  isLong: true,
});

export const logitFacts: Facts = /* @__PURE__ */ unaryFacts(logit, {
  summary: "Logarithm of the odds of each element: the inverse of `sigmoid`.",
  formula: "ln(x / (1 - x))",
  domain: "0 <= x <= 1; NaN elsewhere.",
  convention: "none",
  source: "J. Berkson, JASA 39 (1944), 357; SciPy, scipy.special.logit",
  example: "logit([0.5, 1]).toArray() // => [0, Infinity]",
  smooth: [0.1, 0.9],
  points: [
    [0.5, 0, 4],
    [0, -Infinity, Infinity],
    [1, Infinity, Infinity],
    [-1, NaN, -0.5],
    [2, NaN, -0.5],
    [NaN, NaN, NaN],
  ],
});
