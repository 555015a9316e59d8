import {
  besselOf as scalarBessel,
  scaledBesselOf as scalarScaled,
  scaledBessel0Slope,
  scaledBessel1Slope,
} from "../scalar/bessel.ts";
import { abs } from "./abs.ts";
import { add } from "./add.ts";
import type { Builder, PlainOperation } from "./definition.ts";
import { div } from "./div.ts";
import { unary } from "./elementwise.ts";
import { unaryFacts } from "./facts/elementwise-facts.ts";
import type { Facts } from "./facts/facts.ts";
import { farther, powerSeries } from "./far-series.ts";
import { mul } from "./mul.ts";
import { neg } from "./neg.ts";
import { reciprocal } from "./reciprocal.ts";
import { sign } from "./sign.ts";
import { sqrt } from "./sqrt.ts";
import { sub } from "./sub.ts";

const known: Map<number, PlainOperation> = /* @__PURE__ */ new Map();
const knownScaled: Map<number, PlainOperation> = /* @__PURE__ */ new Map();

/** The modified Bessel function of the first kind of an order: those of neighbouring orders make its derivative, so that none is the last. */
function besselOf(order: number): PlainOperation {
  let op = known.get(order);
  if (op === undefined) known.set(order, (op = ofOrder(order)));
  return op;
}

/** The same times e^-|x|. */
function scaledOf(order: number): PlainOperation {
  let op = knownScaled.get(order);
  if (op === undefined) knownScaled.set(order, (op = scaledOfOrder(order)));
  return op;
}

function ofOrder(order: number): PlainOperation {
  const scalar = scalarBessel(order);
  return unary({
    name: `i${order}`,
    family: "special",
    takes: "floats",
    scalar: (m, x) => scalar(m, x),
    partial: (b, x) => {
      if (order === 0) return b(besselOf(1), x);
      // Halves of both, since their sum may be out of range.
      const half = b.constant(0.5, x);
      return b(add, b(mul, half, b(besselOf(order - 1), x)), b(mul, half, b(besselOf(order + 1), x)));
    },
    isLong: true,
    isInternal: order > 1,
  });
}

function scaledOfOrder(order: number): PlainOperation {
  const scalar = scalarScaled(order);
  return unary({
    name: `i${order}e`,
    family: "special",
    takes: "floats",
    scalar: (m, x) => scalar(m, x),
    partial: (b, x, y) => {
      if (order === 0) return b(i0eSlope, x);
      if (order === 1) return b(i1eSlope, x);
      const sum = b(add, b(scaledOf(order - 1), x), b(scaledOf(order + 1), x));
      return b(sub, b(mul, b.constant(0.5, x), sum), b(mul, b(sign, x), y));
    },
    isLong: true,
    isInternal: order > 1,
  });
}

/** What the differential equation divides by |x|, where that does not enlarge anything; near 0 another form; far out a series. */
function outside<V>(b: Builder<V>, x: V, far: V, near: V, bends: readonly number[]): V {
  const part = b(reciprocal, b(abs, x));
  const power = b(mul, b(mul, part, part), b(sqrt, part));
  const farthest = b(mul, power, powerSeries(b, part, bends));
  return farther(b, x, 60, farthest, farther(b, x, 1.5, far, near));
}

/**
 * Of |x|^(5/2) times second derivatives of `i0e` and `i1e`, by 1 / |x|: aₖ(ν) (-1)ᵏ (k + 1/2) (k + 3/2) / √(2π). DLMF 10.40.1, derived
 * twice.
 */
const bends0: readonly number[] = [
  0.2992067103010745, 0.18700419393817158, 0.24544300454385018, 0.4602056335197191, 1.107369805656824,
  3.2390566815462103, 11.134257342815099, 43.94055129932387, 195.6727675048016, 970.2108055446413,
  5299.776525287603,
];
const bends1: readonly number[] = [
  0.2992067103010745, -0.5610125818145147, -0.4090716742397503, -0.6442878869276067, -1.4237611787016309,
  -3.958847055223146, -13.15866776878148, -50.700636114604464, -221.76246983877516, -1084.3532532557756,
];

export const i0: PlainOperation = /* @__PURE__ */ besselOf(0);

export const i0Facts: Facts = /* @__PURE__ */ unaryFacts(i0, {
  summary: "Modified Bessel function of the first kind of order 0.",
  formula: "I₀(x) = 1/π · ∫₀^π exp(x cos t) dt",
  domain: "Floating-point numbers; values from 1 on, ∞ from about 713.99 on.",
  convention: "none",
  source: "DLMF 10.25.2, 10.29.3; SciPy, scipy.special.i0",
  example: "i0([0, 2]).toArray() // => [1, 2.2795853023360673]",
  smooth: [-3, 3],
  points: [
    [0, 1, 0],
    [-0, 1, -0],
    [1e-200, 1, 5e-201],
    [1e4, Infinity, Infinity],
    [Infinity, Infinity, Infinity],
    [-Infinity, Infinity, -Infinity],
    [NaN, NaN, NaN],
  ],
});

