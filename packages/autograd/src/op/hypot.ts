import { hypot as scalarHypot } from "../scalar/hypot.ts";
import { equal } from "./comparison.ts";
import type { Builder, PlainOperation } from "./definition.ts";
import { div } from "./div.ts";
import { binary } from "./elementwise.ts";
import { binaryFacts } from "./facts/elementwise-facts.ts";
import type { Facts } from "./facts/facts.ts";
import { where } from "./where.ts";

export const hypot: PlainOperation = /* @__PURE__ */ binary({
  name: "hypot",
  family: "elementary",
  takes: "floats",
  scalar: (m, a, b) => scalarHypot(m, a, b),
  partials: [(b, x1, _, y) => cosine(b, x1, y), (b, _, x2, y) => cosine(b, x2, y)],
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

/** x by the length, and 0 where that is 0. */
function cosine<V>(b: Builder<V>, x: V, y: V): V {
  const none = b.constant(0, x);
  return b(where, b(equal, y, none), none, b(div, x, y));
}
