import { hypot as scalarHypot } from "../scalar/hypot.ts";
import { equal } from "./comparison.ts";
import type { Builder, PlainOperation } from "./definition.ts";
import { div } from "./div.ts";
import { binary } from "./elementwise.ts";
import { binaryFacts } from "./facts/elementwise-facts.ts";
import type { Facts } from "./facts/facts.ts";
import { mul } from "./mul.ts";
import { neg } from "./neg.ts";
import { where } from "./where.ts";

export const hypot: PlainOperation = /* @__PURE__ */ binary({
  name: "hypot",
  family: "elementary",
  takes: "floats",
  scalar: (m, a, b) => scalarHypot(m, a, b),
  partials: [(b, x1, x2) => b(hypotSlope, x1, x2), (b, x1, x2) => b(hypotSlope, x2, x1)],
  isCommutative: true,
});

export const hypotFacts: Facts = /* @__PURE__ */ binaryFacts(hypot, {
  summary: "Length of the vector (a, b), without overflow or underflow on the way.",
  formula: "√(a² + b²)",
  domain: "Floating-point numbers; ∞ if either argument is infinite.",
  convention: "The derivatives at (0, 0) are 0, as those of `norm`.",
  source: "C99, F.9.4.3; NumPy, numpy.hypot",
  example: "hypot(3, 4).item() // => 5",
  smooth: [
    [0.2, 3],
    [-3, 3],
  ],
  points: [
    [3, 4, 5, 0.6, 0.8],
    [-3, -4, 5, -0.6, -0.8],
    [0, 0, 0, 0, 0],
    [-0, 0, 0, 0, 0],
    [0, -2, 2, 0, -1],
    [3e300, 4e300, 5e300, 0.6, 0.8],
    [3e-320, 4e-320, 5e-320, 0.6, 0.8],
    [1.7976931348623157e308, 1.7976931348623157e308, Infinity, 0, 0],
    [Infinity, 1, Infinity, NaN, 0],
    [-Infinity, NaN, Infinity, NaN, NaN],
    [NaN, 1, NaN, NaN, NaN],
  ],
});

export const hypotSlope: PlainOperation = /* @__PURE__ */ binary({
  name: "hypotSlope",
  family: "elementary",
  takes: "floats",
  scalar: (m, a, b) => {
    const length = scalarHypot(m, a, b);
    const none = m.constant(0);
    return m.select(m.eq(length, none), none, m.div(a, length));
  },
  // In one term: the two of a quotient's rule would cancel where one argument is much larger than the other.
  partials: [
    (b, x1, x2) => overLength(b, x1, x2, b(hypotSlope, x2, x1), b(hypotSlope, x2, x1)),
    (b, x1, x2, y) => overLength(b, x1, x2, b(neg, y), b(hypotSlope, x2, x1)),
  ],
  isInternal: true,
  notation: { formula: "a / √(a² + b²)" },
});

export const hypotSlopeFacts: Facts = /* @__PURE__ */ binaryFacts(hypotSlope, {
  summary: "Derivative of `hypot` with respect to its first argument.",
  formula: "a / √(a² + b²)",
  domain: "Floating-point numbers.",
  convention: "0 at (0, 0), and so are its derivatives.",
  source: "C99, F.9.4.3; NumPy, numpy.hypot",
  example: "hypotSlope(3, 4).item() // => 0.6",
  smooth: [
    [0.2, 3],
    [-3, 3],
  ],
  points: [
    [3, 4, 0.6, 0.128, -0.096],
    [-3, -4, -0.6, 0.128, -0.096],
    [0, 0, 0, 0, 0],
    [0, -2, 0, 0.5, 0],
    [1073741824, 1, 1, 8.077935669463161e-28, -8.673617379884035e-19],
    [Infinity, 1, NaN, 0, NaN],
    [NaN, 1, NaN, NaN, NaN],
  ],
});

/** The product of two cosines by the length, which does not underflow on the way; 0 where the length is 0. */
function overLength<V>(b: Builder<V>, x1: V, x2: V, one: V, other: V): V {
  const length = b(hypot, x1, x2);
  const none = b.constant(0, length);
  return b(where, b(equal, length, none), none, b(mul, b(div, one, length), other));
}
