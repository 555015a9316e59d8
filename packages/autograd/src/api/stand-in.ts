import type { Node } from "../graph/node.ts";

const originals: WeakMap<Node, Node> = new WeakMap();

/**
 * Notes that a function is given one node in place of another, of the same value, to tell what it builds from its arguments: to
 * the function it is the other one, by which a derivative goes every way.
 */
export function standIn(node: Node, original: Node): Node {
  originals.set(node, original);
  return node;
}

/** What a node stands in for; mostly itself. */
export function originalOf(node: Node): Node {
  // What has no inputs is nobody's second name, and of such derivatives are taken most.
  if (node.first === null) return node;
  const original = originals.get(node);
  return original === undefined ? node : originalOf(original);
}
