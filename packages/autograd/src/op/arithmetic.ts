import { pow as scalarPow } from "../scalar/pow.ts";
import type { Builder } from "./builder.ts";
import type { DeclaredOperation } from "./definition.ts";
import { binary, unary } from "./elementwise.ts";

const rounding = "Rounded once, as IEEE 754 prescribes.";

export const add: DeclaredOperation = binary({
  name: "add",
  family: "arithmetic",
  takes: "numbers",
  summary: "Sum of two arguments, element by element.",
  formula: "a + b",
  domain: `All numbers. ${rounding} int32 wraps around.`,
  convention: "none",
  source: "IEEE 754-2019, 5.4.1",
  example: "add([1, 2], 10).toArray() // => [11, 12]",
  scalar: (m, a, b) => m.add(a, b),
  partials: [(b, x1) => b.constant(1, x1), (b, x1) => b.constant(1, x1)],
  smooth: [
    [-3, 3],
    [-3, 3],
  ],
  points: [
    [-0, -0, -0, 1, 1],
    [-0, 0, 0, 1, 1],
    [1e308, 1e308, Infinity, 1, 1],
    [Infinity, -Infinity, NaN, 1, 1],
    [5e-324, 5e-324, 1e-323, 1, 1],
    [NaN, 1, NaN, 1, 1],
  ],
});

export const sub: DeclaredOperation = binary({
  name: "sub",
  family: "arithmetic",
  takes: "numbers",
  summary: "Difference of two arguments, element by element.",
  formula: "a - b",
  domain: `All numbers. ${rounding} int32 wraps around.`,
  convention: "none",
  source: "IEEE 754-2019, 5.4.1",
  example: "sub([1, 2], 10).toArray() // => [-9, -8]",
  scalar: (m, a, b) => m.sub(a, b),
  partials: [(b, x1) => b.constant(1, x1), (b, x1) => b.constant(-1, x1)],
  smooth: [
    [-3, 3],
    [-3, 3],
  ],
  points: [
    [0, 0, 0, 1, -1],
    [-0, 0, -0, 1, -1],
    [Infinity, Infinity, NaN, 1, -1],
    [5e-324, 1e-323, -5e-324, 1, -1],
    [NaN, 1, NaN, 1, -1],
  ],
});

export const mul: DeclaredOperation = binary({
  name: "mul",
  family: "arithmetic",
  takes: "numbers",
  summary: "Product of two arguments, element by element.",
  formula: "a · b",
  domain: `All numbers. ${rounding} int32 wraps around.`,
  convention: "none",
  source: "IEEE 754-2019, 5.4.1",
  example: "mul([1, 2], 10).toArray() // => [10, 20]",
  scalar: (m, a, b) => m.mul(a, b),
  partials: [(_, _a, b) => b, (_, a) => a],
  smooth: [
    [-3, 3],
    [-3, 3],
  ],
  points: [
    [0, -1, -0, -1, 0],
    [Infinity, 0, NaN, 0, Infinity],
    [1e200, 1e200, Infinity, 1e200, 1e200],
    [5e-324, 0.5, 0, 0.5, 5e-324],
    [NaN, 1, NaN, 1, NaN],
  ],
});

export const div: DeclaredOperation = binary({
  name: "div",
  family: "arithmetic",
  takes: "floats",
  summary: "Quotient of two arguments, element by element.",
  formula: "a / b",
  domain: `Floating-point numbers; b = 0 gives ±∞ or NaN. ${rounding}`,
  convention: "none",
  source: "IEEE 754-2019, 5.4.1",
  example: "div([1, 2], 4).toArray() // => [0.25, 0.5]",
  scalar: (m, a, b) => m.div(a, b),
  partials: [(b, _a, divisor) => b.reciprocal(divisor), (b, _a, divisor, y) => b.neg(b.div(y, divisor))],
  smooth: [
    [-3, 3],
    [0.5, 3],
  ],
  points: [
    [1, 0, Infinity, Infinity, -Infinity],
    [0, 0, NaN, Infinity, NaN],
    [-0, 2, -0, 0.5, 0],
    [1, Infinity, 0, 0, -0],
    [NaN, 1, NaN, 1, NaN],
    [1, 5e-324, Infinity, Infinity, -Infinity],
  ],
});

