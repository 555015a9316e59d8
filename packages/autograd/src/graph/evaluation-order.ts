import { aliasOf } from "./build.ts";
import { expand } from "./graph-builder.ts";
import { asBuilt, type Listing, listing, nowhere } from "./listing.ts";
import type { Node } from "./node.ts";

/**
 * What has to be computed for `roots`, in order. A node whose value is known already is a leaf; a composite stands for
 * what it expands to, as its only input.
 */
export function evaluationOrder(roots: readonly Node[]): Listing {
  return listing(roots, needed);
}

function needed(node: Node): Node | null {
  if (node.value !== null) return nowhere;
  if (node.op.meaning.kind !== "composite") return asBuilt(node);
  node.expansion ??= aliasOf(expand(node));
  return node.expansion;
}
