import { constantNode, deferredNode } from "../graph/build.ts";
import { nextEpoch } from "../graph/listing.ts";
import type { Deferred, Node } from "../graph/node.ts";
import type { TypedArray } from "../shape/dtype.ts";
import { filled } from "./chain.ts";
import { reverse } from "./reverse.ts";

/**
 * The gradient of a scalar with respect to each of several nodes, as nodes that are written out when they are needed: by
 * a value, a print-out, a further derivative. Nodes that `of` does not depend on have gradient 0.
 */
export function gradientNodes(of: Node, wrt: readonly Node[]): Node[] {
  const request = new GradientRequest(of, wrt);
  // A rule given by the user must run once, now: it may have effects that its author relies on.
  if (of.hasRule) return [...request.all()];
  const nodes = wrt.map((node, index) => deferredNode(new DeferredGradient(request, index), node.shape, node.dtype));
  const known = of.evaluation?.gradient(of, wrt);
  if (known) for (const [index, node] of nodes.entries()) node.value = known[index] as TypedArray;
  return nodes;
}

class GradientRequest {
  readonly of: Node;
  readonly wrt: readonly Node[];
  #results: readonly Node[] | null = null;

  constructor(of: Node, wrt: readonly Node[]) {
    this.of = of;
    this.wrt = wrt;
  }

  all(): readonly Node[] {
    this.#results ??= reverse([this.of], [constantNode(1, this.of.dtype)], this.wrt).map(
      (gradient, index) => gradient ?? filled(0, this.wrt[index] as Node),
    );
    return this.#results;
  }
}

class DeferredGradient implements Deferred {
  readonly #request: GradientRequest;
  readonly index: number;

  constructor(request: GradientRequest, index: number) {
    this.#request = request;
    this.index = index;
  }

  get of(): Node {
    return this.#request.of;
  }

  get wrt(): readonly Node[] {
    return this.#request.wrt;
  }

  expand(): Node {
    return this.#request.all()[this.index] as Node;
  }
}

/**
 * Visits everything that a node depends on, as the user built it: a derivative depends on what it was taken of, and is
 * not written out for the question.
 */
export function visitAncestors(root: Node, visit: (node: Node) => void): void {
  const mark = nextEpoch();
  const stack: Node[] = [root];
  root.epoch = mark;
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    visit(node);
    if (node.deferred !== null) {
      enter(node.deferred.of, mark, stack);
      for (const wrt of node.deferred.wrt) enter(wrt, mark, stack);
    }
    for (let k = 0; k < node.inputs.length; k++) enter(node.inputs[k] as Node, mark, stack);
  }
}

function enter(node: Node, mark: number, stack: Node[]): void {
  if (node.epoch === mark) return;
  node.epoch = mark;
  stack.push(node);
}
