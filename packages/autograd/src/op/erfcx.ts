import { erfcx as scalarErfcx, erfcxSlope as scalarErfcxSlope } from "../scalar/erfcx.ts";
import { add } from "./add.ts";
import type { PlainOperation } from "./definition.ts";
import { unary } from "./elementwise.ts";
import { unaryFacts } from "./facts/elementwise-facts.ts";
import type { Facts } from "./facts/facts.ts";
import { mul } from "./mul.ts";
import { strongMul } from "./strong-mul.ts";

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

export const erfcxSlope: PlainOperation = /* @__PURE__ */ unary({
  name: "erfcxSlope",
  family: "special",
  takes: "floats",
  scalar: (m, x) => scalarErfcxSlope(m, x),
  partial: (b, x, y) => b(mul, b.constant(2, x), b(add, b(erfcx, x), b(strongMul, x, y))),
  isLong: true,
  isInternal: true,
  notation: { formula: "2x · erfcx(x) - 2/√π" },
});

export const erfcxSlopeFacts: Facts = /* @__PURE__ */ unaryFacts(erfcxSlope, {
  summary: "Derivative of `erfcx`, to full relative accuracy.",
  formula: "2x · erfcx(x) - 2/√π",
  domain: "Floating-point numbers; negative values. Its own derivative has the digits of its two terms.",
  convention: "none",
  source: "DLMF 7.10.1",
  example: "erfcxSlope(0).item() // => -1.1283791670955126",
  smooth: [-1, 2],
  points: [
    [0, -1.1283791670955126, 2],
    [-0, -1.1283791670955126, 2],
    [Infinity, -0, 0],
    [-Infinity, -Infinity, Infinity],
    [NaN, NaN, NaN],
  ],
});
