import { expand } from "./graph-builder.ts";
import { type Listing, listing } from "./listing.ts";
import type { Node } from "./node.ts";

const nothing: readonly Node[] = [];

/**
 * What has to be computed for `roots`, in order. A node whose value is known already is a leaf; a composite stands for
 * what it expands to, as its only input.
 */
export function evaluationOrder(roots: readonly Node[]): Listing {
  return listing(roots, needed);
}

function needed(node: Node): readonly Node[] | null {
  if (node.value !== null) return nothing;
  if (node.deferred !== null) return null;
  if (node.op.meaning.kind !== "composite") return node.inputs;
  node.expansion ??= expand(node);
  return [node.expansion];
}
