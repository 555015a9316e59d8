import { isFloat } from "../shape/dtype.ts";
import type { Shape } from "../shape/shape.ts";
import { add } from "./add.ts";
import { type Body, givenAll, specsOf } from "./body.ts";
import { cast } from "./cast.ts";
import { less } from "./comparison.ts";
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
  largest,
  ofEquation,
  relativeChange,
} from "./iteration.ts";
import { solve } from "./linear-solve.ts";
import { mul } from "./mul.ts";
import { neg } from "./neg.ts";
import { operation } from "./operation.ts";
import { permute } from "./permute.ts";
import { reshape } from "./reshape.ts";
import { settled } from "./settled.ts";
import { pad } from "./slice.ts";
import { broadcastTo } from "./sum.ts";
import { carriedOf, type WhileLoop, whileLoop } from "./while-loop.ts";

/**
 * Where a function is 0. The inputs are what the body refers to, and the vector to begin with, in front of whose axis examples
 * may lie; the body gives a vector of as many elements.
 */
export type Root = Iteration & { readonly body: Body };

export const root: Operation<Root> = /* @__PURE__ */ operation<Root>({
  name: "root",
  family: "control flow",
  arity: "any",
  dtype: (_, { body }) => (body.outputs[0] as (typeof body.outputs)[0]).dtype,
  shape: (_, { body }) => (body.outputs[0] as (typeof body.outputs)[0]).shape,
  derivative: /* @__PURE__ */ derivativeOf<Root, []>([], () => ({
    needsGraph: true,
    ...ofEquation("root"),
    push,
    pull,
  })),
  batch: {
    inputs: "any",
    applied: <V>(
      b: Builder<V>,
      inputs: readonly V[],
      hasExamples: readonly boolean[],
      attributes: Root,
      size: number,
    ) => {
      const all = forExamples(b, inputs, hasExamples, attributes, size);
      return b(root, ...all.inputs, all.attributes);
    },
  },
  meaning: { kind: "composite", expand },
});

export const rootFacts: Facts<Root> = /* @__PURE__ */ facts(root, {
  summary: "Where a function is 0.",
  formula: "f(x) = 0",
  domain:
    "Functions with as many results as variables, and a Jacobian that is not singular on the way; others are refused.",
  convention: "ẋ = -(∂f/∂x)⁻¹ ∂f/∂θ θ̇; the first guess has no derivative",
  source: "A. Griewank, A. Walther, Evaluating derivatives, 2008, 15.1",
  example: "root((x) => x.square().sub(2), 1).item() // => 1.4142135623730951",
  samples: () => [],
});

function expand<V>(b: Builder<V>, inputs: readonly V[], { body, ...steps }: Root): V {
  const [known, first] = [inputs.slice(0, -1), inputs.at(-1) as V];
  const shape = b.shapeOf(first);
  if (shape.at(-1) === 0) return first;
  const examples = shape.slice(0, -1);
  // The first step goes nowhere, and is better than nothing.
  const error = filledWith(b, Number.POSITIVE_INFINITY, first, examples);
  const carried = [
    error,
    b(cast, b.constant(0, first), { dtype: "int32" }),
    first,
    filledWith(b, Number.POSITIVE_INFINITY, first),
    filledWith(b, 0, first),
    filledWith(b, 1, first, examples),
  ] as [V, V, V, V, V, V];
  const all = [...known, goesOn(b, error, carried[1], steps), ...carried];
  const loop: WhileLoop = {
    body: body.around(nextStep, specsOf(b, all), steps),
    constants: known.length,
    carried: carried.length + 1,
    hidden: 1,
  };
  const row = b(whileLoop, ...all, loop);
  const of = (index: number): V => carriedOf(b, row, loop, index);
  // The last step is known, and so small that it does no harm.
  return b(settled, b(add, of(2), of(4)), of(0), {
    caller: "root",
    most: steps.tolerance,
    rule: `the step must become at most ${steps.tolerance} within ${steps.maxIterations} iterations, relative to 1 + |x|`,
    remedy: "Begin nearer to a root, or allow more with maxIterations or tolerance.",
  });
}

