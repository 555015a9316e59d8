import { logaddexp as scalarLogaddexp } from "../scalar/softplus.ts";
import { abs } from "./abs.ts";
import { equal, greater } from "./comparison.ts";
import type { Builder, PlainOperation } from "./definition.ts";
import { binary } from "./elementwise.ts";
import { binaryFacts } from "./facts/elementwise-facts.ts";
import type { Facts } from "./facts/facts.ts";
import { logicalAnd } from "./logical.ts";
import { sigmoid } from "./sigmoid.ts";
import { sub } from "./sub.ts";
import { where } from "./where.ts";

export const logaddexp: PlainOperation = /* @__PURE__ */ binary({
  name: "logaddexp",
  family: "special",
  takes: "floats",
  scalar: (m, a, b) => scalarLogaddexp(m, a, b),
  partials: [(b, x1, x2) => share(b, x1, x2), (b, x1, x2) => share(b, x2, x1)],
  isCommutative: true,
  isLong: true,
});

export const logaddexpFacts: Facts = /* @__PURE__ */ binaryFacts(logaddexp, {
  summary: "Logarithm of the sum of the exponentials of two arguments, without overflow.",
  formula: "ln(eᵃ + eᵇ)",
  domain: "Floating-point numbers.",
  convention: "Of two infinities: ½ each at ∞, 0 at -∞, as `logsumexp` has it there.",
  source: "NumPy, numpy.logaddexp",
  example: "logaddexp(1000, 1000).item() // => 1000.6931471805599",
  smooth: [
    [-3, 3],
    [-3, 3],
  ],
  points: [
    [0, 0, 0.6931471805599453, 0.5, 0.5],
    [1000, 1000, 1000.6931471805599, 0.5, 0.5],
    [1000, -1000, 1000, 1, 0],
    [-1000, 1000, 1000, 0, 1],
    [-Infinity, 2, 2, 0, 1],
    [2, -Infinity, 2, 1, 0],
    [Infinity, 2, Infinity, 1, 0],
    [2, Infinity, Infinity, 0, 1],
    [Infinity, Infinity, Infinity, 0.5, 0.5],
    [-Infinity, -Infinity, -Infinity, 0, 0],
    [Infinity, -Infinity, Infinity, 1, 0],
    [NaN, 1, NaN, NaN, NaN],
  ],
});

/** The part of the sum eᵃ + eᵇ that eᵃ is. */
export function share<V>(b: Builder<V>, x1: V, x2: V): V {
  const areInfinite = b(logicalAnd, b(equal, x1, x2), b(equal, b(abs, x1), b.constant(Infinity, x1)));
  const none = b.constant(0, x1);
  const limit = b(where, b(greater, x1, none), b.constant(0.5, x1), none);
  return b(where, areInfinite, limit, b(sigmoid, b(sub, x1, x2)));
}
