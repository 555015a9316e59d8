import { add } from "./add.ts";
import { type Body, givenAll, specsOf } from "./body.ts";
import { transposedJacobian } from "./body-jacobian.ts";
import { cast } from "./cast.ts";
import { less } from "./comparison.ts";
import type { Builder, Operation } from "./definition.ts";
import { type Equation, equation } from "./equation.ts";
import { eachWhere } from "./examples.ts";
import { type Facts, facts } from "./facts/facts.ts";
import { goesOn, type Iteration, isLarge, largest, relativeChange } from "./iteration.ts";
import { solve } from "./linear-solve.ts";
import { logicalAnd, logicalNot } from "./logical.ts";
import { mul } from "./mul.ts";
import { neg } from "./neg.ts";
import { reshape } from "./reshape.ts";
import { settled } from "./settled.ts";
import { filledWith } from "./sum.ts";
import { where } from "./where.ts";
import { carriedOf, type WhileLoop, whileLoop } from "./while-loop.ts";

/** Where a function is 0: the body gives as many results as there are variables. */
export const root: Operation<Equation> = /* @__PURE__ */ equation<Equation>({
  name: "root",
  expand,
  // ẋ = -(∂f/∂x)⁻¹ ∂f/∂θ θ̇.
  tangent: ({ b, attributes: { body }, known, solution }, has, tangents) => {
    const moving = body.pushed(givenAll, [...has, false]).body;
    const [moved] = moving.applied(b, [...known, solution, ...tangents]) as [typeof solution];
    return b(neg, solved(b, transposedJacobian(b, body, known, solution), moved, true));
  },
  // -(∂f/∂x)⁻ᵀ x̄.
  cotangent: ({ b, attributes: { body }, known, solution }, cotangent) =>
    b(neg, solved(b, transposedJacobian(b, body, known, solution), cotangent, false)),
});

export const rootFacts: Facts<Equation> = /* @__PURE__ */ facts(root, {
  summary: "Where a function is 0.",
  formula: "f(x) = 0",
  domain:
    "Functions with as many results as variables, and a Jacobian that is not singular on the way; others are refused.",
  convention: "ẋ = -(∂f/∂x)⁻¹ ∂f/∂θ θ̇; the first guess has no derivative",
  source: "A. Griewank, A. Walther, Evaluating derivatives, 2008, 15.1",
  example: 'root((x) => x.square().sub(2), 1).item().toFixed(13) // => "1.4142135623731"',
  samples: () => [],
});

function expand<V>(b: Builder<V>, inputs: readonly V[], { body, ...steps }: Equation): V {
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
    rule: `the step must become at most ${steps.tolerance} within ${steps.maxIterations} iterations, relative to |x|`,
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
    relativeChange(b, next, besideWhat(b, isBetter, factor, largest(b, at))),
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

/**
 * What a step is compared with: with how large x is. Where not even a billionth of a step makes the function smaller, it is 0 as nearly as it
 * can be calculated, and 1 is as good for a root that is 0 itself.
 */
function besideWhat<V>(b: Builder<V>, isBetter: V, factor: V, size: V): V {
  const isExhausted = b(logicalAnd, b(logicalNot, isBetter), b(less, factor, b.constant(2 ** -30, factor)));
  return b(where, isExhausted, b(add, size, b.constant(1, size)), size);
}

/** With a matrix whose transpose is given, or with that. */
function solved<V>(b: Builder<V>, matrix: V, right: V, transposed: boolean): V {
  const shape = b.shapeOf(right);
  const column = b(reshape, right, { shape: [...shape, 1] });
  return b(reshape, b(solve, matrix, column, { transposed, name: "root", matrix: "the Jacobian" }), {
    shape,
  });
}
