import { log as scalarLog } from "../scalar/log.ts";
import type { PlainOperation } from "./definition.ts";
import { over } from "./derivative/over.ts";
import { unary } from "./elementwise.ts";
import { unaryFacts } from "./facts/elementwise-facts.ts";
import type { Facts } from "./facts/facts.ts";

export const log: PlainOperation = /* @__PURE__ */ unary({
  name: "log",
  family: "elementary",
  takes: "floats",
  scalar: (m, x) => scalarLog(m, x),
  partial: (_, x) => over(x),
  isLong: true,
});

export const logFacts: Facts = /* @__PURE__ */ unaryFacts(log, {
  summary: "Natural logarithm of each element.",
  formula: "ln x",
  domain: "x >= 0; -∞ at 0, NaN below.",
  convention: "none",
  source: "DLMF 4.2.2, 4.7.1",
  example: "log(1).item() // => 0",
  smooth: [0.2, 3],
  points: [
    [1, 0, 1],
    [0, -Infinity, Infinity],
    [-0, -Infinity, -Infinity],
    [-1, NaN, -1],
    [Infinity, Infinity, 0],
    [NaN, NaN, NaN],
  ],
});
