import { isFloat } from "../shape/dtype.ts";
import { sizeOf } from "../shape/shape.ts";
import { type Body, givenAll } from "./body.ts";
import { cast } from "./cast.ts";
import { concat } from "./concat.ts";
import type { Builder, Operation, PullStep, PushStep, WritesAround } from "./definition.ts";
import { derivativeOf } from "./derivative/form.ts";
import { type Facts, facts } from "./facts/facts.ts";
import { operation } from "./operation.ts";
import { reshape } from "./reshape.ts";
import { sectionOf, slice } from "./slice.ts";
import type { Spec } from "./spec.ts";

/**
 * A sum over intervals that are found for it: those of an integral from 0 to 1, or of a derivative of one. The first inputs are what the
 * integrand refers to; the others, as tangents, only the sum.
 */
export type Integral = Dividing & {
  /** The integrand: from what it refers to and a number to a vector. */
  readonly integrand: Body;
  /** From all inputs and intervals to a vector. */
  readonly sum: Body;
  /** For each derivative that was taken, one after the other: by which of what the integrand refers to, as 0 or 1. */
  readonly derived: readonly number[];
  /** For each axis of examples, the innermost first: its size, then which of these have it. */
  readonly examples: readonly number[];
};

/** How intervals are found. */
export type Dividing = {
  readonly rtol: number;
  readonly atol: number;
  /** How many there may be. */
  readonly most: number;
};

/** What intervals are found for. */
export type Division = Dividing & Pick<Integral, "derived">;

let divided: WritesAround<Division> | null = null;

/**
 * Tells how intervals are found, around an integrand: for what that refers to, a vector of where they begin, then how wide they are, then
 * their number, then how many times as large as allowed the error is.
 */
export function divideBy(by: WritesAround<Division>): void {
  divided = by;
}

export const integral: Operation<Integral> = /* @__PURE__ */ operation<Integral>({
  name: "integral",
  family: "control flow",
  arity: "any",
  dtype: (_, { sum }) => resultOf(sum).dtype,
  shape: (_, { sum }) => resultOf(sum).shape,
  derivative: /* @__PURE__ */ derivativeOf<Integral, []>([], () => ({
    needsGraph: true,
    reaches: (k, { sum }) => sum.reached(givenAll, 1)[0]?.[k] === true,
    obstacle: (k, { sum }) => sum.obstacle(givenAll, k, 0),
    push,
    pull,
  })),
  batch: {
    inputs: "any",
    applied: (b, inputs, hasExamples, attributes, size) => {
      const known = hasExamples.slice(0, knownOf(attributes)).map(Number);
      const hasOwn = known.includes(1);
      const examples = hasOwn ? [...attributes.examples, size, ...known] : attributes.examples;
      const sum = attributes.sum.batched([...hasExamples, hasOwn], size);
      return b(integral, ...inputs, { ...attributes, examples, sum });
    },
  },
  meaning: {
    kind: "composite",
    expand: <V>(b: Builder<V>, inputs: readonly V[], attributes: Integral) => {
      const { sum } = attributes;
      return sum.applied(b, [...inputs, intervalsOf(b, inputs, attributes)])[0] as V;
    },
  },
  isInternal: true,
});

export const integralFacts: Facts<Integral> = /* @__PURE__ */ facts(integral, {
  summary: "A sum over intervals that are as short as it and its derivatives need them.",
  formula: "∫₀¹ f(u) du",
  domain: "Floating-point numbers.",
  convention: "Each derivative is a sum over intervals of its own.",
  source: "R. Piessens and others, QUADPACK, 1983, QAGS without extrapolation",
  example: 'quadrature((x) => x.square(), 0, 3).item().toFixed(10) // => "9.0000000000"',
  samples: () => [],
});

function resultOf({ outputs }: Body): Spec {
  return outputs[0] as Spec;
}

/** How many inputs the integrand refers to. */
function knownOf({ integrand }: Pick<Integral, "integrand">): number {
  return integrand.inputs.length - 1;
}

