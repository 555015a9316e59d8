import { log10 as scalarLog } from "../scalar/log-of-base.ts";
import type { PlainOperation } from "./definition.ts";
import { over } from "./derivative/over.ts";
import { unary } from "./elementwise.ts";
import { unaryFacts } from "./facts/elementwise-facts.ts";
import type { Facts } from "./facts/facts.ts";

export const log10: PlainOperation = /* @__PURE__ */ unary({
  name: "log10",
  family: "elementary",
  takes: "floats",
  scalar: (m, x) => scalarLog(m, x),
  partial: (b, x) => [b.constant(Math.LOG10E, x), over(x)],
  isLong: true,
});

export const log10Facts: Facts = /* @__PURE__ */ unaryFacts(log10, {
  summary: "Logarithm to base 10 of each element; powers of 10 give whole numbers.",
  formula: "log₁₀ x",
  domain: "x >= 0; -∞ at 0, NaN below.",
  convention: "none",
  source: "C99, F.9.3.8; NumPy, numpy.log10; DLMF 4.2.16, 4.7.1",
  example: "log10([1000, 0.1]).toArray() // => [3, -1]",
  smooth: [0.2, 3],
  points: [
    [1, 0, 0.4342944819032518],
    [1e22, 22, 4.342944819032518e-23],
    [0, -Infinity, Infinity],
    [-0, -Infinity, -Infinity],
    [-1, NaN, -0.4342944819032518],
    [Infinity, Infinity, 0],
    [NaN, NaN, NaN],
  ],
});
