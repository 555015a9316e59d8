import { polygammaStepOf as scalarPolygammaStep } from "../scalar/polygamma-step.ts";
import { add } from "./add.ts";
import type { PlainOperation } from "./definition.ts";
import { binary } from "./elementwise.ts";
import { binaryFacts } from "./facts/elementwise-facts.ts";
import type { Facts } from "./facts/facts.ts";
import { polygammaOf } from "./polygamma.ts";

const known: Map<number, PlainOperation> = /* @__PURE__ */ new Map();

/**
 * ψ⁽ⁿ⁾(a + b) - ψ⁽ⁿ⁾(a) as one function: where the step is short, both are almost the same. A family, of which the derivative by `a` of each
 * is the next.
 */
export function polygammaStepOf(order: number): PlainOperation {
  let op = known.get(order);
  if (op === undefined) known.set(order, (op = ofOrder(order)));
  return op;
}

function ofOrder(order: number): PlainOperation {
  const scalar = scalarPolygammaStep(order);
  return binary({
    name: nameOf(order),
    family: "special",
    takes: "floats",
    scalar: (m, x, h) => scalar(m, x, h),
    partials: [
      (b, x1, x2) => b(polygammaStepOf(order + 1), x1, x2),
      (b, x1, x2) => b(polygammaOf(order + 1), b(add, x1, x2)),
    ],
    isLong: true,
    isInternal: true,
    notation: { formula: formulaOf(order) },
  });
}

function nameOf(order: number): string {
  if (order === 0) return "digammaStep";
  return order === 1 ? "trigammaStep" : `polygamma${order}Step`;
}

function formulaOf(order: number): string {
  if (order === 0) return "(ψ(a + b) - ψ(a))";
  return order === 1
    ? "(trigamma(a + b) - trigamma(a))"
    : `(polygamma(${order}, a + b) - polygamma(${order}, a))`;
}

export const digammaStep: PlainOperation = /* @__PURE__ */ polygammaStepOf(0);

export const digammaStepFacts: Facts = /* @__PURE__ */ binaryFacts(digammaStep, {
  summary: "What `digamma` gains from its first argument on, over a step of the size of the second.",
  formula: "ψ(a + b) - ψ(a)",
  domain: "Floating-point numbers from 0 on; NaN where one is negative or infinite.",
  convention: "∞ where the first is 0; otherwise 0 where the second is.",
  source: "DLMF 5.7.6, 5.11.2",
  example: "beta(1, 1).item() // => 1",
  smooth: [
    [0.5, 4],
    [0.5, 4],
  ],
  points: [
    [1, 1, 1, -1, 0.6449340668482264],
    [0, 1, Infinity, -Infinity, 1.6449340668482264],
    [1, 0, 0, -0, 1.6449340668482264],
    [1e-20, 1e-36, 10000, -2e24, 9.999999999999999e39],
    [1e300, 1e280, 1e-20, -1e-320, 1e-300],
    [1e-200, 1, 1e200, -Infinity, 1.6449340668482264],
    [1e-8, 2, 100000000.99999999, -1e16, 0.6449340628070884],
    [NaN, 1, NaN, NaN, NaN],
  ],
});

export const trigammaStep: PlainOperation = /* @__PURE__ */ polygammaStepOf(1);

export const trigammaStepFacts: Facts = /* @__PURE__ */ binaryFacts(trigammaStep, {
  summary: "The same of `trigamma`: the derivative of `digammaStep` by where it begins.",
  formula: "ψ′(a + b) - ψ′(a)",
  domain: "Floating-point numbers from 0 on; NaN where one is negative or infinite.",
  convention: "-∞ where the first is 0; otherwise 0 where the second is.",
  source: "DLMF 5.15.1, 25.11.28",
  example: "beta(1, 1).item() // => 1",
  smooth: [
    [0.5, 4],
    [0.5, 4],
  ],
  points: [
    [1, 1, -1, 2, -0.4041138063191886],
    [0, 1, -Infinity, Infinity, -2.4041138063191885],
    [1, 0, -0, 0, -2.4041138063191885],
    [1e-20, 1e-36, -2e24, 6e44, -1.9999999999999995e60],
    [1e100, 2, -2e-200, 4e-300, -1e-200],
    [1e100, 1e100, -5e-101, 7.5e-201, -2.5e-201],
    [1.25e308, 1.25e308, -4e-309, 0, -0],
    [NaN, 1, NaN, NaN, NaN],
  ],
});
