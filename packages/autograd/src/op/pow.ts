import { pow as scalarPow, powSlope as scalarPowSlope } from "../scalar/pow.ts";
import { add } from "./add.ts";
import { equal, greaterEqual } from "./comparison.ts";
import type { PlainOperation } from "./definition.ts";
import { binary } from "./elementwise.ts";
import { binaryFacts } from "./facts/elementwise-facts.ts";
import type { Facts } from "./facts/facts.ts";
import { log } from "./log.ts";
import { logicalAnd } from "./logical.ts";
import { mul } from "./mul.ts";
import { strongMul } from "./strong-mul.ts";
import { sub } from "./sub.ts";
import { where } from "./where.ts";

export const pow: PlainOperation = /* @__PURE__ */ binary({
  name: "pow",
  family: "arithmetic",
  takes: "floats",
  scalar: (m, a, b) => scalarPow(m, a, b),
  partials: [
    (b, base, exponent) => b(powSlope, base, exponent),
    (b, base, exponent, y) => {
      const zero = b.constant(0, base);
      const flat = b(logicalAnd, b(equal, base, zero), b(greaterEqual, exponent, zero));
      return b(where, flat, zero, b(mul, y, b(log, base)));
    },
  ],
  notation: "power",
  isLong: true,
});

export const powFacts: Facts = /* @__PURE__ */ binaryFacts(pow, {
  summary: "The first argument raised to the second, element by element.",
  formula: "aᵇ",
  domain:
    "Floating-point numbers; NaN for a < 0 unless b is an integer. pow(x, 0) = pow(1, y) = 1 even for NaN.",
  convention: "∂/∂a is 0 where b = 0, also at a = 0. ∂/∂b is 0 where a = 0 and b >= 0, and NaN where a < 0.",
  source: "C99 F.9.4.4 (special values); DLMF 4.2.26",
  example: "pow([2, 3], 2).toArray() // => [4, 9]",
  smooth: [
    [0.2, 3],
    [-2, 3],
  ],
  points: [
    [0, 0, 1, 0, 0],
    [0, 0.5, 0, Infinity, 0],
    [0, 1, 0, 1, 0],
    [0, 2, 0, 0, 0],
    [0, 3, 0, 0, 0],
    [0, -1, Infinity, -Infinity, -Infinity],
    [-2, 0, 1, 0, NaN],
    [-2, 2, 4, -4, NaN],
    [-2, 3, -8, 12, NaN],
    [-2, 0.5, NaN, NaN, NaN],
    [1, NaN, 1, NaN, 0],
    [NaN, 0, 1, 0, NaN],
    [Infinity, 0.5, Infinity, 0, Infinity],
  ],
});

export const powSlope: PlainOperation = /* @__PURE__ */ binary({
  name: "powSlope",
  family: "special",
  takes: "floats",
  scalar: (m, a, b) => scalarPowSlope(m, a, b),
  partials: [
    (b, base, exponent) =>
      b(strongMul, exponent, b(powSlope, base, b(sub, exponent, b.constant(1, exponent)))),
    (b, base, exponent, y) => {
      const zero = b.constant(0, base);
      const one = b.constant(1, exponent);
      const flat = b(logicalAnd, b(equal, base, zero), b(greaterEqual, exponent, one));
      const growth = b(where, flat, zero, b(strongMul, y, b(log, base)));
      return b(add, b(pow, base, b(sub, exponent, one)), growth);
    },
  ],
  notation: { formula: "b · a^(b - 1)" },
  isLong: true,
  stepsOf: pow,
  isInternal: true,
});

export const powSlopeFacts: Facts = /* @__PURE__ */ binaryFacts(powSlope, {
  summary: "Derivative of a power with respect to its base, to full relative accuracy.",
  formula: "b · a^(b - 1)",
  domain: "Floating-point numbers; NaN for a < 0 unless b is an integer.",
  convention: "0 where b = 0; its derivative with respect to b is that of pow, with b - 1 for b.",
  source: "DLMF 4.2.26",
  example: "powSlope(3, 2).item() // => 6",
  smooth: [
    [0.2, 3],
    [-2, 3],
  ],
  points: [
    [0, 0, 0, 0, Infinity],
    [0, 0.5, Infinity, -Infinity, NaN],
    [0, 1, 1, 0, 1],
    [0, 3, 0, 0, 0],
    [-2, 2, -4, 2, NaN],
    [-2, 3, 12, -12, NaN],
    [-2, 0.5, NaN, NaN, NaN],
    [1, NaN, NaN, NaN, 1],
    [NaN, 0, 0, 0, NaN],
    [NaN, 1, 1, 0, NaN],
    [0.5, Infinity, 0, 0, 0],
    [2, -Infinity, -0, 0, 0],
    [Infinity, 0.5, 0, 0, 0],
  ],
});
