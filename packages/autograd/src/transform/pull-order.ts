import { carriesDerivative } from "../graph/graph-builder.ts";
import type { Listing } from "../graph/listing.ts";
import type { Node } from "../graph/node.ts";
import { declaresDerivative, madeBy } from "./dependence.ts";

/** Where that node is whose inputs are what a node is computed from: mostly its own place. */
export function positionOfSource({ nodes, start, inputs }: Listing, k: number): number {
  const node = nodes[k] as Node;
  if (madeBy(node) === node || start[k] === start[k + 1]) return k;
  return inputs[start[k] as number] as number;
}

/** 1 for nodes through which a derivative can reach one of the targets. */
export function relatedTo(list: Listing, targets: Pick<ReadonlySet<Node>, "has">): Uint8Array {
  const { nodes, start, inputs } = list;
  const related = new Uint8Array(nodes.length);
  for (let k = 0; k < nodes.length; k++) {
    const node = nodes[k] as Node;
    if (!carriesDerivative(node)) continue;
    if (targets.has(node)) {
      related[k] = 1;
      continue;
    }
    const from = positionOfSource(list, k);
    const first = start[from] as number;
    const count = (start[from + 1] as number) - first;
    for (let i = 0; i < count; i++) {
      if (related[inputs[first + i] as number] !== 0 && declaresDerivative(node, i)) {
        related[k] = 1;
        break;
      }
    }
  }
  return related;
}

/**
 * The order in which reverse mode goes through a listing, from its end: each node behind those that it hands on to. It decides
 * in which order contributions are added, and so about the last bits of a derivative. Therefore it is that of a walk along
 * nothing but what derivatives pass: what is behind a `stopGradient` or a comparison, which a walk may find
 * or not, depending on what has been read, what a recording refers to and what a body holds, does not count.
 * @param roots - Positions from which cotangents come.
 * @param wanted - 1 for nodes that are of interest, as {@link relatedTo} gives it.
 */
export function pullOrder(
  list: Listing,
  roots: readonly number[] = list.roots,
  wanted: Uint8Array = Uint8Array.from(list.nodes, (node) => (carriesDerivative(node) ? 1 : 0)),
): Int32Array {
  const { nodes, start, inputs } = list;
  const order = new Int32Array(nodes.length);
  const stack = new Int32Array(nodes.length);
  /** The edge that is followed next, plus one; 0 for nodes that were not met. */
  const edges = new Int32Array(nodes.length);
  let count = 0;
  for (const root of roots) {
    if (wanted[root] === 0 || edges[root] !== 0) continue;
    edges[root] = (start[root] as number) + 1;
    stack[0] = root;
    let top = 0;
    while (top >= 0) {
      const k = stack[top] as number;
      const edge = edges[k] as number;
      if (edge > (start[k + 1] as number)) {
        order[count++] = k;
        top -= 1;
        continue;
      }
      edges[k] = edge + 1;
      const input = inputs[edge - 1] as number;
      if (wanted[input] === 0 || edges[input] !== 0 || !isWay(list, k, edge - 1)) continue;
      edges[input] = (start[input] as number) + 1;
      top += 1;
      stack[top] = input;
    }
  }
  return order.subarray(0, count);
}

/** Whether a derivative passes from a node along an edge. One of several results is one of all of them, which have inputs. */
export function isWay({ nodes, start }: Listing, k: number, edge: number): boolean {
  const node = nodes[k] as Node;
  const { derivative } = node.op;
  if (derivative.resultOf !== undefined && madeBy(node) !== node) return true;
  return derivative.reaches(edge - (start[k] as number), node.attributes);
}
