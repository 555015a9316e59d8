import type { Attributes, Derivative } from "../definition.ts";

/** No derivative passes, for a reason that ends "has no slope: ...". */
export function zero<A extends Attributes>(reason: string): Derivative<A> {
  const derivative: Derivative<A> = {
    noSlope: reason,
    needsGraph: false,
    reaches: () => false,
    rules: [],
    withRules: () => derivative,
    push: () => null,
    pull: () => undefined,
  };
  return derivative;
}
