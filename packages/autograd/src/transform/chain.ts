import { apply, constantNode } from "../graph/build.ts";
import { graphBuilder as b } from "../graph/graph-builder.ts";
import type { Node } from "../graph/node.ts";
import { neg } from "../op/arithmetic.ts";
import { constant } from "../op/leaf.ts";
import { type Shape, sameShape } from "../shape/shape.ts";

/**
 * One link of the chain rule: a cotangent or tangent times a local derivative. Zeros are strong. The constant ±1 of
 * additions and subtractions costs nothing, a local derivative of constant 0 gives none.
 */
export function chain(flowing: Node, local: Node): Node | null {
  if (local.op === constant) {
    const value = local.attributes["value"];
    if (value === 1) return flowing;
    if (value === -1) return apply(neg, [flowing]);
    if (value === 0) return null;
  }
  if (flowing.op === constant && flowing.attributes["value"] === 1) return local;
  return b.strongMul(flowing, local);
}

/** Sum of what flowed in so far and one more contribution; null means none. */
export function accumulate(sum: Node | null, contribution: Node | null): Node | null {
  if (sum === null) return contribution;
  if (contribution === null) return sum;
  return b.add(sum, contribution);
}

/** A constant of the structure, in the shape and dtype of a node. */
export function filled(value: number, like: Node): Node {
  return b.broadcastTo(constantNode(value, like.dtype), like.shape);
}

/** The node stretched to a shape that it broadcasts to. */
export function stretched(node: Node, shape: Shape): Node {
  return sameShape(node.shape, shape) ? node : b.broadcastTo(node, shape);
}
