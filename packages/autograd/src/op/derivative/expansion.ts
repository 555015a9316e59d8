import type { Attributes, Derivative, Step } from "../definition.ts";
import { derivativeOf } from "./form.ts";

/** The derivative of what the composite expands to. */
export function expansion<A extends Attributes>(): Derivative<A> {
  return derivativeOf<A, []>([], () => ({
    needsGraph: true,
    push: (step) => step.pushOn(() => expanded(step)),
    // No further than the inputs: what lies behind them belongs to the walk that this is a part of.
    pull: (step) => {
      const inputs = step.inputs();
      const received = step.pullBack(() => [expanded(step)], [step.cotangent], inputs);
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
