import type { Attributes, Derivative, Step } from "../definition.ts";
import { derivativeOf, type Saying } from "./form.ts";

/** Writes in other operations what an operation is derived as. */
type Written<A extends Attributes> = <V>(step: Step<V, A>) => V;

/** The derivative of what the composite expands to. */
export function expansion<A extends Attributes>(): Derivative<A> {
  return derivativeThrough<A>(expanded);
}

/** The derivative of what is written in its place. */
export function derivativeThrough<A extends Attributes>(
  written: Written<A>,
  saying: Saying<A> = {},
): Derivative<A> {
  return derivativeOf<A, []>([], () => ({
    needsGraph: true,
    ...saying,
    push: (step) => step.pushOn(() => written(step)),
    // No further than the inputs: what lies behind them belongs to the walk that this is a part of.
    pull: (step) => {
      const inputs = step.inputs();
      const received = step.pullBack(() => [written(step)], [step.cotangent], inputs);
      for (const [k, input] of inputs.entries()) {
        // One that is there twice has received everything at its first place.
        if (step.wants(k) && inputs.indexOf(input) === k) step.receive(k, received[k] ?? null);
      }
    },
  }));
}

function expanded<V, A extends Attributes>(step: Step<V, A>): V {
  const { meaning, name } = step.op;
  if (meaning.kind !== "composite") throw new TypeError(`${name} is not a composite`);
  return meaning.expand(step.b, step.inputs(), step.attributes);
}
