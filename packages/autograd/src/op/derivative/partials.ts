import type { Attributes, Builder, Derivative, Step } from "../definition.ts";
import { broadcastTo } from "../sum.ts";
import { derivativeOf } from "./form.ts";
import type { Over } from "./over.ts";

/**
 * A local derivative; or factors of it, by which what flows is multiplied, or divided, one after the other: the whole may be out of range
 * where the product with what flows is not, as 1/x² is long before 1/x.
 */
export type Local<V> = V | Over<V> | readonly (V | Over<V>)[];

/** From the result and the arguments; `null` where an argument has no derivative, like the condition of `where`. */
export type PartialRule = (<V>(b: Builder<V>, result: V, x1: V, x2: V, x3: V) => Local<V>) | null;

/** Elementwise operations: ∂y/∂xᵢ of each argument, an elementwise expression of the arguments and the result. */
export function partials<A extends Attributes>(...partialRules: readonly PartialRule[]): Derivative<A> {
  return derivativeOf(partialRules, (rules) => ({
    reaches: (k) => rules[k] !== null,
    push: (step) => {
      let sum = null;
      for (let k = 0; k < step.arity; k++) {
        const tangent = step.tangent(k);
        const rule = rules[k];
        if (tangent !== null && rule) sum = step.sum(sum, linked(step, tangent, rule));
      }
      const { b, result } = step;
      return sum === null ? null : b(broadcastTo, sum, { shape: b.shapeOf(result) });
    },
    pull: (step) => {
      for (let k = 0; k < step.arity; k++) {
        const rule = rules[k];
        if (!rule || !step.wants(k)) continue;
        step.receiveBroadcast(k, linked(step, step.cotangent, rule));
      }
    },
  }));
}

/** What flows, times what a rule gives. */
function linked<V, A extends Attributes>(step: Step<V, A>, flowing: V, rule: PartialRule & object): V | null {
  const { arity } = step;
  const x1 = step.input(0);
  const given = rule(step.b, step.result, x1, arity > 1 ? step.input(1) : x1, arity > 2 ? step.input(2) : x1);
  if (!Array.isArray(given)) return step.link(flowing, given as V | Over<V>);
  let product: V | null = flowing;
  for (const factor of given as readonly (V | Over<V>)[]) {
    // Not a question of truth: a value may be the number 0.
    if (product !== null) product = step.link(product, factor);
  }
  return product;
}
