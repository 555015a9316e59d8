import type { Listing } from "../graph/listing.ts";
import type { Node } from "../graph/node.ts";
import { isBody } from "../op/body.ts";
import { slice } from "../op/slice.ts";
import type { Kept, KeptSteps } from "./bodies.ts";

/**
 * Where a derivative goes through the steps of a loop again, the same loop is in the graph twice: as it was asked for, and keeping
 * what it carried. The results of the former are the first of the latter, so that one will do.
 */
export const findKeptSteps: KeptSteps = (list) => {
  const keeping: number[] = [];
  const plain: number[] = [];
  for (const [k, { op, attributes }] of list.nodes.entries()) {
    if (op.meaning.kind !== "body") continue;
    const keeps = Object.values(attributes).some((value) => isBody(value) && value.origin !== value);
    (keeps ? keeping : plain).push(k);
  }
  const kept = new Map<number, Kept>();
  for (const k of plain) {
    const found = keeping.find((other) => isKeptOf(list, k, other));
    if (found !== undefined) kept.set(k, keptBy(list.nodes[k] as Node, list.nodes[found] as Node));
  }
  return kept;
};

function keptBy({ shape, dtype }: Node, keeping: Node): Kept {
  const attributes = { starts: [0], sizes: shape, steps: [1] };
  return { keeping, first: (all) => ({ op: slice, inputs: [all], attributes, shape, dtype }) };
}

function isKeptOf({ nodes, start, inputs }: Listing, plain: number, keeping: number): boolean {
  const [a, b] = [nodes[plain], nodes[keeping]] as [Node, Node];
  if (a.op !== b.op || a.arity !== b.arity) return false;
  for (let k = 0; k < a.arity; k++)
    if (inputs[(start[plain] as number) + k] !== inputs[(start[keeping] as number) + k]) return false;
  return Object.entries(a.attributes).every(([name, value]) => {
    const other = b.attributes[name];
    return isBody(value) ? isBody(other) && other.origin === value : value === other;
  });
}