export const i1: PlainOperation = /* @__PURE__ */ besselOf(1);

export const i1Facts: Facts = /* @__PURE__ */ unaryFacts(i1, {
  summary: "Modified Bessel function of the first kind of order 1, the derivative of `i0`.",
  formula: "I₁(x) = 1/π · ∫₀^π exp(x cos t) cos t dt",
  domain: "Floating-point numbers; ±∞ from about ±713.99 on.",
  convention: "none",
  source: "DLMF 10.25.2, 10.29.1; SciPy, scipy.special.i1",
  example: "i1([0, 1]).toArray() // => [0, 0.565159103992485]",
  smooth: [-3, 3],
  points: [
    [0, 0, 0.5],
    [-0, -0, 0.5],
    [1e-200, 5e-201, 0.5],
    [-1e4, -Infinity, Infinity],
    [Infinity, Infinity, Infinity],
    [-Infinity, -Infinity, Infinity],
    [NaN, NaN, NaN],
  ],
});

export const i2: PlainOperation = /* @__PURE__ */ besselOf(2);

export const i2Facts: Facts = /* @__PURE__ */ unaryFacts(i2, {
  summary: "Modified Bessel function of the first kind of order 2, a part of the derivative of `i1`.",
  formula: "I₂(x)",
  domain: "Floating-point numbers; values from 0 on.",
  convention: "none",
  source: "DLMF 10.25.2, 10.29.1",
  example: "grad((x) => i1(x))(0).item() // => 0.5",
  smooth: [-3, 3],
  points: [
    [0, 0, 0],
    [Infinity, Infinity, Infinity],
    [-Infinity, Infinity, -Infinity],
    [NaN, NaN, NaN],
  ],
});

export const i0e: PlainOperation = /* @__PURE__ */ scaledOf(0);

export const i0eFacts: Facts = /* @__PURE__ */ unaryFacts(i0e, {
  summary: "`i0` times exp(-|x|), which neither overflows nor vanishes.",
  formula: "exp(-|x|) · I₀(x)",
  domain: "Floating-point numbers; values in [0, 1].",
  convention: "0 at 0, where the slopes of both sides are 1 and -1.",
  source: "DLMF 10.25.2, 10.40.1; SciPy, scipy.special.i0e",
  example: "i0e([0, 100]).toArray() // => [1, 0.03994437929909668]",
  smooth: [0.2, 4],
  points: [
    [0, 1, 0],
    [-0, 1, 0],
    [1e-200, 1, -1],
    [-1e-200, 1, 1],
    [Infinity, 0, -0],
    [-Infinity, 0, 0],
    [NaN, NaN, NaN],
  ],
});

export const i1e: PlainOperation = /* @__PURE__ */ scaledOf(1);

export const i1eFacts: Facts = /* @__PURE__ */ unaryFacts(i1e, {
  summary: "`i1` times exp(-|x|), which neither overflows nor vanishes.",
  formula: "exp(-|x|) · I₁(x)",
  domain: "Floating-point numbers; values from about -0.22 to 0.22.",
  convention: "none",
  source: "DLMF 10.25.2, 10.40.1; SciPy, scipy.special.i1e",
  example: "i1e([0, 100]).toArray() // => [0, 0.03974415302513025]",
  smooth: [0.2, 4],
  points: [
    [0, 0, 0.5],
    [-0, -0, 0.5],
    [1e-200, 5e-201, 0.5],
    [Infinity, 0, -0],
    [-Infinity, -0, -0],
    [NaN, NaN, NaN],
  ],
});

export const i2e: PlainOperation = /* @__PURE__ */ scaledOf(2);

export const i2eFacts: Facts = /* @__PURE__ */ unaryFacts(i2e, {
  summary:
    "Modified Bessel function of the first kind of order 2 times exp(-|x|), a part of second derivatives near 0.",
  formula: "exp(-|x|) · I₂(x)",
  domain: "Floating-point numbers; values in [0, 1]. Its own derivative has the digits of its terms.",
  convention: "none",
  source: "DLMF 10.25.2, 10.29.1",
  example: "i1e(0).item() // => 0",
  smooth: [0.2, 4],
  points: [
    [0, 0, 0],
    [-0.5, 0.01935205770966328, -0.059660514636555306],
    [-3, 0.11178254529695819, -0.01052247113570387],
    [Infinity, 0, 0],
    [NaN, NaN, NaN],
  ],
});

