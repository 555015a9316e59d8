import type { PlainOperation } from "./definition.ts";
import { unary } from "./elementwise.ts";
import { unaryFacts } from "./facts/elementwise-facts.ts";
import type { Facts } from "./facts/facts.ts";

export const sign: PlainOperation = /* @__PURE__ */ unary({
  name: "sign",
  family: "arithmetic",
  takes: "numbers",
  scalar: (m, x) => {
    const zero = m.constant(0);
    return m.select(m.gt(x, zero), m.constant(1), m.select(m.lt(x, zero), m.constant(-1), x));
  },
  partial: "zero",
});

export const signFacts: Facts = /* @__PURE__ */ unaryFacts(sign, {
  summary: "-1, 0 or 1 as the argument is negative, zero or positive.",
  formula: "sgn x",
  domain: "All numbers; ±0 and NaN stay what they are.",
  convention: "The derivative is 0 everywhere, also at 0.",
  source: "ECMA-262, Math.sign",
  example: "sign([-3, 0, 2]).toArray() // => [-1, 0, 1]",
  smooth: [0.5, 3],
  points: [
    [0, 0, 0],
    [-0, -0, 0],
    [-5e-324, -1, 0],
    [Infinity, 1, 0],
    [NaN, NaN, 0],
  ],
});
