import type { Attributes, Builder, Derivative, Step } from "../definition.ts";
import { broadcastTo } from "../sum.ts";
import { derivativeOf } from "./form.ts";

/** From the result and the arguments; `null` where an argument has no derivative, like the condition of `where`. */
export type PartialRule = (<V>(b: Builder<V>, result: V, x1: V, x2: V, x3: V) => V) | null;

/** Elementwise operations: ∂y/∂xᵢ of each argument, an elementwise expression of the arguments and the result. */
export function partials<A extends Attributes>(...partialRules: readonly PartialRule[]): Derivative<A> {
  return derivativeOf(partialRules, (rules) => ({
    reaches: (k) => rules[k] !== null,
    push: (step) => {
      let sum = null;
      for (let k = 0; k < step.arity; k++) {
        const tangent = step.tangent(k);
        const rule = rules[k];
        if (tangent !== null && rule) sum = step.sum(sum, step.link(tangent, local(step, rule)));
      }
      const { b, result } = step;
      return sum === null ? null : b(broadcastTo, sum, { shape: b.shapeOf(result) });
    },
    pull: (step) => {
      for (let k = 0; k < step.arity; k++) {
        const rule = rules[k];
        if (!rule || !step.wants(k)) continue;
        step.receiveBroadcast(k, step.link(step.cotangent, local(step, rule)));
      }
    },
  }));
}

function local<V, A extends Attributes>(step: Step<V, A>, rule: PartialRule & object): V {
  const { arity } = step;
  const x1 = step.input(0);
  return rule(step.b, step.result, x1, arity > 1 ? step.input(1) : x1, arity > 2 ? step.input(2) : x1);
}