export const i0eSlope: PlainOperation = /* @__PURE__ */ unary({
  name: "i0eSlope",
  family: "special",
  takes: "floats",
  scalar: (m, x) => scaledBessel0Slope(m, x),
  partial: (b, x, y) => {
    const [side, value] = [b(sign, x), b(i0e, x)];
    const steepness = b(mul, side, y);
    const doubled = b(mul, b.constant(-2, x), steepness);
    const far = b(sub, doubled, b(div, b(add, value, steepness), b(abs, x)));
    const near = b(
      sub,
      b(add, b(mul, b.constant(1.5, x), value), b(mul, b.constant(0.5, x), b(i2e, x))),
      b(mul, b.constant(2, x), b(mul, side, b(i1e, x))),
    );
    return outside(b, x, far, near, bends0);
  },
  isLong: true,
  isInternal: true,
  notation: { formula: "i1e(x) - sgn(x) · i0e(x)" },
});

export const i0eSlopeFacts: Facts = /* @__PURE__ */ unaryFacts(i0eSlope, {
  summary: "Derivative of `i0e`, to full relative accuracy.",
  formula: "i1e(x) - sgn(x) · i0e(x)",
  domain:
    "Floating-point numbers; values in [-1, 1]. Its own derivative has the digits of its terms up to 60, and all beyond.",
  convention: "0 at 0.",
  source: "DLMF 10.29.3, 10.25.1",
  example: "grad((x) => i0e(x))(0).item() // => 0",
  smooth: [0.2, 4],
  points: [
    [0, 0, 1.5],
    [-0, 0, 1.5],
    [-0.5, 0.48861446726427843, 0.6643873281588133],
    [1.5, -0.14839422163323265, 0.15076218498584815],
    [-3, 0.04617364086452455, 0.026738377296615504],
    [60.0625, -0.0004312421115113609, 1.0815822821913681e-5],
    [-61, 0.0004212973964361231, 1.0403312232165365e-5],
    [Infinity, -0, 0],
    [-Infinity, 0, 0],
    [NaN, NaN, NaN],
  ],
});

export const i1eSlope: PlainOperation = /* @__PURE__ */ unary({
  name: "i1eSlope",
  family: "special",
  takes: "floats",
  scalar: (m, x) => scaledBessel1Slope(m, x),
  partial: (b, x, y) => {
    const [size, side, value] = [b(abs, x), b(sign, x), b(i1e, x)];
    const ofSize = b(mul, side, value);
    const ratio = b(div, ofSize, size);
    const fall = b(sub, b(div, b(add, y, ofSize), size), b(div, ratio, size));
    const far = b(neg, b(add, b(mul, b.constant(2, x), y), fall));
    const near = b(
      sub,
      b(
        mul,
        side,
        b(add, b(mul, b.constant(1.75, x), value), b(mul, b.constant(0.25, x), b(scaledOf(3), x))),
      ),
      b(add, b(i0e, x), b(i2e, x)),
    );
    return b(mul, side, outside(b, x, far, near, bends1));
  },
  isLong: true,
  isInternal: true,
  notation: { formula: "i0e(x) - i1e(x) · (sgn(x) + 1 / x)" },
});

export const i1eSlopeFacts: Facts = /* @__PURE__ */ unaryFacts(i1eSlope, {
  summary:
    "Derivative of `i1e`, to the digits of its larger part up to 8 and to full relative accuracy beyond.",
  formula: "i0e(x) - i1e(x) · (sgn(x) + 1 / x), and 1/2 at 0",
  domain:
    "Floating-point numbers; values from about -0.07 to 0.5. Its own derivative has the digits of its terms up to 60, and 13 digits or all beyond.",
  convention: "0 at 0, where the slopes of both sides are -1 and 1.",
  source: "DLMF 10.29.1, 10.25.1",
  example: "grad((x) => i1e(x))(0).item() // => 0.5",
  smooth: [2, 12],
  points: [
    [0, 0.5, 0],
    [-0, 0.5, 0],
    [0.5, 0.17577286089453503, -0.39024983720839657],
    [-0.5, 0.17577286089453503, 0.39024983720839657],
    [1.5, 0.002367963352615521, -0.0549899883671805],
    [-3, -0.01943526356790906, -0.0016096787034987348],
    [60.0625, -0.0004204262886894472, 1.0363693330265735e-5],
    [-61, -0.0004108940842039577, -9.975139650524075e-6],
    [Infinity, -0, 0],
    [-Infinity, -0, 0],
    [NaN, NaN, NaN],
  ],
});