function intervalsOf<V>(b: Builder<V>, inputs: readonly V[], attributes: Integral): V {
  if (divided === null) throw new TypeError("nobody said how intervals are found");
  const { integrand, derived, rtol, atol, most, examples } = attributes;
  const known = integrand.inputs.slice(0, -1);
  const one = integrand.around(divided, known, { derived, rtol, atol, most });
  let each = one;
  for (let from = 0; from < examples.length; from += known.length + 1) {
    const [size, ...has] = examples.slice(from, from + known.length + 1) as [number, ...number[]];
    each = each.batched(
      has.map((own) => own === 1),
      size,
    );
  }
  return each.applied(b, inputs.slice(0, known.length))[0] as V;
}

/** The same with intervals that a derivative by some of the inputs needs. */
function derivedBy(attributes: Integral, has: readonly boolean[]): Integral {
  const known = has.slice(0, knownOf(attributes)).map(Number);
  const derived = known.includes(1) ? [...attributes.derived, ...known] : attributes.derived;
  return { ...attributes, derived };
}

function push<V>(step: PushStep<V, Integral>): V | null {
  const { b, attributes } = step;
  const inputs = step.inputs();
  const tangents = inputs.map((_, k) => step.tangent(k));
  const moving = tangents.filter((tangent) => tangent !== null);
  if (moving.length === 0) return null;
  const has = tangents.map((tangent) => tangent !== null);
  const specs = attributes.sum.inputs;
  const ofMoving = specs.slice(0, -1).filter((_, k) => has[k]);
  const sum = attributes.sum.around(pushed, [...specs.slice(0, -1), ...ofMoving, specs.at(-1) as Spec], {
    has: has.map(Number),
  });
  return b(integral, ...inputs, ...moving, { ...derivedBy(attributes, has), sum });
}

type Moving = {
  /** Which of the inputs have a tangent, or want a cotangent, as 0 or 1. */
  readonly has: readonly number[];
};

/** Of inputs, tangents and intervals. */
function pushed<V>(b: Builder<V>, sum: Body, all: readonly V[], { has }: Moving): V[] {
  const { body } = sum.pushed(givenAll, [...has.map((own) => own === 1), false]);
  const inputs = all.slice(0, has.length);
  return body.applied(b, [...inputs, all.at(-1) as V, ...all.slice(has.length, -1)]);
}

function pull<V>(step: PullStep<V, Integral>): void {
  const { b, attributes, cotangent } = step;
  const inputs = step.inputs();
  const has = inputs.map((input, k) => step.wants(k) && isFloat(b.dtypeOf(input)));
  if (!has.includes(true)) return;
  const specs = attributes.sum.inputs;
  const sum = attributes.sum.around(
    pulled,
    [...specs.slice(0, -1), resultOf(attributes.sum), specs.at(-1) as Spec],
    { has: has.map(Number) },
  );
  const all = b(integral, ...inputs, cotangent, { ...derivedBy(attributes, has), sum });
  let at = 0;
  for (const [k, input] of inputs.entries()) {
    if (!has[k]) continue;
    const shape = b.shapeOf(input);
    const part = b(slice, all, sectionOf(b.shapeOf(all), 0, at, sizeOf(shape)));
    step.receive(k, b(cast, b(reshape, part, { shape }), { dtype: b.dtypeOf(input) }));
    at += sizeOf(shape);
  }
}

/** Of inputs, a cotangent and intervals, in one row. */
function pulled<V>(b: Builder<V>, sum: Body, all: readonly V[], { has }: Moving): V[] {
  const { body } = sum.pulled(givenAll, [true], [...has.map((own) => own === 1), false]);
  const inputs = all.slice(0, has.length);
  const { dtype } = resultOf(sum);
  const parts = body
    .applied(b, [...inputs, all.at(-1) as V, all.at(-2) as V])
    .map((part) => b(cast, b(reshape, part, { shape: [sizeOf(b.shapeOf(part))] }), { dtype }));
  return [parts.length === 1 ? (parts[0] as V) : b(concat, ...parts, { axis: 0 })];
}
