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

/**
 * What has to be computed for `roots` from `leaves` alone, for a program that is run again with other values of these. Of what
 * else may have a value today another run need not know anything.
 */
export function evaluationOrderFrom(leaves: readonly Node[], roots: readonly Node[]): Listing {
  const given = new Set(leaves);
  // A derivative that has a value and was not written out tells no way back to the leaves.
  const isEnd = (node: Node): boolean => given.has(node) || (node.value !== null && node.deferred !== null);
  return listing(roots, (node) => (isEnd(node) ? nowhere : expanded(node)));
}

function needed(node: Node): Node | null {
  return node.value === null ? expanded(node) : nowhere;
}

function expanded(node: Node): Node | null {
  if (node.op.meaning.kind !== "composite") return asBuilt(node);
  node.expansion ??= aliasOf(expand(node));
  return node.expansion;
}
