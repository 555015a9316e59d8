import type { Attributes, Builder, Derivative, Step } from "../definition.ts";
import { derivativeOf } from "./form.ts";

/** What each input receives from the cotangent, in which it is linear; null if it receives nothing. */
export type CotangentRule<A extends Attributes> = <V>(
  b: Builder<V>,
  cotangent: V,
  step: Step<V, A>,
) => readonly (V | null)[];

/**
 * One rule for reverse mode, from which forward mode follows: the rule is linear in the cotangent u, so that ⟨rule(u), ẋ⟩ =
 * ⟨u, Jẋ⟩, and the gradient of the left side with respect to u is the tangent sought, whatever u is.
 */
export function cotangentRule<A extends Attributes>(pull: CotangentRule<A>): Derivative<A> {
  return derivativeOf([pull] as const, ([rule]) => ({
    needsGraph: true,
    push: (step) => {
      const any = step.variable(step.result);
      const tangents = Array.from({ length: step.arity }, (_, k) => step.tangent(k));
      return step.pullBack(() => rule(step.b, any, step), tangents, [any])[0] ?? null;
    },
    pull: (step) => {
      for (const [k, contribution] of rule(step.b, step.cotangent, step).entries()) {
        if (step.wants(k)) step.receive(k, contribution);
      }
    },
  }));
}

/** The rule that a user gave with the values, as `customGradient` does. */
export function givenRule<A extends Attributes>(): Derivative<A> {
  return cotangentRule((_, cotangent, step) => step.given(cotangent));
}
