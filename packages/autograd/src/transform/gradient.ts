import { constantNode, deferredNode, derivedNode } from "../graph/build.ts";
import type { Deferred, GradientRequest, Node, Origin } from "../graph/node.ts";
import { isRepeated } from "../graph/repetition.ts";
import type { TypedArray } from "../shape/dtype.ts";
import { filled } from "./chain.ts";
import { reverse } from "./reverse.ts";

/**
 * The gradient of a scalar with respect to each of several nodes, as nodes that are written out when they are needed: by
 * a value, a print-out, a further derivative. Nodes that `of` does not depend on have gradient 0.
 */
export function gradientNodes(of: Node, wrt: readonly Node[]): Node[] {
  const request = new ReverseRequest(of, wrt);
  // A rule given by the user must run once, now: it may have effects that its author relies on. That a node counts as another
  // one is not seen where a derivative is known by its structure.
  if (of.hasRule || wrt.some(isRepeated)) return derived(request.all(), [of], wrt);
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

/**
 * Derivatives that are written out, which remember what they were taken of and by: a slope that is the same everywhere, or
 * piecewise, depends on the argument no less than others do.
 */
export function derived(nodes: readonly Node[], outputs: readonly Node[], wrt: readonly Node[]): Node[] {
  const origin: Origin = { outputs, wrt, epoch: 0 };
  return nodes.map((node) => derivedNode(node, origin));
}

class ReverseRequest implements GradientRequest {
  readonly of: Node;
  readonly wrt: readonly Node[];
  nodes: readonly Node[] = [];
  epoch = 0;
  position = 0;
  history = 0;
  #results: readonly Node[] | null = null;

  constructor(of: Node, wrt: readonly Node[]) {
    this.of = of;
    this.wrt = wrt;
  }

  get outputs(): readonly Node[] {
    return [this.of];
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
