import { stopGradient } from "../op/leaf.ts";
import { applyUnary } from "./build.ts";
import type { Node } from "./node.ts";

/** The value of a node, through which no derivative passes. */
export function stopped(node: Node): Node {
  const stop = applyUnary(stopGradient, node);
  takeOver(stop);
  return stop;
}

/**
 * Whether the value of a node is known, which a `stopGradient` takes over from what it was made from, if that has one. From
 * then on it needs no more of it, and lets go: state that is carried along behind it does not keep its past alive.
 */
export function takeOver(node: Node): boolean {
  if (node.value !== null) return true;
  const { first } = node;
  if (first === null || first.value === null || !isStop(node)) return false;
  node.value = first.value;
  node.letGo();
  return true;
}

/** Takes over the value of what several `stopGradient`s were made from, one after the other. */
export function takeOverAll(node: Node): void {
  const stops: Node[] = [];
  let source: Node | null = node;
  for (; source !== null && source.value === null && isStop(source); source = source.first)
    stops.push(source);
  for (let stop = stops.pop(); stop !== undefined; stop = stops.pop()) takeOver(stop);
}

/** What a node has its value from: itself, unless it is a `stopGradient`. */
export function sourceOf(node: Node): Node {
  let source = node;
  while (source.value === null && source.first !== null && isStop(source)) source = source.first;
  return source;
}

/** Not what a parameter was assigned in a recording: that is what derivatives are taken by. */
export function isStop({ kind, owner }: Node): boolean {
  return kind.op === stopGradient && owner === null;
}
