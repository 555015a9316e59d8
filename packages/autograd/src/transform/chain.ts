import { graphBuilder as b } from "../graph/graph-builder.ts";
import type { Node } from "../graph/node.ts";
import { add } from "../op/add.ts";
import type { Builder } from "../op/definition.ts";
import { Over } from "../op/derivative/over.ts";
import { neg } from "../op/neg.ts";
import { reciprocal } from "../op/reciprocal.ts";
import { strongDiv } from "../op/strong-div.ts";
import { strongMul } from "../op/strong-mul.ts";
import { filledWith } from "../op/sum.ts";

/** What derivatives are made with, and a question: the value of a constant that a rule made, null of anything else. */
export interface ChainBuilder<V> extends Builder<V> {
  constantOf(x: V): number | null;
}

/**
 * One link of the chain rule: a cotangent or tangent times a local derivative. Zeros are strong. The constant ±1 of
 * additions and subtractions costs nothing, a local derivative of constant 0 gives none. One over a divisor divides.
 */
export function chain<V>(b: ChainBuilder<V>, flowing: V, local: V | Over<V>): V | null {
  if (local instanceof Over) {
    const { divisor } = local;
    const isKnown = b.constantOf(divisor) !== null || b.constantOf(flowing) === 1;
    return isKnown ? chain(b, flowing, b(reciprocal, divisor)) : b(strongDiv, flowing, divisor);
  }
  const constant = b.constantOf(local);
  if (constant !== null) {
    if (constant === 1) return flowing;
    if (constant === -1) return b(neg, flowing);
    if (constant === 0) return null;
  }
  if (b.constantOf(flowing) === 1) return local;
  return b(strongMul, flowing, local);
}

/** Sum of what flowed in so far and one more contribution; null means none. */
export function accumulate<V>(b: ChainBuilder<V>, sum: V | null, contribution: V | null): V | null {
  if (sum === null) return contribution;
  if (contribution === null) return sum;
  return b(add, sum, contribution);
}

/** A constant of the structure, in the shape and dtype of a node. */
export function filled(value: number, like: Node): Node {
  return filledWith(b, value, like);
}
