import { aliasOf } from "./build.ts";
import { expand } from "./graph-builder.ts";
import { asBuilt, type Listing, listing, nowhere, type Settle } from "./listing.ts";
import type { Node } from "./node.ts";

/**
 * What has to be computed for `roots`, in order. A node whose value is known already is a leaf; a composite stands for
 * what it expands to, as its only input.
 * @param settle - What becomes of deferred derivatives that have no value; they are written out unless told otherwise.
 */
export function evaluationOrder(roots: readonly Node[], settle?: Settle): Listing {
  return listing(roots, needed, settle);
}

function needed(node: Node): Node | null {
  if (node.value !== null) return nowhere;
  if (node.op.meaning.kind !== "composite") return asBuilt(node);
  node.expansion ??= aliasOf(expand(node));
  return node.expansion;
}
