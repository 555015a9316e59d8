import { add } from "./add.ts";
import { type Body, givenAll, specsOf } from "./body.ts";
import { cast } from "./cast.ts";
import type { Builder, Operation } from "./definition.ts";
import { type Equation, equation } from "./equation.ts";
import { eachWhere } from "./examples.ts";
import { type Facts, facts } from "./facts/facts.ts";
import { goesOn, isLarge, largest, relativeChange } from "./iteration.ts";
import { maximum } from "./maximum.ts";
import { mul } from "./mul.ts";
import { settled } from "./settled.ts";
import { sub } from "./sub.ts";
import { filledWith } from "./sum.ts";
import { carriedOf, type WhileLoop, whileLoop } from "./while-loop.ts";

/** What a function leaves as it is; the body gives the next vector. */
export type FixedPoint = Equation & {
  /** Whether it is a derivative: linear, and as small as it may be. */
  readonly isDerivative: boolean;
};

export const fixedPoint: Operation<FixedPoint> = /* @__PURE__ */ equation<FixedPoint>({
  name: "fixedPoint",
  expand,
  // A fixed point of the tangents: ẋ = ∂f/∂x ẋ + ∂f/∂θ θ̇.
  tangent: ({ b, attributes, known, solution }, has, tangents, zero) => {
    const { body } = attributes.body.pushed(givenAll, [...has, true]);
    return b(fixedPoint, ...known, solution, ...tangents, zero, { ...attributes, body, isDerivative: true });
  },
  // A fixed point of the cotangents, u = x̄ + (∂f/∂x)ᵀ u.
  cotangent: ({ b, attributes, known, solution }, cotangent) => {
    const back = attributes.body.pulled(givenAll, [true], [...known.map(() => false), true]).body;
    const all = [...known, solution, cotangent, filledWith(b, 0, solution)];
    const body = back.around(withSource, specsOf(b, all), {});
    return b(fixedPoint, ...all, { ...attributes, body, isDerivative: true });
  },
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
  const all = [...known, goesOn(b, error, count, steps), error, count, largest(b, first), first];
  const loop: WhileLoop = {
    body: body.around(nextStep, specsOf(b, all), steps),
    constants: known.length,
    carried: 5,
    hidden: 1,
  };
  const row = b(whileLoop, ...all, loop);
  const [last, x] = [carriedOf(b, row, loop, 0), carriedOf(b, row, loop, 3)];
  const what = steps.isDerivative ? "the derivative" : "x";
  const beside = steps.isDerivative ? "itself" : "|x|";
  return b(settled, x, last, {
    caller: "fixedPoint",
    most: steps.tolerance,
    rule: `${what} must change by at most ${steps.tolerance} in the last of ${steps.maxIterations} steps, relative to ${beside}`,
    remedy:
      "A function that brings numbers closer together has a fixed point that is found; for others, use root(), or allow more with " +
      "maxIterations or tolerance.",
  });
}

function nextStep<V>(b: Builder<V>, body: Body, inputs: readonly V[], steps: Steps): V[] {
  const [error, count, before, x] = inputs.slice(-4) as [V, V, V, V];
  const [next] = body.applied(b, [...inputs.slice(0, -5), x]) as [V];
  const size = largest(b, next);
  const most = b(maximum, before, size);
  // What becomes 0 step by step would never be near it, beside its own size.
  const now = relativeChange(b, b(sub, next, x), b(maximum, size, b(mul, most, b.constant(1e-30, most))));
  const counted = b(add, count, b.constant(1, count));
  // Of several examples, those that have arrived stay where they are.
  const isAlone = b.shapeOf(error).length === 0;
  const chosen = <W extends V>(value: W, before: W): V =>
    isAlone ? value : eachWhere(b, isLarge(b, error, steps), value, before);
  const left = chosen(now, error);
  return [goesOn(b, left, counted, steps), left, counted, most, chosen(next, x)];
}

function withSource<V>(b: Builder<V>, body: Body, inputs: readonly V[]): V[] {
  const [source, x] = inputs.slice(-2) as [V, V];
  const [next] = body.applied(b, [...inputs.slice(0, -2), x]) as [V];
  return [b(add, source, next)];
}
