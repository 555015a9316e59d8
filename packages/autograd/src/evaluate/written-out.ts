import type { GradientRequest, Node } from "../graph/node.ts";

const requests: WeakMap<Node, GradientRequest> = /* @__PURE__ */ new WeakMap();

/** Writes out a derivative, which looks like any other node from then on, but for what was asked for with it. */
export function writeOut(node: Node, request: GradientRequest): void {
  node.force();
  // A run that has one of them on the way has them all.
  node.history = request.history;
  requests.set(node, request);
}

/** What a derivative was asked for with, also once an interpreted run has written it out; null of anything else. */
export function requestOf(node: Node): GradientRequest | null {
  if (node.deferred !== null) return node.deferred.request;
  return node.origin === null ? null : (requests.get(node) ?? null);
}
