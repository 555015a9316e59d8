import type { Attributes, Builder, Derivative } from "../definition.ts";
import { derivativeOf } from "./form.ts";

/**
 * The tangent of the result from the inputs and their tangents, in which it is linear; null is a tangent of zero.
 */
export type TangentRule<A extends Attributes> = <V>(
  b: Builder<V>,
  result: V,
  inputs: readonly V[],
  tangents: readonly (V | null)[],
  attributes: A,
) => V;

/**
 * One rule for forward mode. Reverse mode transposes it: the rule's graph, built for tangents that stand for any, is linear
 * in them, and what these receive from the cotangent is what the inputs receive.
 */
export function tangentRule<A extends Attributes>(push: TangentRule<A>): Derivative<A> {
  return derivativeOf([push] as const, ([rule]) => ({
    needsGraph: true,
    push: (step) => {
      const inputs = step.inputs();
      const tangents = inputs.map((_, k) => step.tangent(k));
      return rule(step.b, step.result, inputs, tangents, step.attributes);
    },
    pull: (step) => {
      const inputs = step.inputs();
      const tangents = inputs.map((input, k) => (step.wants(k) ? step.variable(input) : null));
      const by = tangents.filter((tangent) => tangent !== null);
      const build = () => [rule(step.b, step.result, inputs, tangents, step.attributes)];
      const received = step.pullBack(build, [step.cotangent], by);
      let next = 0;
      for (const [k, tangent] of tangents.entries()) {
        if (tangent !== null) step.receive(k, received[next++] ?? null);
      }
    },
  }));
}
