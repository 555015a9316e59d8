import type { Attributes, Derivative, Rules } from "../definition.ts";

/** What a form says of itself beyond both modes. */
export type Saying<A extends Attributes> = Partial<
  Pick<Derivative<A>, "needsGraph" | "reaches" | "resultOf" | "obstacle">
>;

type Modes<A extends Attributes> = Pick<Derivative<A>, "push" | "pull"> & Saying<A>;

/** The derivative that a form makes of rules. */
export function derivativeOf<A extends Attributes, R extends Rules>(
  rules: R,
  make: (rules: R) => Modes<A>,
): Derivative<A> {
  return {
    noSlope: null,
    needsGraph: false,
    reaches: () => true,
    rules,
    withRules: (changed) => derivativeOf(changed as R, make),
    ...make(rules),
  };
}
