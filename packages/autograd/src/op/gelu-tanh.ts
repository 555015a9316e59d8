import { geluTanh as scalarGeluTanh, geluTanhSlope as scalarSlope } from "../scalar/gelu-tanh.ts";
import { add } from "./add.ts";
import type { PlainOperation } from "./definition.ts";
import { unary } from "./elementwise.ts";
import { unaryFacts } from "./facts/elementwise-facts.ts";
import type { Facts } from "./facts/facts.ts";
import { mul } from "./mul.ts";
import { halfTanh, sigmoidSlope } from "./sigmoid.ts";
import { square } from "./square.ts";
import { strongMul } from "./strong-mul.ts";
import { sub } from "./sub.ts";

/** `gelu` with `{ approximate: "tanh" }`. */
export const geluTanh: PlainOperation = /* @__PURE__ */ unary({
  name: "geluTanh",
  family: "special",
  takes: "floats",
  scalar: (m, x) => scalarGeluTanh(m, x),
  partial: (b, x) => b(geluTanhSlope, x),
  isLong: true,
  isInternal: true,
});

const formula = "x · σ(v), v = √(8/π) · (x + 0.044715 x³)";
const source = "D. Hendrycks, K. Gimpel, Gaussian error linear units (2016), section 2";

export const geluTanhFacts: Facts = /* @__PURE__ */ unaryFacts(geluTanh, {
  summary: "The approximation of `gelu` by a hyperbolic tangent, x/2 · (1 + tanh(v / 2)).",
  formula,
  domain: "Floating-point numbers; values from about -0.17 on.",
  convention: "none",
  source,
  example: 'gelu([0, 100], { approximate: "tanh" }).toArray() // => [0, 100]',
  smooth: [-3, 3],
  points: [
    [0, 0, 0.5],
    [-0, -0, 0.5],
    [100, 100, 1],
    [-100, -0, -0],
    [Infinity, Infinity, 1],
    [-Infinity, -0, -0],
    [NaN, NaN, NaN],
  ],
});

export const geluTanhSlope: PlainOperation = /* @__PURE__ */ unary({
  name: "geluTanhSlope",
  family: "special",
  takes: "floats",
  scalar: (m, x) => scalarSlope(m, x),
  // σ′(v) (2 v′ + x v″ - x v′² tanh(v / 2)), where v = a x + c x³.
  partial: (b, x) => {
    const at = (a: number, c: number): typeof x =>
      b(add, b.constant(a, x), b(mul, b.constant(c, x), b(square, x)));
    const v = b(mul, x, at(linear, cubic));
    const rise = b(mul, b(square, at(linear, 3 * cubic)), b(strongMul, x, b(halfTanh, v)));
    return b(strongMul, b(sigmoidSlope, v), b(sub, at(2 * linear, 12 * cubic), rise));
  },
  isLong: true,
  isInternal: true,
  notation: { formula: "σ(v) · (1 + x · v′ · σ(-v))" },
});

/** √(8/π), and 0.044715 times it. */
const linear = 1.5957691216057308;
const cubic = 0.07135481627260025;

export const geluTanhSlopeFacts: Facts = /* @__PURE__ */ unaryFacts(geluTanhSlope, {
  summary: "Derivative of the approximation of `gelu`, to the digits of its larger part.",
  formula: "σ(v) · (1 + x · v′ · σ(-v))",
  domain: "Floating-point numbers; values from about -0.13 to 1.13.",
  convention: "none",
  source,
  example: 'grad((x) => gelu(x, { approximate: "tanh" }))(0).item() // => 0.5',
  smooth: [-0.5, 2],
  points: [
    [0, 0.5, 0.7978845608028654],
    [-0, 0.5, 0.7978845608028654],
    [100, 1, 0],
    [-100, -0, 0],
    [Infinity, 1, 0],
    [-Infinity, -0, 0],
    [NaN, NaN, NaN],
  ],
});
