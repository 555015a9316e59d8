import { log1p as scalarLog1p } from "../scalar/log.ts";
import { add } from "./add.ts";
import type { PlainOperation } from "./definition.ts";
import { over } from "./derivative/over.ts";
import { unary } from "./elementwise.ts";
import { unaryFacts } from "./facts/elementwise-facts.ts";
import type { Facts } from "./facts/facts.ts";

export const log1p: PlainOperation = /* @__PURE__ */ unary({
  name: "log1p",
  family: "elementary",
  takes: "floats",
  scalar: (m, x) => scalarLog1p(m, x),
  partial: (b, x) => over(b(add, b.constant(1, x), x)),
  isLong: true,
});

export const log1pFacts: Facts = /* @__PURE__ */ unaryFacts(log1p, {
  summary: "Natural logarithm of 1 plus each element, exact also near 0.",
  formula: "ln(1 + x)",
  domain: "x >= -1; -∞ at -1, NaN below.",
  convention: "none",
  source: "DLMF 4.2.2, 4.7.1",
  example: "log1p(1e-20).item() // => 1e-20",
  smooth: [-0.6, 3],
  points: [
    [0, 0, 1],
    [-0, -0, 1],
    [-1, -Infinity, Infinity],
    [-2, NaN, -1],
    [Infinity, Infinity, 0],
    [5e-324, 5e-324, 1],
    [NaN, NaN, NaN],
  ],
});
