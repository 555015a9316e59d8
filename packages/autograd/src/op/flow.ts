import { isFloat } from "../shape/dtype.ts";
import { sizeOf } from "../shape/shape.ts";
import { add } from "./add.ts";
import { type Body, givenAll } from "./body.ts";
import { cast } from "./cast.ts";
import { greater } from "./comparison.ts";
import { concat } from "./concat.ts";
import type { Builder, Operation, PullStep, PushStep, Roles, WritesAround } from "./definition.ts";
import { derivativeOf } from "./derivative/form.ts";
import { repeated } from "./examples.ts";
import { type Facts, facts } from "./facts/facts.ts";
import type { Dividing } from "./integral.ts";
import { largest } from "./iteration.ts";
import { stopGradient } from "./leaf.ts";
import { maximum } from "./maximum.ts";
import { mul } from "./mul.ts";
import { neg } from "./neg.ts";
import { operation } from "./operation.ts";
import { reciprocal } from "./reciprocal.ts";
import { asColumn, reshape } from "./reshape.ts";
import { sectionOf, slice } from "./slice.ts";
import type { Spec } from "./spec.ts";
import { sub } from "./sub.ts";
import { filledWith, sum } from "./sum.ts";
import { where } from "./where.ts";

/**
 * Where the solution of y' = f(y, t) goes between two times. The body is f for one example: its inputs are what f refers to, a vector
 * and a time. Those of the operation are what f refers to, the vector to begin with, and both times, all of them behind axes of examples.
 */
export type Flow = Solving & {
  readonly body: Body;
  /** Sizes of the axes of examples, the outermost first. */
  readonly examples: readonly number[];
};

/** How it is solved; by no method where both times are the same number, so that the value is the vector to begin with. */
export type Solving = Dividing & {
  /** Whether it is a part of a derivative. */
  readonly isDerivative: boolean;
};

/** There is nothing to solve, only to derive. */
export const still: Solving = {
  method: "",
  rtol: 0,
  atol: 0,
  stol: 0,
  most: 0,
  longest: 0,
  isDerivative: false,
};

let integrated: WritesAround<Solving> | null = null;

/** Tells how the equations of a body are solved: its inputs, with a second time behind, become the state at that time. */
export function integrateBy(by: WritesAround<Solving>): void {
  integrated = by;
}

export const flow: Operation<Flow> = /* @__PURE__ */ operation<Flow>({
  name: "flow",
  family: "control flow",
  arity: "any",
  dtype: (_, { body }) => stateOf(body).dtype,
  shape: (_, { body, examples }) => [...examples, ...stateOf(body).shape],
  derivative: /* @__PURE__ */ derivativeOf<Flow, []>([], () => ({
    needsGraph: true,
    reaches: (k, { body }) => k >= knownOf(body) || body.reached(givenAll, 1)[0]?.[k] === true,
    obstacle: (k, { body }) => body.obstacle(rolesOf(body), k, 0),
    push,
    pull,
  })),
  batch: {
    inputs: "any",
    applied: (b, inputs, hasExamples, attributes, size) => {
      const all = inputs.map((input, k) => (hasExamples[k] ? input : repeated(b, input, size)));
      return b(flow, ...all, { ...attributes, examples: [size, ...attributes.examples] });
    },
  },
  meaning: {
    kind: "composite",
    expand: <V>(b: Builder<V>, inputs: readonly V[], { body, examples, ...solving }: Flow) => {
      if (solving.method === "") return inputs[knownOf(body)] as V;
      if (integrated === null) throw new TypeError("nobody said how flow is solved");
      const time = body.inputs.at(-1) as Spec;
      const solver = body.around(integrated, [...body.inputs, time], solving);
      return ofEach(b, solver, examples, inputs)[0] as V;
    },
  },
  isInternal: true,
});

export const flowFacts: Facts<Flow> = /* @__PURE__ */ facts(flow, {
  summary: "Where a solution of differential equations goes from one time to another.",
  formula: "y(t), where y' = f(y, t) and y(s) = x",
  domain: "Floating-point vectors.",
  convention: "ẏ = f(y, t) ṫ + u, where u solves the linearised equations from ẋ - f(x, s) ṡ",
  source: "E. Hairer, S. Nørsett, G. Wanner, Solving ordinary differential equations I, 1993, I.14",
  example: "odeint((y) => y.neg(), 1, [0, 1])[0].item() // => 1",
  samples: () => [],
});

function stateOf({ outputs }: Body): Spec {
  return outputs[0] as Spec;
}

function knownOf({ inputs }: Body): number {
  return inputs.length - 2;
}

function rolesOf(body: Body): Roles {
  return { constants: knownOf(body), carried: 1 };
}

