import { erfcx as scalarErfcx, erfcxSlope as scalarErfcxSlope } from "../scalar/erfcx.ts";
import { add } from "./add.ts";
import { greater } from "./comparison.ts";
import type { PlainOperation } from "./definition.ts";
import { unary } from "./elementwise.ts";
import { unaryFacts } from "./facts/elementwise-facts.ts";
import type { Facts } from "./facts/facts.ts";
import { powerSeries } from "./far-series.ts";
import { mul } from "./mul.ts";
import { reciprocal } from "./reciprocal.ts";
import { strongMul } from "./strong-mul.ts";
import { where } from "./where.ts";

export const erfcx: PlainOperation = /* @__PURE__ */ unary({
  name: "erfcx",
  family: "special",
  takes: "floats",
  scalar: (m, x) => scalarErfcx(m, x),
  partial: (b, x) => b(erfcxSlope, x),
  isLong: true,
});

export const erfcxFacts: Facts = /* @__PURE__ */ unaryFacts(erfcx, {
  summary: "Scaled complementary error function, which has digits where `erfc` is 0.",
  formula: "exp(x²) · erfc(x)",
  domain: "Floating-point numbers; positive values; ∞ below about -26.6.",
  convention: "none",
  source: "DLMF 7.2.3; M. Shepherd, J. Laframboise, Math. Comp. 36 (1981), 249; SciPy, scipy.special.erfcx",
  example: "erfcx([0, Infinity]).toArray() // => [1, 0]",
  smooth: [-1, 2],
  points: [
    [0, 1, -1.1283791670955126],
    [-0, 1, -1.1283791670955126],
    [-30, Infinity, -Infinity],
    [Infinity, 0, -0],
    [-Infinity, Infinity, -Infinity],
    [NaN, NaN, NaN],
  ],
});

/** Of x³ times the second derivative, by 1 / x²: (-1)ⁿ (2n - 1)!! (2n + 1) (2n + 2) / (2ⁿ √π). DLMF 7.12.1, derived twice. */
const bends: readonly number[] = [
  1.1283791670955126, -3.385137501286538, 12.694265629824516, -59.23990627251441, 333.22447278289354,
  -2199.2815203670975, 16677.884862783823, -142953.29882386135, 1366990.920003174, -14429348.600033503,
  166658976.33038697, -2090812612.1448548, 28313087456.12824,
];

export const erfcxSlope: PlainOperation = /* @__PURE__ */ unary({
  name: "erfcxSlope",
  family: "special",
  takes: "floats",
  scalar: (m, x) => scalarErfcxSlope(m, x),
  partial: (b, x, y) => {
    const near = b(mul, b.constant(2, x), b(add, b(erfcx, x), b(strongMul, x, y)));
    const part = b(reciprocal, x);
    const square = b(mul, part, part);
    const far = b(mul, b(mul, square, part), powerSeries(b, square, bends));
    return b(where, b(greater, x, b.constant(11, x)), far, near);
  },
  isLong: true,
  isInternal: true,
  notation: { formula: "2x · erfcx(x) - 2/√π" },
});

export const erfcxSlopeFacts: Facts = /* @__PURE__ */ unaryFacts(erfcxSlope, {
  summary: "Derivative of `erfcx`, to full relative accuracy.",
  formula: "2x · erfcx(x) - 2/√π",
  domain:
    "Floating-point numbers; negative values. Its own derivative has the digits of its two terms up to 11, and all beyond.",
  convention: "none",
  source: "DLMF 7.10.1",
  example: "erfcxSlope(0).item() // => -1.1283791670955126",
  smooth: [-1, 2],
  points: [
    [0, -1.1283791670955126, 2],
    [-0, -1.1283791670955126, 2],
    [11.0078125, -0.004599625310147182, 0.0008256439734675066],
    [12, -0.003877862738062271, 0.0006397363162930207],
    [Infinity, -0, 0],
    [-Infinity, -Infinity, Infinity],
    [NaN, NaN, NaN],
  ],
});
