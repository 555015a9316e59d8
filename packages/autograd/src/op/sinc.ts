import { sincOf as scalarSinc } from "../scalar/sinc.ts";
import type { PlainOperation } from "./definition.ts";
import { unary } from "./elementwise.ts";
import { unaryFacts } from "./facts/elementwise-facts.ts";
import type { Facts } from "./facts/facts.ts";

const known: Map<number, PlainOperation> = /* @__PURE__ */ new Map();

/** The derivative of `sinc` of an order, `sinc` itself for 0: each is the derivative of the one before, at 0 as well. */
function sincOf(order: number): PlainOperation {
  let op = known.get(order);
  if (op === undefined) known.set(order, (op = ofOrder(order)));
  return op;
}

function ofOrder(order: number): PlainOperation {
  const scalar = scalarSinc(order);
  return unary({
    name: order === 0 ? "sinc" : `sincDerivative${order}`,
    family: "elementary",
    takes: "floats",
    scalar: (m, x) => scalar(m, x),
    partial: (b, x) => b(sincOf(order + 1), x),
    isLong: true,
    isInternal: order > 0,
    notation: order === 0 ? null : { formula: `sinc${"′".repeat(order)}(x)` },
  });
}

export const sinc: PlainOperation = /* @__PURE__ */ sincOf(0);

export const sincFacts: Facts = /* @__PURE__ */ unaryFacts(sinc, {
  summary: "Normalised sine cardinal of each element, exactly 0 at integers other than 0.",
  formula: "sin(πx) / (πx), and 1 at 0",
  domain: "Floating-point numbers; values from about -0.22 to 1.",
  convention: "none",
  source: "NumPy, numpy.sinc; PyTorch, torch.sinc",
  example: "sinc([0, 1, 2]).toArray() // => [1, 0, 0]",
  smooth: [-3, 3],
  points: [
    [0, 1, -0],
    [-0, 1, 0],
    [1, 0, -1],
    [-2, 0, -0.5],
    [Infinity, 0, 0],
    [-Infinity, 0, 0],
    [NaN, NaN, NaN],
  ],
});

export const sincDerivative1: PlainOperation = /* @__PURE__ */ sincOf(1);

export const sincDerivative1Facts: Facts = /* @__PURE__ */ unaryFacts(sincDerivative1, {
  summary: "Derivative of `sinc`, to the digits of its larger part.",
  formula: "(cos(πx) - sinc(x)) / x, and 0 at 0",
  domain: "Floating-point numbers; values from about -1.37 to 1.37.",
  convention: "none",
  source: "NumPy, numpy.sinc",
  example: "grad((x) => sinc(x))(1).item() // => -1",
  smooth: [0.2, 1.2],
  points: [
    [0, -0, -3.289868133696453],
    [-0, 0, -3.289868133696453],
    [1, -1, 2],
    [Infinity, 0, 0],
    [NaN, NaN, NaN],
  ],
});

export const sincDerivative2: PlainOperation = /* @__PURE__ */ sincOf(2);

export const sincDerivative2Facts: Facts = /* @__PURE__ */ unaryFacts(sincDerivative2, {
  summary: "Derivative of the derivative of `sinc`, to the digits of its larger part.",
  formula: "-(π sin(πx) + 2 sinc′(x)) / x, and -π²/3 at 0",
  domain: "Floating-point numbers; values from about -3.29 to 2.",
  convention: "none",
  source: "NumPy, numpy.sinc",
  example: "grad((x) => grad((t) => sinc(t))(x))(1).item() // => 2",
  smooth: [-0.5, 0.5],
  points: [
    [0, -3.289868133696453, 0],
    [-Infinity, 0, 0],
    [NaN, NaN, NaN],
  ],
});
