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
  const nodes = wrt.map((node, index) =>
    deferredNode(new DeferredGradient(request, index), node.shape, node.dtype),
  );
  request.nodes = nodes;
  const known = of.evaluation?.gradient(of, wrt);
  if (known) for (const [index, node] of nodes.entries()) node.value = known[index] as TypedArray;
  return nodes;
}

class GradientRequest {
  readonly of: Node;
  readonly wrt: readonly Node[];
  nodes: readonly Node[] = [];
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

  get together(): readonly Node[] {
    return this.#request.nodes;
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
    followInputs(node, mark, stack);
  }
}

/** The leaves with an owner, parameters that is, that a node depends on. */
export function ownedLeaves(root: Node): Node[] {
  const leaves: Node[] = [];
  visitAncestors(root, (node) => {
    if (node.inputs.length === 0 && node.owner !== null) leaves.push(node);
  });
  return leaves;
}

/** The position of the first of `nodes` that `root` does not depend on; -1 if it depends on all. */
export function firstUnrelated(root: Node, nodes: readonly Node[]): number {
  // Distinct nodes to find carry one mark until they are visited, which gives them the other.
  const wanted = nextEpoch();
  const visited = nextEpoch();
  let missing = 0;
  for (const node of nodes) {
    if (node.epoch !== wanted) missing += 1;
    node.epoch = wanted;
  }
  const stack: Node[] = [root];
  if (root.epoch === wanted) missing -= 1;
  root.epoch = visited;
  for (let node = stack.pop(); node !== undefined && missing > 0; node = stack.pop()) {
    missing -= followInputs(node, visited, stack, wanted);
  }
  return missing === 0 ? -1 : nodes.findIndex((node) => node.epoch === wanted);
}

/** Puts what a node depends on and was not visited yet on the stack; returns how many of those had the mark `wanted`. */
function followInputs(node: Node, visited: number, stack: Node[], wanted = -1): number {
  const { inputs, deferred } = node;
  let found = 0;
  for (let k = 0; k < inputs.length; k++) found += enter(inputs[k] as Node, visited, stack, wanted);
  if (deferred === null) return found;
  found += enter(deferred.of, visited, stack, wanted);
  for (const wrt of deferred.wrt) found += enter(wrt, visited, stack, wanted);
  return found;
}

function enter(node: Node, visited: number, stack: Node[], wanted: number): number {
  if (node.epoch === visited) return 0;
  const found = node.epoch === wanted ? 1 : 0;
  node.epoch = visited;
  stack.push(node);
  return found;
}