/** What a body gives for each example. */
function ofEach<V>(b: Builder<V>, body: Body, examples: readonly number[], inputs: readonly V[]): V[] {
  const all = inputs.map(() => true);
  return examples.reduceRight((of: Body, size) => of.batched(all, size), body).applied(b, inputs);
}

/** y' = f(y, t), of each example. */
function slopeOf<V>(b: Builder<V>, { body, examples }: Flow, known: readonly V[], y: V, t: V): V {
  return ofEach(b, body, examples, [...known, y, t])[0] as V;
}

/** A number for each example, beside their vectors. */
function beside<V>(b: Builder<V>, number: V, vector: V): V {
  return b(mul, asColumn(b, number), vector);
}

/** A part of the last axis. */
function section<V>(b: Builder<V>, x: V, from: number, size: number): V {
  const shape = b.shapeOf(x);
  return b(slice, x, sectionOf(shape, shape.length - 1, from, size));
}

function joined<V>(b: Builder<V>, parts: readonly V[]): V {
  return b(concat, ...parts, { axis: b.shapeOf(parts[0] as V).length - 1 });
}

interface Ends<V> {
  readonly known: readonly V[];
  readonly x: V;
  readonly from: V;
  readonly to: V;
}

function endsOf<V>(inputs: readonly V[]): Ends<V> {
  const [x, from, to] = inputs.slice(-3) as [V, V, V];
  return { known: inputs.slice(0, -3), x, from, to };
}

type Tangents = {
  /** Which of what f refers to has a tangent, as 0 or 1. */
  readonly has: readonly number[];
};

/** The slope of a state and its tangent: the given inputs are what f refers to, tangents of that, both states, and the time. */
function linearised<V>(b: Builder<V>, body: Body, inputs: readonly V[], { has }: Tangents): V[] {
  const known = inputs.slice(0, has.length);
  const [both, t] = inputs.slice(-2) as [V, V];
  const [size] = stateOf(body).shape as readonly [number];
  const [state, tangent] = [section(b, both, 0, size), section(b, both, size, size)];
  const pushed = body.pushed(givenAll, [...has.map((each) => each === 1), true, false]).body;
  const moving = inputs.slice(has.length, -2);
  return [
    joined(b, [
      ...body.applied(b, [...known, state, t]),
      ...pushed.applied(b, [...known, state, t, ...moving, tangent]),
    ]),
  ];
}

/** ẏ = f(y, t) ṫ + u, where u solves the linearised equations from ẋ - f(x, s) ṡ. */
function push<V>(step: PushStep<V, Flow>): V | null {
  const { b, attributes, result } = step;
  const { body, examples } = attributes;
  const { known, x, from, to } = endsOf(step.inputs());
  const tangents = known.map((_, k) => step.tangent(k));
  const [byState, byFrom, byTo] = [0, 1, 2].map((k) => step.tangent(known.length + k)) as [
    V | null,
    V | null,
    V | null,
  ];
  const moving = tangents.filter((tangent) => tangent !== null);
  const parts: V[] = [];
  if (byState !== null || byFrom !== null || moving.length > 0) {
    const start = byState ?? step.zero(x);
    const first =
      byFrom === null ? start : b(sub, start, beside(b, byFrom, slopeOf(b, attributes, known, x, from)));
    const has = tangents.map((tangent) => (tangent === null ? 0 : 1));
    const [state, time] = body.inputs.slice(-2) as [Spec, Spec];
    const [size] = state.shape as readonly [number];
    // Tolerances are beside numbers about 1, and it is linear.
    const scale = attributes.method === "" ? null : scaleOf(b, largestOf(b, examples, [first, ...moving]));
    const scaled = scale === null ? null : b(reciprocal, scale);
    const [begin, ...given] = [first, ...moving].map((part) =>
      scaled === null ? part : times(b, examples, scaled, part),
    ) as [V, ...V[]];
    const ofMoving = body.inputs.slice(0, -2).filter((_, k) => has[k] === 1);
    const specs = [...body.inputs.slice(0, -2), ...ofMoving, { shape: [2 * size], dtype: state.dtype }, time];
    const both = b(flow, ...known, ...given, joined(b, [x, begin]), from, to, {
      ...attributes,
      isDerivative: true,
      body: body.around(linearised, specs, { has }),
    });
    const found = section(b, both, size, size);
    parts.push(scale === null ? found : beside(b, scale, found));
  }
  if (byTo !== null) parts.push(beside(b, byTo, slopeOf(b, attributes, known, result, to)));
  const [one, other] = parts;
  return one === undefined || other === undefined ? (one ?? null) : b(add, one, other);
}

type Cotangents = {
  /** Which of what f refers to has a cotangent, as 0 or 1. */
  readonly wants: readonly number[];
};

