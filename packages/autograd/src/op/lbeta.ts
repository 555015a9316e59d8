import { lbeta as scalarLbeta } from "../scalar/lbeta.ts";
import type { PlainOperation } from "./definition.ts";
import { binary } from "./elementwise.ts";
import { binaryFacts } from "./facts/elementwise-facts.ts";
import type { Facts } from "./facts/facts.ts";
import { neg } from "./neg.ts";
import { digammaStep } from "./polygamma-step.ts";

export const lbeta: PlainOperation = /* @__PURE__ */ binary({
  name: "lbeta",
  family: "special",
  takes: "floats",
  scalar: (m, a, b) => scalarLbeta(m, a, b),
  partials: [(b, x1, x2) => b(neg, b(digammaStep, x1, x2)), (b, x1, x2) => b(neg, b(digammaStep, x2, x1))],
  isCommutative: true,
  isLong: true,
});

export const lbetaFacts: Facts = /* @__PURE__ */ binaryFacts(lbeta, {
  summary: "The logarithm of the beta function.",
  formula: "ln (Γ(a) Γ(b) / Γ(a + b))",
  domain: "Floating-point numbers; NaN where one is negative or infinite.",
  convention: "∞ where one is 0, where the derivative by the other one is 0 if that is not.",
  source: "DLMF 5.12.1, 5.11.1; SciPy, scipy.special.betaln",
  example: "lbeta([1, 1, 0], [1, 0, 3]).toArray() // => [0, Infinity, Infinity]",
  smooth: [
    [0.5, 4],
    [0.5, 4],
  ],
  points: [
    [1, 1, 0, -1, -1],
    [0.5, 0.5, 1.1447298858494002, -1.3862943611198908, -1.3862943611198908],
    [0, 1, Infinity, -Infinity, 0],
    [1, 0, Infinity, 0, -Infinity],
    [-0, 0, Infinity, -Infinity, -Infinity],
    [5e-324, 1, 744.4400719213812, -Infinity, -5e-324],
    [1e-20, 1e-36, 82.89306334778564, -10000, -9.999999999999999e35],
    [0.5, 1e-17, 39.14394658089878, -4.93480220054468e-17, -1e17],
    [1e300, 1e300, -1.3862943611198907e300, -0.6931471805599453, -0.6931471805599453],
    [1e308, 1e308, -1.3862943611198907e308, -0.6931471805599453, -0.6931471805599453],
    [1.7e308, 1.7e308, -Infinity, -0.6931471805599453, -0.6931471805599453],
    [-1, 2, NaN, NaN, NaN],
    [2, Infinity, NaN, NaN, NaN],
    [NaN, 1, NaN, NaN, NaN],
  ],
});
