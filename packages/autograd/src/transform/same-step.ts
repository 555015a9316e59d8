/** Whether two graphs do the same, node by node, however long ago the first of them was built. */
import { listingWithin } from "../graph/listing.ts";
import type { Node } from "../graph/node.ts";
import { sameAttributes } from "../graph/node-kind.ts";
import type { Body } from "../op/definition.ts";
import { sameShape } from "../shape/shape.ts";
import { type GraphBody, graphOf } from "./body.ts";

/** Whether two nodes apply the same operation, with the same attributes and of the same type. */
export function isSameStep(a: Node, b: Node): boolean {
  return (
    a.op === b.op &&
    a.arity === b.arity &&
    sameType(a, b) &&
    sameAttributes(a.attributes, b.attributes, isSameBody)
  );
}

export function sameType(a: Node, b: Node): boolean {
  return a.dtype === b.dtype && sameShape(a.shape, b.shape);
}

/** What a body was found to be the same as, and that in turn. */
const earlier: WeakMap<Body, Body> = /* @__PURE__ */ new WeakMap();

/**
 * Whether two bodies do the same. Of those that are remembered there is one for each structure; of one that was forgotten,
 * since there were many others, a recording may still have the one from before.
 */
function isSameBody(before: Body, now: Body): boolean {
  const [a, b] = [first(before), first(now)];
  if (a === b) return true;
  const isSame = isSameGraph(graphOf(a), graphOf(b));
  // Bodies within bodies are met again and again: once is enough.
  if (isSame) earlier.set(b, a);
  return isSame;
}

function first(body: Body): Body {
  let found = body;
  for (let next = earlier.get(found); next !== undefined; next = earlier.get(found)) found = next;
  return found;
}

function isSameGraph(a: GraphBody, b: GraphBody): boolean {
  const [was, is] = [
    listingWithin(a.outputs, new Set(a.inputs)),
    listingWithin(b.outputs, new Set(b.inputs)),
  ];
  if (!areSameInputs(a, b) || !sameNumbers(was.roots, is.roots)) return false;
  if (!sameNumbers(was.start, is.start) || !sameNumbers(was.inputs, is.inputs)) return false;
  const [before, now] = [a, b].map(({ inputs }) => new Map(inputs.map((input, k) => [input, k])));
  for (const [k, node] of was.nodes.entries()) {
    const other = is.nodes[k] as Node;
    const place = before?.get(node);
    if (place !== now?.get(other)) return false;
    if (place === undefined && !isSameStep(node, other)) return false;
  }
  return String(a.direct) === String(b.direct);
}

function areSameInputs(a: GraphBody, b: GraphBody): boolean {
  return (
    a.inputs.length === b.inputs.length && a.inputs.every((input, k) => sameType(input, b.inputs[k] as Node))
  );
}

function sameNumbers(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) return false;
  for (let k = 0; k < a.length; k++) if (a[k] !== b[k]) return false;
  return true;
}