/** The slope of a state, its cotangent, and what the function's references receive. */
function adjoint<V>(b: Builder<V>, body: Body, inputs: readonly V[], { wants }: Cotangents): V[] {
  const known = inputs.slice(0, -2);
  const [all, t] = inputs.slice(-2) as [V, V];
  const [size] = stateOf(body).shape as readonly [number];
  const [state, cotangent] = [section(b, all, 0, size), section(b, all, size, size)];
  const wanted = wants.map((each) => each === 1);
  const pulled = body.pulled(givenAll, [true], [...wanted, true, false]).body;
  const received = pulled.applied(b, [...known, state, t, cotangent]);
  const back = [received.at(-1) as V, ...received.slice(0, -1)].map((part) => {
    const flat = b(reshape, part, { shape: [sizeOf(b.shapeOf(part))] });
    return b(neg, b(cast, flat, { dtype: b.dtypeOf(all) }));
  });
  return [joined(b, [...body.applied(b, [...known, state, t]), ...back])];
}

/** The largest element of some tensors, by its size, for each example. */
function largestOf<V>(b: Builder<V>, examples: readonly number[], parts: readonly V[]): V {
  const [first, ...others] = parts
    .map((part) => flattened(b, examples, part))
    .filter((part) => b.shapeOf(part).at(-1) !== 0)
    .map((part) => largest(b, part)) as [V, ...V[]];
  const dtype = b.dtypeOf(first);
  return others.reduce((large, other) => b(maximum, large, b(cast, other, { dtype })), first);
}

function flattened<V>(b: Builder<V>, examples: readonly number[], x: V): V {
  const shape = [...examples, sizeOf(b.shapeOf(x).slice(examples.length))];
  return b(reshape, x, { shape });
}

/** A number for each example times what each has. */
function times<V>(b: Builder<V>, examples: readonly number[], number: V, x: V): V {
  const product = beside(b, b(cast, number, { dtype: b.dtypeOf(x) }), flattened(b, examples, x));
  return b(reshape, product, { shape: b.shapeOf(x) });
}

/** A size as something to divide by, as far as there is anything; without a derivative. */
function scaleOf<V>(b: Builder<V>, largest: V): V {
  const size = b(stopGradient, largest);
  return b(where, b(greater, size, b.constant(0, size)), size, filledWith(b, 1, size));
}

/** The adjoint equations, from the end to the beginning: λ' = -(∂f/∂y)ᵀ λ, and what f refers to receives ∫ (∂f/∂θ)ᵀ λ dt. */
function pull<V>(step: PullStep<V, Flow>): void {
  const { b, attributes, result, cotangent } = step;
  const { body, examples } = attributes;
  const { known, x, from, to } = endsOf(step.inputs());
  const count = known.length;
  const along = (u: V, y: V, t: V): V => {
    const product = b(mul, u, slopeOf(b, attributes, known, y, t));
    return b(sum, product, { axes: [examples.length], keepDims: false });
  };
  if (step.wants(count + 2)) step.receive(count + 2, along(cotangent, result, to));
  const wants = known.map((input, k) => step.wants(k) && isFloat(b.dtypeOf(input)));
  if (!wants.includes(true) && !step.wants(count) && !step.wants(count + 1)) return;
  const [state, time] = body.inputs.slice(-2) as [Spec, Spec];
  const [size] = state.shape as readonly [number];
  const shapes = body.inputs.slice(0, -2).map(({ shape }) => shape);
  const wanted = [...known.keys()].filter((k) => wants[k]);
  const total = wanted.reduce((n, k) => n + sizeOf(shapes[k] as readonly number[]), 0);
  const none = filledWith(b, 0, x, [...examples, total]);
  const specs = [...body.inputs.slice(0, -2), { shape: [2 * size + total], dtype: state.dtype }, time];
  // Tolerances are beside numbers about 1, and it is linear.
  const scale = attributes.method === "" ? null : scaleOf(b, largest(b, cotangent));
  const scaled = scale === null ? cotangent : beside(b, b(reciprocal, scale), cotangent);
  const first = joined(b, total === 0 ? [result, scaled] : [result, scaled, none]);
  const all = b(flow, ...known, first, to, from, {
    ...attributes,
    isDerivative: true,
    body: body.around(adjoint, specs, { wants: wants.map(Number) }),
  });
  const unscaled = (part: V): V => (scale === null ? part : beside(b, scale, part));
  const received = unscaled(section(b, all, size, size));
  if (step.wants(count)) step.receive(count, received);
  if (step.wants(count + 1)) step.receive(count + 1, b(neg, along(received, x, from)));
  let at = 2 * size;
  for (const k of wanted) {
    const shape = shapes[k] as readonly number[];
    const part = unscaled(section(b, all, at, sizeOf(shape)));
    const shaped = b(reshape, part, { shape: [...examples, ...shape] });
    step.receive(k, b(cast, shaped, { dtype: b.dtypeOf(known[k] as V) }));
    at += sizeOf(shape);
  }
}
