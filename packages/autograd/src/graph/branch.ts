import type { Node } from "./node.ts";

/** Nodes alone, so that nothing is kept for the question. */
const made: WeakSet<Node> = new WeakSet();

/** Notes what a function made that computes it anew in a branch, where it is another node. */
export function noteMadeInBranch(nodes: readonly Node[]): void {
  for (const node of nodes) made.add(node);
}

/** Whether a node was made in a branch, whose result does not depend on that very node. */
export function isMadeInBranch(node: Node): boolean {
  return made.has(node);
}
