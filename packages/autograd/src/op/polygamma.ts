import { polygammaOf as scalarPolygamma } from "../scalar/polygamma.ts";
import type { PlainOperation } from "./definition.ts";
import { unary } from "./elementwise.ts";
import { unaryFacts } from "./facts/elementwise-facts.ts";
import type { Facts } from "./facts/facts.ts";

const known: Map<number, PlainOperation> = /* @__PURE__ */ new Map();

/**
 * The derivative of `digamma` of an order, `digamma` itself for 0: operations of one family, of which each is the derivative of the one
 * before, so that none is the last. There is one object for each order, made when it is first asked for.
 */
export function polygammaOf(order: number): PlainOperation {
  let op = known.get(order);
  if (op === undefined) known.set(order, (op = ofOrder(order)));
  return op;
}

function ofOrder(order: number): PlainOperation {
  const scalar = scalarPolygamma(order);
  const name = nameOf(order);
  return unary({
    name: name ?? `polygamma${order}`,
    family: "special",
    takes: "floats",
    scalar: (m, x) => scalar(m, x),
    partial: (b, x) => b(polygammaOf(order + 1), x),
    isLong: true,
    isInternal: name === null,
    notation: name === null ? { formula: `polygamma(${order}, x)` } : null,
  });
}

/** Those that have a name of their own; null for the others. */
function nameOf(order: number): string | null {
  if (order === 0) return "digamma";
  return order === 1 ? "trigamma" : null;
}

export const digamma: PlainOperation = /* @__PURE__ */ polygammaOf(0);

export const digammaFacts: Facts = /* @__PURE__ */ unaryFacts(digamma, {
  summary: "Derivative of the logarithm of the gamma function.",
  formula: "ψ(x) = Γ′(x) / Γ(x)",
  domain: "Floating-point numbers.",
  convention: "∓∞ at ±0; NaN at negative integers, whose sides differ, and at -∞.",
  source: "DLMF 5.2.2, 5.11.2, 5.5.4; SciPy, scipy.special.digamma",
  example: "digamma([1, Infinity]).toArray() // => [-0.5772156649015329, Infinity]",
  smooth: [0.5, 4],
  points: [
    [1, -0.5772156649015329, 1.6449340668482264],
    [2, 0.42278433509846713, 0.6449340668482264],
    [0, -Infinity, Infinity],
    [-0, Infinity, Infinity],
    [-1, NaN, Infinity],
    [-0.5, 0.03648997397857652, 8.93480220054468],
    [9.332636185032189e-302, -1.0715086071862673e301, Infinity],
    [-9.332636185032189e-302, 1.0715086071862673e301, Infinity],
    [1e308, 709.1962086421661, 1e-308],
    [Infinity, Infinity, 0],
    [-Infinity, NaN, NaN],
    [NaN, NaN, NaN],
  ],
});

export const trigamma: PlainOperation = /* @__PURE__ */ polygammaOf(1);

export const trigammaFacts: Facts = /* @__PURE__ */ unaryFacts(trigamma, {
  summary: "Derivative of `digamma`.",
  formula: "ψ′(x) = Σ 1 / (x + k)² over k >= 0",
  domain: "Floating-point numbers; positive values.",
  convention: "∞ at 0 and at negative integers; NaN at -∞.",
  source: "DLMF 5.15.1, 25.11.28, 5.15.6; SciPy, scipy.special.polygamma",
  example: "trigamma([1, 0]).toArray() // => [1.6449340668482264, Infinity]",
  smooth: [0.5, 4],
  points: [
    [1, 1.6449340668482264, -2.4041138063191885],
    [0, Infinity, -Infinity],
    [-0, Infinity, Infinity],
    [-1, Infinity, NaN],
    [-0.5, 8.93480220054468, -0.82879664423432],
    [3.054936363499605e-151, 1.0715086071862673e301, -Infinity],
    [1e200, 1e-200, -0],
    [Infinity, 0, -0],
    [-Infinity, NaN, NaN],
    [NaN, NaN, NaN],
  ],
});

export const tetragamma: PlainOperation = /* @__PURE__ */ polygammaOf(2);

export const tetragammaFacts: Facts = /* @__PURE__ */ unaryFacts(tetragamma, {
  summary: "Derivative of `trigamma`, the second one of `digamma`.",
  formula: "ψ⁽²⁾(x) = -2 Σ 1 / (x + k)³ over k >= 0",
  domain: "Floating-point numbers; negative values for x > 0.",
  convention: "∓∞ at ±0; NaN at negative integers, whose sides differ, and at -∞.",
  source: "DLMF 5.15.1, 25.11.28, 5.15.6",
  example: "polygamma(2, Infinity).item() // => -0",
  smooth: [0.5, 4],
  points: [
    [1, -2.4041138063191885, 6.493939402266829],
    [0, -Infinity, Infinity],
    [-0, Infinity, Infinity],
    [-1, NaN, Infinity],
    [-0.5, -0.82879664423432, 193.40909103400244],
    [Infinity, -0, 0],
    [-Infinity, NaN, NaN],
    [NaN, NaN, NaN],
  ],
});
