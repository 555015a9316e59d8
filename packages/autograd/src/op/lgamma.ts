import { lgamma as scalarLgamma } from "../scalar/lgamma.ts";
import type { PlainOperation } from "./definition.ts";
import { unary } from "./elementwise.ts";
import { unaryFacts } from "./facts/elementwise-facts.ts";
import type { Facts } from "./facts/facts.ts";
import { digamma } from "./polygamma.ts";

export const lgamma: PlainOperation = /* @__PURE__ */ unary({
  name: "lgamma",
  family: "special",
  takes: "floats",
  scalar: (m, x) => scalarLgamma(m, x),
  partial: (b, x) => b(digamma, x),
  isLong: true,
});

export const lgammaFacts: Facts = /* @__PURE__ */ unaryFacts(lgamma, {
  summary: "Logarithm of the magnitude of the gamma function, which for whole x is that of (x - 1)!.",
  formula: "ln |Γ(x)|",
  domain: "Floating-point numbers; values from about -0.12 on for x > 0.",
  convention: "∞ at 0 and at negative integers, where the derivative is that of `digamma`.",
  source: "DLMF 5.2.1, 5.11.1, 5.5.3; SciPy, scipy.special.gammaln",
  example: "lgamma([1, 171]).toArray() // => [0, 706.5730622457874]",
  smooth: [0.5, 4],
  points: [
    [1, 0, -0.5772156649015329],
    [2, 0, 0.42278433509846713],
    [0, Infinity, -Infinity],
    [-0, Infinity, Infinity],
    [-1, Infinity, NaN],
    [-0.5, 1.2655121234846454, 0.03648997397857652],
    [9.332636185032189e-302, 693.14718055994535, -1.0715086071862673e301],
    [1e308, Infinity, 709.1962086421661],
    [Infinity, Infinity, Infinity],
    [-Infinity, Infinity, NaN],
    [NaN, NaN, NaN],
  ],
});
