import { evaluationOrder } from "../graph/evaluation-order.ts";
import { listing } from "../graph/listing.ts";
import { Node } from "../graph/node.ts";
import { interpret } from "../interpret/run.ts";
import type { TypedArray } from "../shape/dtype.ts";

/** The same operation on other inputs, of the same types. */
export function copyOf(node: Node, inputs: readonly Node[], value: TypedArray | null): Node {
  const { rule } = node;
  const [first = null, second = null] = inputs;
  const rare = inputs.length > 2 ? { inputs, rule } : rule === null ? null : { rule };
  return new Node(node.kind, first, second, value, rare);
}

/** The same graph as if nothing of it had been computed yet: only data is known. */
export function uncomputed(roots: readonly Node[]): Node[] {
  const { nodes, start, inputs, roots: positions } = listing(roots);
  const copies: Node[] = [];
  for (let k = 0; k < nodes.length; k++) {
    const node = nodes[k] as Node;
    const own = Array.from(inputs.subarray(start[k], start[k + 1]), (input) => copies[input] as Node);
    copies.push(own.length === 0 ? node : copyOf(node, own, null));
  }
  return positions.map((k) => copies[k] as Node);
}

/** The values of nodes and of their inputs. Nothing is remembered at the nodes. */
export function valuesOf(nodes: readonly Node[]): Map<Node, TypedArray> {
  const all = [...new Set(nodes.flatMap((node) => [node, ...node.inputs]))];
  const values = interpret(evaluationOrder(all));
  return new Map(all.map((node, k) => [node, values[k] as TypedArray]));
}
