import { normalLogQuantile as scalarQuantile } from "../scalar/normal-log-quantile.ts";
import type { PlainOperation } from "./definition.ts";
import { unary } from "./elementwise.ts";
import { unaryFacts } from "./facts/elementwise-facts.ts";
import type { Facts } from "./facts/facts.ts";
import { inverseMills } from "./normal-log-cdf.ts";
import { reciprocal } from "./reciprocal.ts";

/** The inverse of `logNormalCdf` at ln ½ and below: what truncated normal numbers are drawn with, from one end or the other. */
export const normalLogQuantile: PlainOperation = /* @__PURE__ */ unary({
  name: "normalLogQuantile",
  family: "special",
  takes: "floats",
  scalar: (m, x) => scalarQuantile(m, x),
  partial: (b, _, y) => b(reciprocal, b(inverseMills, y)),
  isLong: true,
  isInternal: true,
});

export const normalLogQuantileFacts: Facts = /* @__PURE__ */ unaryFacts(normalLogQuantile, {
  summary: "The number below which a standard normal number is with a probability whose logarithm is given.",
  formula: "z with ln Φ(z) = x",
  domain: "Floating-point numbers up to ln ½; values up to 0.",
  convention: "none",
  source: "M. Abramowitz, I. Stegun, 26.2.23; SciPy, scipy.special.ndtri_exp",
  example: "truncatedNormal(key(1), [], { low: 50 }).item() // => 50.0…",
  smooth: [-20, -1],
  points: [
    [-Infinity, -Infinity, 0],
    [NaN, NaN, NaN],
  ],
});
