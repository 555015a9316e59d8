import type { Attributes, Builder, Derivative } from "../definition.ts";
import { derivativeOf } from "./form.ts";

/** What one input receives, from the cotangent and all inputs; null for an input that has no derivative. */
export type InputTranspose<A extends Attributes> =
  | (<V>(b: Builder<V>, cotangent: V, inputs: readonly [V, V, V], attributes: A) => V)
  | null;

/**
 * Linear in some inputs together, while the others are what they are, as indices: forward mode applies the operation to the
 * tangents of those.
 */
export function linearIn<A extends Attributes>(...transposes: readonly InputTranspose<A>[]): Derivative<A> {
  return derivativeOf(transposes, (rules) => ({
    reaches: (k) => rules[k] !== null,
    push: (step) => {
      const inputs = step.inputs();
      return step.applied(
        inputs.map((input, k) => (rules[k] === null ? input : (step.tangent(k) ?? step.zero(input)))),
      );
    },
    pull: (step) => {
      const { b, cotangent, attributes } = step;
      const x1 = step.input(0);
      const x2 = step.arity > 1 ? step.input(1) : x1;
      const x3 = step.arity > 2 ? step.input(2) : x1;
      for (const [k, rule] of rules.entries()) {
        if (rule !== null && step.wants(k)) step.receive(k, rule(b, cotangent, [x1, x2, x3], attributes));
      }
    },
  }));
}
