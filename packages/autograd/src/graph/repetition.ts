import type { Node } from "./node.ts";

const firsts: WeakMap<Node, Node> = new WeakMap();
const repeated: WeakSet<Node> = new WeakSet();
/** Whether there are any: most programs never ask further. */
let isUsed = false;

/**
 * Notes that a function which was called once more made one node where it had made another before: they are the same to
 * whoever takes a derivative by the first.
 * @returns Whether that is so of no other node yet.
 */
export function noteRepetition(first: Node, again: Node): boolean {
  const known = firsts.get(again);
  if (known !== undefined) return known === first;
  isUsed = true;
  firsts.set(again, first);
  repeated.add(first);
  return true;
}

/** Notes that a node for all examples takes the place of one that a function made once more. */
export function carryRepetition(again: Node, examples: Node): void {
  const first = firsts.get(again);
  if (first !== undefined) noteRepetition(first, examples);
}

/** Whether a function made a node once more. */
export function isRepeated(node: Node): boolean {
  return isUsed && repeated.has(node);
}

/** The node that a function made first of what it made once more; mostly the node itself. */
export function firstOf(node: Node): Node {
  const first = isUsed ? firsts.get(node) : undefined;
  return first === undefined ? node : firstOf(first);
}

/** The nodes that were made first, each once. */
export function firstsOf(nodes: readonly Node[]): readonly Node[] {
  return isUsed ? [...new Set(nodes.map(firstOf))] : nodes;
}

/** That of several nodes which a node is, or is once more; null if it is none of them. */
export function oneOf(nodes: ReadonlySet<Node>, node: Node): Node | null {
  for (let at: Node | undefined = node; at !== undefined; at = firsts.get(at)) if (nodes.has(at)) return at;
  return null;
}
