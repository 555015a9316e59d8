import {
  inverseMills as scalarInverseMills,
  inverseMillsGap as scalarInverseMillsGap,
  logNormalCdf as scalarLogNormalCdf,
} from "../scalar/log-normal-cdf.ts";
import { add } from "./add.ts";
import { less } from "./comparison.ts";
import type { Builder, PlainOperation } from "./definition.ts";
import { unary } from "./elementwise.ts";
import { unaryFacts } from "./facts/elementwise-facts.ts";
import type { Facts } from "./facts/facts.ts";
import { neg } from "./neg.ts";
import { strongMul } from "./strong-mul.ts";
import { where } from "./where.ts";

export const logNormalCdf: PlainOperation = /* @__PURE__ */ unary({
  name: "logNormalCdf",
  family: "special",
  takes: "floats",
  scalar: (m, x) => scalarLogNormalCdf(m, x),
  partial: (b, x) => b(inverseMills, x),
  isLong: true,
});

export const logNormalCdfFacts: Facts = /* @__PURE__ */ unaryFacts(logNormalCdf, {
  summary:
    "Logarithm of the distribution function of the standard normal distribution, also where that is 0 or 1.",
  formula: "ln Φ(x)",
  domain: "Floating-point numbers; values in [-∞, 0].",
  convention: "none",
  source: "DLMF 7.18.1; SciPy, scipy.special.log_ndtr",
  example: "logNormalCdf([0, Infinity]).toArray() // => [-0.6931471805599453, -0]",
  smooth: [-3, 2],
  points: [
    [0, -0.6931471805599453, 0.7978845608028654],
    [-1e10, -5e19, 1e10],
    [50, -0, 0],
    [Infinity, -0, 0],
    [-Infinity, -Infinity, Infinity],
    [NaN, NaN, NaN],
  ],
});

export const inverseMills: PlainOperation = /* @__PURE__ */ unary({
  name: "inverseMills",
  family: "special",
  takes: "floats",
  scalar: (m, x) => scalarInverseMills(m, x),
  partial: (b, x, y) => fall(b, x, y, b(inverseMillsGap, x)),
  isLong: true,
  isInternal: true,
  notation: { formula: "φ(x) / Φ(x)" },
});

/** The derivative of φ/Φ from what it is and what it exceeds -x by. Far below 0 it is -x, and has no digit else. */
function fall<V>(b: Builder<V>, x: V, ratio: V, gap: V): V {
  const isFar = b(less, x, b.constant(-1000000000, x));
  return b(where, isFar, b.constant(-1, x), b(neg, b(strongMul, ratio, gap)));
}

export const inverseMillsFacts: Facts = /* @__PURE__ */ unaryFacts(inverseMills, {
  summary: "Density of the standard normal distribution divided by its distribution function.",
  formula: "φ(x) / Φ(x)",
  domain: "Floating-point numbers; positive values.",
  convention: "none",
  source: "J. Mills, Biometrika 18 (1926), 395",
  example: "inverseMills(0).item() // => 0.7978845608028654",
  smooth: [-3, 2],
  points: [
    [0, 0.7978845608028654, -0.6366197723675814],
    [-1e10, 1e10, -1],
    [Infinity, 0, -0],
    [-Infinity, Infinity, -1],
    [NaN, NaN, NaN],
  ],
});

export const inverseMillsGap: PlainOperation = /* @__PURE__ */ unary({
  name: "inverseMillsGap",
  family: "special",
  takes: "floats",
  scalar: (m, x) => scalarInverseMillsGap(m, x),
  partial: (b, x, y) => b(add, b.constant(1, x), fall(b, x, b(inverseMills, x), y)),
  isLong: true,
  isInternal: true,
  notation: { formula: "x + φ(x) / Φ(x)" },
});

export const inverseMillsGapFacts: Facts = /* @__PURE__ */ unaryFacts(inverseMillsGap, {
  summary: "What `inverseMills` exceeds -x by, to full relative accuracy.",
  formula: "x + φ(x) / Φ(x)",
  domain: "Floating-point numbers; positive values. Its own derivative has the digits of its two terms.",
  convention: "none",
  source: "J. Mills, Biometrika 18 (1926), 395",
  example: "inverseMillsGap(0).item() // => 0.7978845608028654",
  smooth: [-1, 2],
  points: [
    [0, 0.7978845608028654, 0.3633802276324186],
    [-1e10, 1e-10, 0],
    [Infinity, Infinity, 1],
    [-Infinity, 0, 0],
    [NaN, NaN, NaN],
  ],
});
