import { beta as scalarBeta } from "../scalar/beta.ts";
import type { PlainOperation } from "./definition.ts";
import { binary } from "./elementwise.ts";
import { binaryFacts } from "./facts/elementwise-facts.ts";
import type { Facts } from "./facts/facts.ts";
import { neg } from "./neg.ts";
import { digammaStep } from "./polygamma-step.ts";

export const beta: PlainOperation = /* @__PURE__ */ binary({
  name: "beta",
  family: "special",
  takes: "floats",
  scalar: (m, a, b) => scalarBeta(m, a, b),
  partials: [
    (b, x1, x2, y) => [y, b(neg, b(digammaStep, x1, x2))],
    (b, x1, x2, y) => [y, b(neg, b(digammaStep, x2, x1))],
  ],
  isCommutative: true,
  isLong: true,
});

export const betaFacts: Facts = /* @__PURE__ */ binaryFacts(beta, {
  summary: "Euler's beta function, also where gamma functions are out of range.",
  formula: "B(a, b) = Γ(a) Γ(b) / Γ(a + b)",
  domain:
    "Floating-point numbers; NaN where one is negative or infinite. `lbeta` is its logarithm, for values out of range.",
  convention:
    "∞ where one is 0, where the derivative by the other one is 0 if that is not. The mixed second derivative is a difference, of which " +
    "digits are lost where one is small; those of `lbeta` have theirs.",
  source: "DLMF 5.12.1, 5.11.1; SciPy, scipy.special.beta",
  example: "beta([1, 2], 3).toArray() // => [0.3333333333333333, 0.08333333333333333]",
  smooth: [
    [0.5, 4],
    [0.5, 4],
  ],
  points: [
    [1, 1, 1, -1, -1],
    [0.5, 0.5, 3.141592653589793, -4.355172180607204, -4.355172180607204],
    [0, 1, Infinity, -Infinity, 0],
    [1, 0, Infinity, 0, -Infinity],
    [-0, 0, Infinity, -Infinity, -Infinity],
    [1e-200, 1, 1e200, -Infinity, -1.6449340668482264],
    [5e-324, 1, Infinity, -Infinity, -Infinity],
    [511, 511, 3.49015849643728e-309, -2.420901870832585e-309, -2.420901870832585e-309],
    [1e300, 1e300, 0, 0, 0],
    [-1, 2, NaN, NaN, NaN],
    [2, Infinity, NaN, NaN, NaN],
    [NaN, 1, NaN, NaN, NaN],
  ],
});
