import { isConstant } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import { isStop } from "../graph/stop-gradient.ts";
import { declaresDerivative } from "../transform/dependence.ts";
import { positionOfSource, pullOrder } from "../transform/pull-order.ts";
import { derivationWithin } from "../transform/reverse.ts";

/** What a function's result gets its derivatives from. */
export interface FunctionBody {
  /** Which arguments a derivative of the result reaches. */
  readonly reached: readonly boolean[];
  /** What else it reaches that the function did not build from its arguments, in an order that is the same for each call. */
  readonly captured: readonly Node[];
}

/**
 * @param inputs - Nodes that nothing depended on before the call: what depends on them was built by the function.
 * @param since - Nodes of higher numbers were made by the function.
 */
export function bodyOf(value: Node, inputs: readonly Node[], since: number): FunctionBody {
  const own = new Set(inputs);
  const list = derivationWithin([value], own);
  const { nodes, start, inputs: edges, roots } = list;
  const depends = new Uint8Array(nodes.length);
  for (let k = 0; k < nodes.length; k++) {
    const node = nodes[k] as Node;
    // A stopGradient may have let go of what it was made from: it counts as built from arguments, read or not.
    let found = own.has(node) || (isStop(node) && node.serial > since);
    for (let edge = start[k] as number; edge < (start[k + 1] as number); edge++)
      found ||= depends[edges[edge] as number] !== 0;
    if (found) depends[k] = 1;
  }
  const reached = new Uint8Array(nodes.length);
  reached[roots[0] as number] = 1;
  const captured: Node[] = [];
  const met = new Set<Node>();
  for (const k of pullOrder(list).reverse()) {
    const node = nodes[k] as Node;
    if (reached[k] === 0) continue;
    if (own.has(node)) met.add(node);
    else if (depends[k] === 0) captured.push(node);
    else {
      const from = positionOfSource(list, k);
      const own = edges.subarray(start[from], start[from + 1]);
      for (const [i, edge] of own.entries()) if (declaresDerivative(node, i)) reached[edge] = 1;
    }
  }
  return {
    reached: inputs.map((node) => met.has(node)),
    captured: captured.filter((node) => !isConstant(node)),
  };
}
