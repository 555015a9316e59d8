import { isFloat } from "../shape/dtype.ts";
import { add } from "./add.ts";
import { type Body, givenAll, specsOf } from "./body.ts";
import { cast } from "./cast.ts";
import type { Builder, Operation, PullStep, PushStep } from "./definition.ts";
import { derivativeOf } from "./derivative/form.ts";
import { eachWhere } from "./examples.ts";
import { type Facts, facts } from "./facts/facts.ts";
import {
  filledWith,
  forExamples,
  goesOn,
  type Iteration,
  isLarge,
  ofEquation,
  relativeChange,
} from "./iteration.ts";
import { operation } from "./operation.ts";
import { settled } from "./settled.ts";
import { sub } from "./sub.ts";
import { carriedOf, type WhileLoop, whileLoop } from "./while-loop.ts";

/**
 * What a function leaves as it is. The inputs are what the body refers to, and the vector to begin with, in front of whose axis
 * examples may lie; the body gives the next vector.
 */
export type FixedPoint = Iteration & {
  readonly body: Body;
  /** Whether it is a derivative: linear, and as small as it may be. */
  readonly isDerivative: boolean;
};

export const fixedPoint: Operation<FixedPoint> = /* @__PURE__ */ operation<FixedPoint>({
  name: "fixedPoint",
  family: "control flow",
  arity: "any",
  dtype: (_, { body }) => (body.outputs[0] as (typeof body.outputs)[0]).dtype,
  shape: (_, { body }) => (body.outputs[0] as (typeof body.outputs)[0]).shape,
  derivative: /* @__PURE__ */ derivativeOf<FixedPoint, []>([], () => ({
    needsGraph: true,
    ...ofEquation("fixedPoint"),
    push,
    pull,
  })),
  batch: {
    inputs: "any",
    applied: <V>(
      b: Builder<V>,
      inputs: readonly V[],
      hasExamples: readonly boolean[],
      attributes: FixedPoint,
      size: number,
    ) => {
      const all = forExamples(b, inputs, hasExamples, attributes, size);
      return b(fixedPoint, ...all.inputs, all.attributes);
    },
  },
  meaning: { kind: "composite", expand },
});

export const fixedPointFacts: Facts<FixedPoint> = /* @__PURE__ */ facts(fixedPoint, {
  summary: "What a function leaves as it is.",
  formula: "x = f(x)",
  domain: "Functions that bring what they are given closer together; others are refused.",
  convention: "ẋ = (I - ∂f/∂x)⁻¹ ∂f/∂θ θ̇, found as a fixed point as well; the first guess has no derivative",
  source: "S. Bai, J. Kolter, V. Koltun, Deep equilibrium models, 2019, theorem 1",
  example: "fixedPoint((x) => x.cos(), 1).item() // => 0.73908513321…",
  samples: () => [],
});

type Steps = Omit<FixedPoint, "body">;

function expand<V>(b: Builder<V>, inputs: readonly V[], { body, ...steps }: FixedPoint): V {
  const [known, first] = [inputs.slice(0, -1), inputs.at(-1) as V];
  const shape = b.shapeOf(first);
  if (shape.at(-1) === 0) return first;
  const error = filledWith(b, Number.POSITIVE_INFINITY, first, shape.slice(0, -1));
  const count = b(cast, b.constant(0, first), { dtype: "int32" });
  const all = [...known, goesOn(b, error, count, steps), error, count, first];
  const loop: WhileLoop = {
    body: body.around(nextStep, specsOf(b, all), steps),
    constants: known.length,
    carried: 4,
    hidden: 1,
  };
  const row = b(whileLoop, ...all, loop);
  const [last, x] = [carriedOf(b, row, loop, 0), carriedOf(b, row, loop, 2)];
  const what = steps.isDerivative ? "the derivative" : "x";
  const beside = steps.isDerivative ? "relative to itself" : "relative to 1 + |x|";
  return b(settled, x, last, {
    caller: "fixedPoint",
    most: steps.tolerance,
    rule: `${what} must change by at most ${steps.tolerance} in the last of ${steps.maxIterations} steps, ${beside}`,
    remedy:
      "A function that brings numbers closer together has a fixed point that is found; for others, use root(), or allow more with " +
      "maxIterations or tolerance.",
  });
}

function nextStep<V>(b: Builder<V>, body: Body, inputs: readonly V[], steps: Steps): V[] {
  const [error, count, x] = inputs.slice(-3) as [V, V, V];
  const [next] = body.applied(b, [...inputs.slice(0, -4), x]) as [V];
  const now = relativeChange(b, b(sub, next, x), next, steps.isDerivative ? 0 : 1);
  const counted = b(add, count, b.constant(1, count));
  // Of several examples, those that have arrived stay where they are.
  const isAlone = b.shapeOf(error).length === 0;
  const chosen = <W extends V>(value: W, before: W): V =>
    isAlone ? value : eachWhere(b, isLarge(b, error, steps), value, before);
  const left = chosen(now, error);
  return [goesOn(b, left, counted, steps), left, counted, chosen(next, x)];
}

/** A fixed point of the tangents: ẋ = ∂f/∂x ẋ + ∂f/∂θ θ̇. */
function push<V>(step: PushStep<V, FixedPoint>): V | null {
  const { b, attributes, result } = step;
  const known = step.inputs().slice(0, -1);
  const tangents = known.map((_, k) => step.tangent(k));
  const present = tangents.filter((tangent) => tangent !== null);
  if (present.length === 0) return null;
  const { body } = attributes.body.pushed(givenAll, [...tangents.map((tangent) => tangent !== null), true]);
  return b(fixedPoint, ...known, result, ...present, step.zero(result), {
    ...attributes,
    body,
    isDerivative: true,
  });
}

/** A fixed point of the cotangents, u = x̄ + (∂f/∂x)ᵀ u, of which what the body refers to receives (∂f/∂θ)ᵀ u. */
function pull<V>(step: PullStep<V, FixedPoint>): void {
  const { b, attributes, result, cotangent } = step;
  const known = step.inputs().slice(0, -1);
  const wanted = known.map((input, k) => step.wants(k) && isFloat(b.dtypeOf(input)));
  if (!wanted.includes(true)) return;
  const back = attributes.body.pulled(givenAll, [true], [...known.map(() => false), true]).body;
  const zero = filledWith(b, 0, result);
  const all = [...known, result, cotangent, zero];
  const body = back.around(withSource, specsOf(b, all), {});
  const received = b(fixedPoint, ...all, { ...attributes, body, isDerivative: true });
  const parts = attributes.body
    .pulled(givenAll, [true], [...wanted, false])
    .body.applied(b, [...known, result, received]);
  for (const [k, each] of [...known.keys()].filter((k) => wanted[k]).entries())
    step.receive(each, parts[k] as V);
}

function withSource<V>(b: Builder<V>, body: Body, inputs: readonly V[]): V[] {
  const [source, x] = inputs.slice(-2) as [V, V];
  const [next] = body.applied(b, [...inputs.slice(0, -2), x]) as [V];
  return [b(add, source, next)];
}
