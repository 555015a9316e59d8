import type { PlainOperation } from "./definition.ts";
import { over } from "./derivative/over.ts";
import { unary } from "./elementwise.ts";
import { unaryFacts } from "./facts/elementwise-facts.ts";
import type { Facts } from "./facts/facts.ts";
import { mul } from "./mul.ts";

export const rsqrt: PlainOperation = /* @__PURE__ */ unary({
  name: "rsqrt",
  family: "elementary",
  takes: "floats",
  scalar: (m, x) => m.div(m.constant(1), m.sqrt(x)),
  partial: (b, x, y) => [b(mul, b.constant(-0.5, x), y), over(x)],
});

export const rsqrtFacts: Facts = /* @__PURE__ */ unaryFacts(rsqrt, {
  summary: "Reciprocal of the square root of each element.",
  formula: "1 / √x",
  domain: "x > 0; ∞ at 0, NaN below.",
  convention: "The derivative at 0 is -∞, and 0 for a cotangent of exactly 0 (strong zero).",
  source: "JAX, jax.lax.rsqrt; DLMF 4.2.26",
  example: "rsqrt(4).item() // => 0.5",
  smooth: [0.2, 3],
  points: [
    [4, 0.5, -0.0625],
    [1, 1, -0.5],
    [0, Infinity, -Infinity],
    [-0, -Infinity, -Infinity],
    [Infinity, 0, -0],
    [-1, NaN, NaN],
    [NaN, NaN, NaN],
  ],
});
