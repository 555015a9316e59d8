import { evaluationOrder } from "../../packages/autograd/src/graph/evaluation-order.ts";
import type { Node } from "../../packages/autograd/src/graph/node.ts";
import { interpret } from "../../packages/autograd/src/interpret/run.ts";
import { input } from "../../packages/autograd/src/op/leaf.ts";
import type { TypedArray } from "../../packages/autograd/src/shape/dtype.ts";

/** Elements of several tensors, one array each. */
export type Arrays = readonly ArrayLike<number>[];

/**
 * Computes `roots` again and again for other data of the `leaves`, without building the graph anew.
 *
 * The order of evaluation is settled once; a call writes into the arrays of the leaves and runs the interpreter.
 * Nothing is remembered at the nodes, so that the graph can still be used in the ordinary way.
 */
export function evaluator(roots: readonly Node[], leaves: readonly Node[]): (data: Arrays) => TypedArray[] {
  const list = evaluationOrder(roots);
  for (const node of list.nodes) {
    if (node.value !== null && node.op !== input)
      throw new Error(`${node.op.name} has been evaluated already`);
  }
  return (data) => {
    for (const [i, leaf] of leaves.entries()) (leaf.value as TypedArray).set(data[i] as ArrayLike<number>);
    return interpret(list).map((array) => array.slice());
  };
}
