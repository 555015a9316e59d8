import { log2 as scalarLog } from "../scalar/log-of-base.ts";
import type { PlainOperation } from "./definition.ts";
import { over } from "./derivative/over.ts";
import { unary } from "./elementwise.ts";
import { unaryFacts } from "./facts/elementwise-facts.ts";
import type { Facts } from "./facts/facts.ts";

export const log2: PlainOperation = /* @__PURE__ */ unary({
  name: "log2",
  family: "elementary",
  takes: "floats",
  scalar: (m, x) => scalarLog(m, x),
  partial: (b, x) => [b.constant(Math.LOG2E, x), over(x)],
  isLong: true,
});

export const log2Facts: Facts = /* @__PURE__ */ unaryFacts(log2, {
  summary: "Logarithm to base 2 of each element; powers of 2 give whole numbers.",
  formula: "log₂ x",
  domain: "x >= 0; -∞ at 0, NaN below.",
  convention: "none",
  source: "C99, F.9.3.10; NumPy, numpy.log2; DLMF 4.2.16, 4.7.1",
  example: "log2([8, 0.5]).toArray() // => [3, -1]",
  smooth: [0.2, 3],
  points: [
    [1, 0, 1.4426950408889634],
    [1024, 10, 0.0014088818758681283],
    [5e-324, -1074, Infinity],
    [0, -Infinity, Infinity],
    [-0, -Infinity, -Infinity],
    [-1, NaN, -1.4426950408889634],
    [Infinity, Infinity, 0],
    [NaN, NaN, NaN],
  ],
});
