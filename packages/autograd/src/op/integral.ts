import { isFloat } from "../shape/dtype.ts";
import { sizeOf } from "../shape/shape.ts";
import { type Body, givenAll, specsOf } from "./body.ts";
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
 * A sum over intervals that are found for it: those of an integral from 0 to 1, steps of a solution of differential equations, or those of a
 * derivative of either. The first inputs are what intervals depend on; the others, as tangents, only the sum.
 */
export type Integral = Dividing & {
  /** The integrand, or the slope of a solution. */
  readonly integrand: Body;
  /** How many inputs intervals depend on. */
  readonly known: number;
  /** From all inputs and intervals to a vector. */
  readonly sum: Body;
  /** For each derivative that was taken, one after the other: by which of what intervals depend on, as 0 or 1. */
  readonly derived: readonly number[];
  /** For each axis of examples, the innermost first: its size, then which of these have it. */
  readonly examples: readonly number[];
};

/** How intervals are found. */
export type Dividing = {
  /** By what. */
  readonly method: string;
  readonly rtol: number;
  readonly atol: number;
  /** The error relative to the integral of the absolute value, which is not 0 where parts cancel. */
  readonly stol: number;
  /** How many there may be. */
  readonly most: number;
  /** How long each may be. */
  readonly longest: number;
};

/** What intervals are found for. */
export type Division = Dividing & Pick<Integral, "derived">;

const divided: Map<string, WritesAround<Division>> = /* @__PURE__ */ new Map();

/** Tells how a method finds intervals, around an integrand: from what they depend on, a vector that says where they are. */
export function divideBy(method: string, by: WritesAround<Division>): void {
  divided.set(method, by);
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
      const known = hasExamples.slice(0, attributes.known).map(Number);
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
  summary: "A sum over intervals, or steps, that are as short as it and its derivatives need them.",
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

function intervalsOf<V>(b: Builder<V>, inputs: readonly V[], attributes: Integral): V {
  const { integrand, known, sum: _, examples, ...division } = attributes;
  const by = divided.get(division.method);
  if (by === undefined) throw new TypeError(`nobody said how ${division.method} finds intervals`);
  const given = inputs.slice(0, known);
  const axes = [...Array(examples.length / (known + 1)).keys()].map((place) => {
    const [size, ...has] = examples.slice(place * (known + 1), (place + 1) * (known + 1)) as [
      number,
      ...number[],
    ];
    return { size, has: has.map((own) => own === 1) };
  });
  const one = specsOf(b, given).map(({ shape, dtype }, k): Spec => {
    return { shape: shape.slice(axes.filter(({ has }) => has[k]).length), dtype };
  });
  return axes
    .reduce((each, { has, size }) => each.batched(has, size), integrand.around(by, one, division))
    .applied(b, given)[0] as V;
}

/** The same with intervals that a derivative by some of the inputs needs. */
function derivedBy(attributes: Integral, has: readonly boolean[]): Integral {
  const known = has.slice(0, attributes.known).map(Number);
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
  const found = body.applied(b, [...inputs, all.at(-1) as V, all.at(-2) as V]);
  // That which holds all numbers of the others.
  const dtype = found.some((part) => b.dtypeOf(part) === "float64") ? "float64" : "float32";
  const parts = found.map((part) =>
    b(cast, b(reshape, part, { shape: [sizeOf(b.shapeOf(part))] }), { dtype }),
  );
  return [parts.length === 1 ? (parts[0] as V) : b(concat, ...parts, { axis: 0 })];
}
