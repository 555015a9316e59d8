/** Operations that solve an equation which a body states, and whose derivatives follow from the equation. */
import { isFloat } from "../shape/dtype.ts";
import { type Body, givenAll } from "./body.ts";
import type { Builder, Derivative, Operation, PullStep, PushStep, Roles } from "./definition.ts";
import { derivativeOf } from "./derivative/form.ts";
import { repeated } from "./examples.ts";
import type { Iteration } from "./iteration.ts";
import { operation } from "./operation.ts";
import type { Spec } from "./spec.ts";

/**
 * The inputs are what the body refers to, and the vector to begin with, in front of whose axis examples may lie; the body gives a
 * vector of as many elements.
 */
export type Equation = Iteration & { readonly body: Body };

/** Where a derivative is taken. */
export interface Solved<V, A extends Equation> {
  readonly b: Builder<V>;
  readonly attributes: A;
  /** What the body refers to. */
  readonly known: readonly V[];
  readonly solution: V;
}

interface EquationDeclaration<A extends Equation> {
  readonly name: string;
  readonly expand: <V>(b: Builder<V>, inputs: readonly V[], attributes: A) => V;
  /**
   * The tangent of the solution.
   * @param has - Which of what the body refers to has a tangent.
   * @param tangents - Those that there are.
   */
  tangent<V>(at: Solved<V, A>, has: readonly boolean[], tangents: readonly V[], zero: V): V;
  /** What the cotangent of the body's output is. */
  cotangent<V>(at: Solved<V, A>, cotangent: V): V;
  readonly isInternal?: boolean;
}

/** Declares such an operation. */
export function equation<A extends Equation>(declaration: EquationDeclaration<A>): Operation<A> {
  const { name, expand, isInternal = false } = declaration;
  const solve: Operation<A> = operation<A>({
    name,
    family: "control flow",
    arity: "any",
    dtype: (_, { body }) => outputOf(body).dtype,
    shape: (_, { body }) => outputOf(body).shape,
    derivative: derivativeOf<A, []>([], () => ({
      needsGraph: true,
      ...ofEquation(name),
      push: (step) => push(declaration, step),
      pull: (step) => pull(declaration, step),
    })),
    batch: {
      inputs: "any",
      applied: (b, inputs, hasExamples, attributes, size) => {
        // Each example begins with its own.
        const last = inputs.length - 1;
        const own = hasExamples[last]
          ? inputs
          : inputs.with(last, repeated(b, inputs[last] as (typeof inputs)[number], size));
        const body = attributes.body.batched(hasExamples.with(last, true), size);
        return b(solve, ...own, { ...attributes, body });
      },
    },
    meaning: { kind: "composite", expand },
    isInternal,
  });
  return solve;
}

function outputOf({ outputs }: Body): Spec {
  return outputs[0] as Spec;
}

/** To what the equation refers a derivative passes; not to what is begun with, its last input. */
function ofEquation(
  name: string,
): Pick<Derivative<{ readonly body: Body }>, "reaches"> &
  Required<Pick<Derivative<{ readonly body: Body }>, "obstacle">> {
  const isFirst = (k: number, { inputs }: Body): boolean => k === inputs.length - 1;
  return {
    reaches: (k, { body }) => !isFirst(k, body) && body.reached(rolesOf(body), 1)[0]?.[k] === true,
    obstacle: (k, { body }) =>
      isFirst(k, body)
        ? { isRelated: true, operations: [name], stopped: false }
        : body.obstacle(rolesOf(body), k, 0),
  };
}

function rolesOf({ inputs }: Body): Roles {
  return { constants: inputs.length - 1, carried: 1 };
}

function solvedAt<V, A extends Equation>(step: PushStep<V, A> | PullStep<V, A>): Solved<V, A> {
  const { b, attributes, result } = step;
  return { b, attributes, known: step.inputs().slice(0, -1), solution: result };
}

function push<V, A extends Equation>(declaration: EquationDeclaration<A>, step: PushStep<V, A>): V | null {
  const at = solvedAt(step);
  const tangents = at.known.map((_, k) => step.tangent(k));
  const present = tangents.filter((tangent) => tangent !== null);
  if (present.length === 0) return null;
  const has = tangents.map((tangent) => tangent !== null);
  return declaration.tangent(at, has, present, step.zero(at.solution));
}

/** What the body refers to receives what it would of the body's output. */
function pull<V, A extends Equation>(declaration: EquationDeclaration<A>, step: PullStep<V, A>): void {
  const at = solvedAt(step);
  const { b, attributes, known, solution } = at;
  const wanted = known.map((input, k) => step.wants(k) && isFloat(b.dtypeOf(input)));
  if (!wanted.includes(true)) return;
  const cotangent = declaration.cotangent(at, step.cotangent);
  const back = attributes.body.pulled(givenAll, [true], [...wanted, false]).body;
  const parts = back.applied(b, [...known, solution, cotangent]);
  const receivers = [...known.keys()].filter((k) => wanted[k]);
  for (const [k, receiver] of receivers.entries()) step.receive(receiver, parts[k] as V);
}
