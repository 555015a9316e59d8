import { atan as scalarAtan, atan2 as scalarAtan2 } from "../scalar/atan.ts";
import { abs } from "./abs.ts";
import { add } from "./add.ts";
import { greater } from "./comparison.ts";
import type { PlainOperation } from "./definition.ts";
import { over } from "./derivative/over.ts";
import { div } from "./div.ts";
import { binary, unary } from "./elementwise.ts";
import { binaryFacts, unaryFacts } from "./facts/elementwise-facts.ts";
import type { Facts } from "./facts/facts.ts";
import { hypot } from "./hypot.ts";
import { neg } from "./neg.ts";
import { reciprocal } from "./reciprocal.ts";
import { square } from "./square.ts";
import { where } from "./where.ts";

export const atan: PlainOperation = /* @__PURE__ */ unary({
  name: "atan",
  family: "elementary",
  takes: "floats",
  scalar: (m, x) => scalarAtan(m, x),
  partial: (b, x) => {
    // From here on 1 is nothing beside x², which may be out of range where its reciprocal is not.
    const isFar = b(greater, b(abs, x), b.constant(1073741824, x));
    const one = b.constant(1, x);
    const near = b(add, one, b(square, x));
    return [over(b(where, isFar, x, near)), b(where, isFar, b(reciprocal, x), one)];
  },
  isLong: true,
});

export const atanFacts: Facts = /* @__PURE__ */ unaryFacts(atan, {
  summary: "Arctangent of each element.",
  formula: "y with tan y = x, -π/2 <= y <= π/2",
  domain: "Floating-point numbers; values in [-π/2, π/2].",
  convention: "none",
  source: "DLMF 4.23.3, 4.24.15",
  example: "atan([0, 1]).toArray() // => [0, 0.7853981633974483]",
  smooth: [-3, 3],
  points: [
    [0, 0, 1],
    [-0, -0, 1],
    [1, 0.7853981633974483, 0.5],
    [-1, -0.7853981633974483, 0.5],
    [Infinity, 1.5707963267948966, 0],
    [-Infinity, -1.5707963267948966, 0],
    [1e300, 1.5707963267948966, 0],
    [5e-324, 5e-324, 1],
    [NaN, NaN, NaN],
  ],
});

export const atan2: PlainOperation = /* @__PURE__ */ binary({
  name: "atan2",
  family: "elementary",
  takes: "floats",
  scalar: (m, y, x) => scalarAtan2(m, y, x),
  partials: [
    (b, y, x) => [over(b(hypot, y, x)), b(div, x, b(hypot, y, x))],
    (b, y, x) => [over(b(hypot, y, x)), b(neg, b(div, y, b(hypot, y, x)))],
  ],
  isLong: true,
});

export const atan2Facts: Facts = /* @__PURE__ */ binaryFacts(atan2, {
  summary: "Angle of the point (b, a): the arctangent of a / b in the quadrant of the point.",
  formula: "arg(b + i·a)",
  domain: "Floating-point numbers; values in [-π, π]. Signs of zeros count, as in C99.",
  convention: "No derivative at (0, 0): NaN.",
  source: "C99, F.9.1.4; NumPy, numpy.arctan2",
  example: "atan2([1, 1], [1, -1]).toArray() // => [0.7853981633974483, 2.356194490192345]",
  smooth: [
    [0.2, 3],
    [-3, 3],
  ],
  points: [
    [0, 0, 0, NaN, NaN],
    [-0, 0, -0, NaN, NaN],
    [0, -0, 3.141592653589793, NaN, NaN],
    [-0, -0, -3.141592653589793, NaN, NaN],
    [0, 1, 0, 1, -0],
    [-0, -1, -3.141592653589793, -1, 0],
    [1, 0, 1.5707963267948966, 0, -1],
    [-2, 0, -1.5707963267948966, 0, 0.5],
    [Infinity, Infinity, 0.7853981633974483, 0, 0],
    [Infinity, -Infinity, 2.356194490192345, 0, 0],
    [1, Infinity, 0, 0, 0],
    [1, -Infinity, 3.141592653589793, 0, 0],
    [Infinity, 1, 1.5707963267948966, 0, 0],
    [1e308, 1e308, 0.7853981633974483, 5e-309, -5e-309],
    [5e-324, 1, 5e-324, 1, -5e-324],
    [NaN, 1, NaN, NaN, NaN],
    [1, NaN, NaN, NaN, NaN],
  ],
});