export const pow: DeclaredOperation = binary({
  name: "pow",
  family: "arithmetic",
  takes: "floats",
  summary: "The first argument raised to the second, element by element.",
  formula: "aᵇ",
  domain:
    "Floating-point numbers; NaN for a < 0 unless b is an integer. pow(x, 0) = pow(1, y) = 1 even for NaN.",
  convention: "∂/∂a is 0 where b = 0, also at a = 0. ∂/∂b is 0 where a = 0 and b >= 0, and NaN where a < 0.",
  source: "C99 F.9.4.4 (special values); DLMF 4.2.26",
  example: "pow([2, 3], 2).toArray() // => [4, 9]",
  scalar: (m, a, b) => scalarPow(m, a, b),
  partials: [
    (b, base, exponent) => b.apply("powSlope", base, exponent),
    (b, base, exponent, y) => {
      const zero = b.constant(0, base);
      const flat = b.logicalAnd(b.equal(base, zero), b.greaterEqual(exponent, zero));
      return b.where(flat, zero, b.mul(y, b.log(base)));
    },
  ],
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

export const maximum: DeclaredOperation = binary({
  name: "maximum",
  family: "arithmetic",
  takes: "numbers",
  summary: "The larger of two arguments, element by element.",
  formula: "max(a, b)",
  domain: "All numbers; NaN if either is NaN; +0 is larger than -0.",
  convention:
    "At a tie each argument receives half of the cotangent; maximum(x, 0) with the number 0 is relu(x).",
  source: "IEEE 754-2019, 9.6 (maximum)",
  example: "maximum([1, 5], [4, 2]).toArray() // => [4, 5]",
  scalar: (m, a, b) => m.max(a, b),
  partials: [
    (b, x1, x2) => chosen(b, b.greater(x1, x2), b.equal(x1, x2), x1),
    (b, x1, x2) => chosen(b, b.greater(x2, x1), b.equal(x1, x2), x1),
  ],
  smooth: [
    [-3, 3],
    [-3, 3],
  ],
  points: [
    [1, 1, 1, 0.5, 0.5],
    [-0, 0, 0, 0.5, 0.5],
    [NaN, 1, NaN, 0, 0],
    [Infinity, 1, Infinity, 1, 0],
    [-Infinity, -Infinity, -Infinity, 0.5, 0.5],
  ],
});

export const minimum: DeclaredOperation = binary({
  name: "minimum",
  family: "arithmetic",
  takes: "numbers",
  summary: "The smaller of two arguments, element by element.",
  formula: "min(a, b)",
  domain: "All numbers; NaN if either is NaN; -0 is smaller than +0.",
  convention: "At a tie each argument receives half of the cotangent.",
  source: "IEEE 754-2019, 9.6 (minimum)",
  example: "minimum([1, 5], [4, 2]).toArray() // => [1, 2]",
  scalar: (m, a, b) => m.min(a, b),
  partials: [
    (b, x1, x2) => chosen(b, b.less(x1, x2), b.equal(x1, x2), x1),
    (b, x1, x2) => chosen(b, b.less(x2, x1), b.equal(x1, x2), x1),
  ],
  smooth: [
    [-3, 3],
    [-3, 3],
  ],
  points: [
    [1, 1, 1, 0.5, 0.5],
    [-0, 0, -0, 0.5, 0.5],
    [NaN, 1, NaN, 0, 0],
    [Infinity, 1, 1, 0, 1],
    [-Infinity, -Infinity, -Infinity, 0.5, 0.5],
  ],
});

export const strongMul: DeclaredOperation = binary({
  name: "strongMul",
  family: "arithmetic",
  takes: "floats",
  summary:
    "Product in which an exact zero annihilates whatever it meets; joins cotangents to local derivatives.",
  formula: "a · b, and 0 where a = 0 or b = 0",
  domain: "Floating-point numbers; 0 · ∞ = 0 · NaN = 0.",
  convention: "Its own derivatives are strong products too, so that zeros hold at every order.",
  source: "docs/conventions.md, strong zeros",
  example: "strongMul([0, 2], [Infinity, 3]).toArray() // => [0, 6]",
  scalar: (m, a, b) => {
    const zero = m.constant(0);
    return m.select(m.or(m.eq(a, zero), m.eq(b, zero)), zero, m.mul(a, b));
  },
  partials: [(_, _a, b) => b, (_, a) => a],
  smooth: [
    [-3, 3],
    [-3, 3],
  ],
  points: [
    [0, Infinity, 0, Infinity, 0],
    [0, NaN, 0, NaN, 0],
    [NaN, 0, 0, 0, NaN],
    [-0, 1, 0, 1, -0],
    [2, Infinity, Infinity, Infinity, 2],
    [5e-324, 0.5, 0, 0.5, 5e-324],
  ],
});

export const neg: DeclaredOperation = unary({
  name: "neg",
  family: "arithmetic",
  takes: "numbers",
  summary: "The argument with the opposite sign.",
  formula: "-x",
  domain: "All numbers.",
  convention: "none",
  source: "IEEE 754-2019, 5.5.1",
  example: "neg([1, -2]).toArray() // => [-1, 2]",
  scalar: (m, x) => m.neg(x),
  partial: (b, x) => b.constant(-1, x),
  smooth: [-3, 3],
  points: [
    [0, -0, -1],
    [-0, 0, -1],
    [Infinity, -Infinity, -1],
    [5e-324, -5e-324, -1],
    [NaN, NaN, -1],
  ],
});

export const square: DeclaredOperation = unary({
  name: "square",
  family: "arithmetic",
  takes: "numbers",
  summary: "The argument times itself.",
  formula: "x²",
  domain: "All numbers; values >= 0 for floating-point arguments.",
  convention: "none",
  source: "DLMF 4.2.26",
  example: "square([3, -2]).toArray() // => [9, 4]",
  scalar: (m, x) => m.mul(x, x),
  partial: (b, x) => b.mul(b.constant(2, x), x),
  smooth: [-3, 3],
  points: [
    [0, 0, 0],
    [-0, 0, -0],
    [-Infinity, Infinity, -Infinity],
    [1e200, Infinity, 2e200],
    [5e-324, 0, 1e-323],
    [NaN, NaN, NaN],
  ],
});

export const reciprocal: DeclaredOperation = unary({
  name: "reciprocal",
  family: "arithmetic",
  takes: "floats",
  summary: "One divided by the argument.",
  formula: "1 / x",
  domain: "Floating-point numbers; ±∞ at ±0.",
  convention: "none",
  source: "IEEE 754-2019, 5.4.1",
  example: "reciprocal([4, -0.5]).toArray() // => [0.25, -2]",
  scalar: (m, x) => m.div(m.constant(1), x),
  partial: (b, _x, y) => b.neg(b.square(y)),
  smooth: [0.5, 3],
  points: [
    [0, Infinity, -Infinity],
    [-0, -Infinity, -Infinity],
    [Infinity, 0, -0],
    [-4, -0.25, -0.0625],
    [NaN, NaN, NaN],
  ],
});

export const abs: DeclaredOperation = unary({
  name: "abs",
  family: "arithmetic",
  takes: "numbers",
  summary: "The magnitude of the argument.",
  formula: "|x|",
  domain: "All numbers; int32 keeps -2147483648.",
  convention: "The derivative at 0 is 0.",
  source: "DLMF 1.9.10 (real case)",
  example: "abs([-3, 2]).toArray() // => [3, 2]",
  scalar: (m, x) => m.abs(x),
  partial: (b, x) => b.sign(x),
  smooth: [0.5, 3],
  points: [
    [0, 0, 0],
    [-0, 0, -0],
    [-2, 2, -1],
    [-Infinity, Infinity, -1],
    [-5e-324, 5e-324, -1],
    [NaN, NaN, NaN],
  ],
});

export const sign: DeclaredOperation = unary({
  name: "sign",
  family: "arithmetic",
  takes: "numbers",
  summary: "-1, 0 or 1 as the argument is negative, zero or positive.",
  formula: "sgn x",
  domain: "All numbers; ±0 and NaN stay what they are.",
  convention: "The derivative is 0 everywhere, also at 0.",
  source: "ECMA-262, Math.sign",
  example: "sign([-3, 0, 2]).toArray() // => [-1, 0, 1]",
  scalar: (m, x) => {
    const zero = m.constant(0);
    return m.select(m.gt(x, zero), m.constant(1), m.select(m.lt(x, zero), m.constant(-1), x));
  },
  partial: "zero",
  smooth: [0.5, 3],
  points: [
    [0, 0, 0],
    [-0, -0, 0],
    [-5e-324, -1, 0],
    [Infinity, 1, 0],
    [NaN, NaN, 0],
  ],
});

/** 1 where the argument was chosen, ½ at a tie, 0 elsewhere. */
function chosen<V>(b: Builder<V>, strictly: V, tie: V, like: V): V {
  const zero = b.constant(0, like);
  return b.where(strictly, b.constant(1, like), b.where(tie, b.constant(0.5, like), zero));
}
