import { DerivativeError } from "../error/error.ts";
import { isFloat } from "../shape/dtype.ts";
import { type Body, givenAll, specsOf } from "./body.ts";
import type { Builder, Operation, PushStep } from "./definition.ts";
import { derivativeOf } from "./derivative/form.ts";
import { eachWhere, isAny, repeated } from "./examples.ts";
import { type Facts, facts } from "./facts/facts.ts";
import { loopStep } from "./loop-step.ts";
import { operation } from "./operation.ts";
import { part, partOf, rowOf } from "./part.ts";
import type { Spec } from "./spec.ts";

/**
 * A loop that ends when its data say so. Its inputs are constants, a truth value that says whether there is a step to do, and
 * what else is carried; the body gives the next ones of these. Results are what is carried in the end, but for the first ones.
 */
export type WhileLoop = {
  readonly body: Body;
  readonly constants: number;
  /** With the truth value. */
  readonly carried: number;
  /** How many of the carried values are not results. */
  readonly hidden: number;
};

export const whileLoop: Operation<WhileLoop> = /* @__PURE__ */ operation<WhileLoop>({
  name: "whileLoop",
  family: "control flow",
  arity: "any",
  dtype: (_, attributes) => rowOf(resultsOf(attributes)).dtype,
  shape: (_, attributes) => rowOf(resultsOf(attributes)).shape,
  derivative: /* @__PURE__ */ derivativeOf<WhileLoop, []>([], () => ({
    needsGraph: true,
    reaches: (k, { body, hidden, ...roles }, result) => {
      // After so many steps, what is carried has been wherever it can come.
      const steps = Array.from({ length: roles.carried + 1 }, (_, length) => body.reached(roles, length));
      const from = result === undefined ? undefined : hidden + result;
      return steps.some((of) => (from === undefined ? of.some((each) => each[k]) : of[from]?.[k] === true));
    },
    obstacle: (k, { body, hidden, ...roles }, result) =>
      body.obstacle(roles, k, result === undefined ? undefined : hidden + result),
    push,
    pull: () => {
      throw new DerivativeError(
        "whileLoop",
        "reverse mode goes back through the steps, and would have to know how many there are at most. Use scan(), which is told, " +
          "or forward mode: jvp().",
      );
    },
  })),
  batch: {
    inputs: "any",
    applied: (b, inputs, hasExamples, { body, constants, carried, hidden }, size) => {
      const each = inputs.map((_, k) => k >= constants || hasExamples[k] === true);
      const own = inputs.map((input, k) => (each[k] === hasExamples[k] ? input : repeated(b, input, size)));
      const goesOn = isAny(b, own[constants] as (typeof own)[number]);
      const all = own.toSpliced(constants, 0, goesOn);
      const next = body.batched(each, size).around(whileAnyGoesOn, specsOf(b, all), { constants });
      return b(whileLoop, ...all, { body: next, constants, carried: carried + 1, hidden: hidden + 1 });
    },
  },
  meaning: {
    kind: "body",
    run: (m, _, attributes) => {
      const { body, carryOn, leave } = loopStep(m, attributes);
      m.repeat(body.input(attributes.constants), () => {
        body.run();
        carryOn();
      });
      leave(resultsOf(attributes), attributes.hidden);
    },
  },
});

export const whileLoopFacts: Facts<WhileLoop> = /* @__PURE__ */ facts(whileLoop, {
  summary: "A loop that ends when its data say so.",
  formula: "cᵢ₊₁ = f(cᵢ) while p(cᵢ)",
  domain: "Any dtype.",
  convention: "as f; forward mode only",
  source: "JAX, jax.lax.while_loop",
  example: "whileLoop((x) => x.less(100), (x) => x.mul(2), 3).item() // => 192",
  samples: () => [],
});

/** The results of a loop. */
function resultsOf({ body, hidden }: WhileLoop): readonly Spec[] {
  return body.outputs.slice(hidden);
}

/** One result of a loop. */
export function carriedOf<V>(b: Builder<V>, row: V, attributes: WhileLoop, index: number): V {
  return b(part, row, partOf(resultsOf(attributes), index, false));
}

/** A step for many examples: those that have no step to do stay what they are. */
function whileAnyGoesOn<V>(
  b: Builder<V>,
  body: Body,
  inputs: readonly V[],
  { constants }: { readonly constants: number },
): V[] {
  const before = inputs.slice(constants + 1);
  const goesOn = before[0] as V;
  const next = body
    .applied(b, [...inputs.slice(0, constants), ...before])
    .map((value, k) => eachWhere(b, goesOn, value, before[k] as V));
  return [isAny(b, next[0] as V), ...next];
}

type Tangents = {
  readonly constants: number;
  /** Which of the inputs have a tangent, as 0 or 1; of what is carried, the floating-point ones. */
  readonly has: readonly number[];
};

/** A step that carries tangents as well. */
function withTangents<V>(b: Builder<V>, body: Body, inputs: readonly V[], { constants, has }: Tangents): V[] {
  const moving = has.slice(0, constants).filter((each) => each === 1).length;
  const behind = constants + moving;
  const carried = has.length - constants;
  const given = [...inputs.slice(0, constants), ...inputs.slice(behind, behind + carried)];
  const tangents = [
    ...inputs.slice(constants, behind),
    ...inputs.slice(behind + carried).filter((_, k) => has[constants + k] === 1),
  ];
  const flags = has.map((each) => each === 1);
  const moved = body.pushed(givenAll, flags).body.applied(b, [...given, ...tangents]);
  return [...body.applied(b, given), ...moved];
}

/** A loop that carries tangents as well, of which they are the results. */
function push<V>(step: PushStep<V, WhileLoop>): V {
  const { b } = step;
  const { body, constants, carried, hidden } = step.attributes;
  const inputs = step.inputs();
  const tangents = inputs.map((_, k) => step.tangent(k));
  const has = inputs.map((input, k) => (k < constants ? tangents[k] !== null : isFloat(b.dtypeOf(input))));
  const before = [
    ...inputs.slice(0, constants),
    ...tangents.slice(0, constants).filter((each) => each !== null),
  ];
  const own = inputs.slice(constants);
  const all = [...before, ...own, ...own.map((input, k) => tangents[constants + k] ?? step.zero(input))];
  const next = body.around(withTangents, specsOf(b, all), { constants, has: has.map(Number) });
  return b(whileLoop, ...all, {
    body: next,
    constants: before.length,
    carried: 2 * carried,
    hidden: carried + hidden,
  });
}
