import type { Attributes, Builder, Derivative, Spec } from "../definition.ts";
import { derivativeOf } from "./form.ts";

/**
 * Gives the cotangent that the input at an index receives, from the cotangent and what the inputs were like. What is the same
 * for all inputs is worked out once.
 */
export type Transpose<A extends Attributes> = <V>(
  b: Builder<V>,
  cotangent: V,
  inputs: readonly Spec[],
  attributes: A,
) => (index: number) => V;

/** Linear in all inputs together: forward mode applies the operation to the tangents. */
export function linear<A extends Attributes>(transpose: Transpose<A>): Derivative<A> {
  return derivativeOf([transpose] as const, ([rule]) => ({
    push: (step) => {
      const tangents = step.inputs().map((input, k) => step.tangent(k) ?? step.zero(input));
      return step.applied(tangents);
    },
    pull: (step) => {
      const received = rule(step.b, step.cotangent, step.specs(), step.attributes);
      for (let k = 0; k < step.arity; k++) if (step.wants(k)) step.receive(k, received(k));
    },
  }));
}
