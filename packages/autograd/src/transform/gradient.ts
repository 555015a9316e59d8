import { constantNode, deferredNode } from "../graph/build.ts";
import { carriesDerivative } from "../graph/graph-builder.ts";
import { nextEpoch } from "../graph/listing.ts";
import type { Deferred, GradientRequest, Node } from "../graph/node.ts";
import type { TypedArray } from "../shape/dtype.ts";
import { filled } from "./chain.ts";
import { reverse } from "./reverse.ts";

/**
 * The gradient of a scalar with respect to each of several nodes, as nodes that are written out when they are needed: by
 * a value, a print-out, a further derivative. Nodes that `of` does not depend on have gradient 0.
 */
export function gradientNodes(of: Node, wrt: readonly Node[]): Node[] {
  const request = new ReverseRequest(of, wrt);
  // A rule given by the user must run once, now: it may have effects that its author relies on.
  if (of.hasRule) return [...request.all()];
  const nodes = new Array<Node>(wrt.length);
  for (let index = 0; index < wrt.length; index++) {
    nodes[index] = deferredNode(new DeferredGradient(request, index), (wrt[index] as Node).kind.type);
  }
  request.nodes = nodes;
  const known = of.evaluation === null ? null : of.evaluation.gradient(wrt);
  if (known !== null) {
    for (let index = 0; index < wrt.length; index++)
      (nodes[index] as Node).value = known[index] as TypedArray;
  }
  return nodes;
}

class ReverseRequest implements GradientRequest {
  readonly of: Node;
  readonly wrt: readonly Node[];
  nodes: readonly Node[] = [];
  epoch = 0;
  position = 0;
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
  readonly request: ReverseRequest;
  readonly index: number;

  constructor(request: ReverseRequest, index: number) {
    this.request = request;
    this.index = index;
  }

  expand(): Node {
    return this.request.all()[this.index] as Node;
  }
}

/**
 * Visits everything that a node depends on, as the user built it: a derivative depends on what it was taken of, and is
 * not written out for the question.
 */
export function visitAncestors(root: Node, visit: (node: Node) => void): void {
  const walk = new AncestorWalk(root);
  for (let node = walk.next(); node !== undefined; node = walk.next()) visit(node);
}

/** The values of parameters that a node depends on, also those that a parameter has no longer. */
export function ownedLeaves(root: Node): Node[] {
  const leaves: Node[] = [];
  visitAncestors(root, (node) => {
    if (node.owner !== null) leaves.push(node);
  });
  return leaves;
}

/** The nodes that a derivative of `root` can reach. What a derivative was taken of counts as reached. */
export function reachedNodes(root: Node): Set<Node> {
  const reached = new Set<Node>();
  const stack: Node[] = [];
  const enter = (node: Node): void => {
    if (reached.has(node) || !carriesDerivative(node)) return;
    reached.add(node);
    stack.push(node);
  };
  enter(root);
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    const { form } = node.op.derivative;
    if (form === "zero") continue;
    // The first input of a rule is the value, which says nothing of the derivative.
    for (let k = form === "custom" ? 1 : 0; k < node.arity; k++) enter(node.input(k));
    if (node.request === null) continue;
    enter(node.request.of);
    for (const by of node.request.wrt) enter(by);
  }
  return reached;
}

/** The position of the first of `nodes` that `root` does not depend on; -1 if it depends on all. */
export function firstUnrelated(root: Node, nodes: readonly Node[]): number {
  // Distinct nodes to find carry one mark until they are met, which gives them the other.
  const wanted = nextEpoch();
  let missing = 0;
  for (const node of nodes) {
    if (node.epoch !== wanted) missing += 1;
    node.epoch = wanted;
  }
  const walk = new AncestorWalk(root, wanted);
  while (walk.found < missing && walk.next() !== undefined);
  return walk.found === missing ? -1 : nodes.findIndex((node) => node.epoch === wanted);
}

/** Visits everything that a node depends on, in no particular order, and counts nodes that carry a mark. */
class AncestorWalk {
  /** How many nodes with the mark `wanted` were met. */
  found = 0;
  readonly #wanted: number;
  readonly #visited: number = nextEpoch();
  readonly #stack: Node[] = [];

  constructor(root: Node, wanted = -1) {
    this.#wanted = wanted;
    this.#enter(root);
  }

  next(): Node | undefined {
    const node = this.#stack.pop();
    if (node === undefined) return undefined;
    const { first, second, request } = node;
    if (first !== null) this.#enter(first);
    if (second !== null) this.#enter(second);
    if (node.arity > 2) for (let k = 2; k < node.arity; k++) this.#enter(node.input(k));
    // Whether a derivative is written out by now must not make a difference.
    if (request !== null) this.#enterRequest(request);
    return node;
  }

  #enterRequest(request: GradientRequest): void {
    if (request.epoch === this.#visited) return;
    request.epoch = this.#visited;
    this.#enter(request.of);
    for (const node of request.wrt) this.#enter(node);
  }

  #enter(node: Node): void {
    if (node.epoch === this.#visited) return;
    if (node.epoch === this.#wanted) this.found += 1;
    node.epoch = this.#visited;
    this.#stack.push(node);
  }
}