/** Newton's method, with a step halved until the function becomes smaller. */
function nextStep<V>(b: Builder<V>, body: Body, inputs: readonly V[], steps: Iteration): V[] {
  const before = inputs.slice(-6) as [V, V, V, V, V, V];
  const [error, count, x, value, step, factor] = before;
  const known = inputs.slice(0, -7);
  const column = [...b.shapeOf(factor), 1];
  const tried = b(add, x, b(mul, b(reshape, factor, { shape: column }), step));
  const [found] = body.applied(b, [...known, tried]) as [V];
  const isBetter = b(less, largest(b, found), largest(b, value));
  const [at, there] = [eachWhere(b, isBetter, tried, x), eachWhere(b, isBetter, found, value)];
  const next = b(neg, solved(b, transposedJacobian(b, body, known, at), there, true));
  const half = b(mul, factor, b.constant(1 / 2, factor));
  const now = [
    relativeChange(b, next, at, 1),
    b(add, count, b.constant(1, count)),
    at,
    there,
    next,
    eachWhere(b, isBetter, filledWith(b, 1, factor), half),
  ];
  // Of several examples, those that have arrived stay where they are.
  const isAlone = b.shapeOf(error).length === 0;
  const chosen = now.map((each, k) =>
    isAlone || k === 1 ? each : eachWhere(b, isLarge(b, error, steps), each, before[k] as V),
  );
  return [goesOn(b, chosen[0] as V, chosen[1] as V, steps), ...chosen];
}

/** How each result changes with each variable, a row for each variable. */
function transposedJacobian<V>(b: Builder<V>, body: Body, known: readonly V[], x: V): V {
  const shape = b.shapeOf(x);
  const size = shape.at(-1) as number;
  const only = [...known.map(() => false), true];
  const pushed = body.pushed(givenAll, only).body.batched([...only.map(() => false), true], size);
  const [rows] = pushed.applied(b, [...known, x, unitsIn(b, x, [size, ...shape])]) as [V];
  const axes = shape.map((_, axis) => axis);
  return b(permute, rows, { axes: [...axes.slice(1), 0, shape.length] });
}

/** A unit vector in each row, and the same in all axes between. */
function unitsIn<V>(b: Builder<V>, like: V, shape: Shape): V {
  const size = shape[0] as number;
  const spaced = b(pad, filledWith(b, 1, like, [size]), { low: [0], high: [0], interior: [size] });
  const inserted = shape.map((length, axis) => (axis === 0 || axis === shape.length - 1 ? length : 1));
  return b(broadcastTo, b(reshape, spaced, { shape: inserted }), { shape });
}

/** With a matrix whose transpose is given, or with that. */
function solved<V>(b: Builder<V>, matrix: V, right: V, transposed: boolean): V {
  const shape = b.shapeOf(right);
  const column = b(reshape, right, { shape: [...shape, 1] });
  return b(reshape, b(solve, matrix, column, { transposed, name: "root", matrix: "the Jacobian" }), {
    shape,
  });
}

/** ẋ = -(∂f/∂x)⁻¹ ∂f/∂θ θ̇. */
function push<V>(step: PushStep<V, Root>): V | null {
  const { b, result } = step;
  const { body } = step.attributes;
  const known = step.inputs().slice(0, -1);
  const tangents = known.map((_, k) => step.tangent(k));
  const present = tangents.filter((tangent) => tangent !== null);
  if (present.length === 0) return null;
  const has = tangents.map((tangent) => tangent !== null);
  const [moved] = body.pushed(givenAll, [...has, false]).body.applied(b, [...known, result, ...present]) as [
    V,
  ];
  return b(neg, solved(b, transposedJacobian(b, body, known, result), moved, true));
}

/** What the body refers to receives -(∂f/∂θ)ᵀ (∂f/∂x)⁻ᵀ x̄. */
function pull<V>(step: PullStep<V, Root>): void {
  const { b, result, cotangent } = step;
  const { body } = step.attributes;
  const known = step.inputs().slice(0, -1);
  const wanted = known.map((input, k) => step.wants(k) && isFloat(b.dtypeOf(input)));
  if (!wanted.includes(true)) return;
  const received = b(neg, solved(b, transposedJacobian(b, body, known, result), cotangent, false));
  const parts = body
    .pulled(givenAll, [true], [...wanted, false])
    .body.applied(b, [...known, result, received]);
  for (const [k, each] of [...known.keys()].filter((k) => wanted[k]).entries())
    step.receive(each, parts[k] as V);
}
