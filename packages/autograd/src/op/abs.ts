import type { PlainOperation } from "./definition.ts";
import { unary } from "./elementwise.ts";
import { unaryFacts } from "./facts/elementwise-facts.ts";
import type { Facts } from "./facts/facts.ts";
import { sign } from "./sign.ts";

export const abs: PlainOperation = /* @__PURE__ */ unary({
  name: "abs",
  family: "arithmetic",
  takes: "numbers",
  scalar: (m, x) => m.abs(x),
  partial: (b, x) => b(sign, x),
  notation: { around: "|" },
});

export const absFacts: Facts = /* @__PURE__ */ unaryFacts(abs, {
  summary: "The magnitude of the argument.",
  formula: "|x|",
  domain: "All numbers; int32 keeps -2147483648.",
  convention: "The derivative at 0 is 0.",
  source: "DLMF 1.9.10 (real case)",
  example: "abs([-3, 2]).toArray() // => [3, 2]",
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
