import { DerivativeError } from "../error/error.ts";
import { graphBuilder as b, carriesDerivative, expand } from "../graph/graph-builder.ts";
import { type Listing, listing, listingWithin } from "../graph/listing.ts";
import type { Node } from "../graph/node.ts";
import { reducedShape } from "../shape/shape.ts";
import { accumulate, chain } from "./chain.ts";

/**
 * Reverse mode: carries the cotangents of `outputs` back to `inputs`, as a graph. `null` stands for a cotangent that
 * is zero because nothing flows there.
 */
export function reverse(
  outputs: readonly Node[],
  cotangents: readonly (Node | null)[],
  inputs: readonly Node[],
): (Node | null)[] {
  return pull(listing(outputs), cotangents, inputs);
}

/** Carries a cotangent of one node back to its own inputs, and no further. */
export function reverseStep(node: Node, cotangent: Node): (Node | null)[] {
  return pull(listingWithin([node], new Set(node.inputs)), [cotangent], node.inputs);
}

function pull(list: Listing, cotangents: readonly (Node | null)[], inputs: readonly Node[]): (Node | null)[] {
  const targets = new Set(inputs);
  const related = relatedTo(list, targets);
  const flowing = new Array<Node | null>(list.nodes.length).fill(null);
  for (const [k, position] of list.roots.entries()) {
    flowing[position] = accumulate(flowing[position] as Node | null, cotangents[k] ?? null);
  }
  // A target may also be an intermediate of another: its cotangent is noted when it is complete.
  const result = new Map<Node, Node | null>();
  for (let k = list.nodes.length - 1; k >= 0; k--) {
    const cotangent = flowing[k] as Node | null;
    if (cotangent === null || related[k] === 0) continue;
    const node = list.nodes[k] as Node;
    if (targets.has(node)) result.set(node, cotangent);
    // A leaf, or a node at which the listing was told to end.
    if (list.start[k] === list.start[k + 1]) continue;
    transpose(node, cotangent, list, k, related, flowing);
  }
  return inputs.map((node) => result.get(node) ?? null);
}

/** 1 for nodes through which a derivative can reach one of the targets. */
export function relatedTo(list: Listing, targets: ReadonlySet<Node>): Uint8Array {
  const related = new Uint8Array(list.nodes.length);
  for (let k = 0; k < list.nodes.length; k++) {
    const node = list.nodes[k] as Node;
    if (!carriesDerivative(node)) continue;
    if (targets.has(node)) {
      related[k] = 1;
      continue;
    }
    if (node.op.derivative.form === "zero") continue;
    for (let edge = list.start[k] as number; edge < (list.start[k + 1] as number); edge++) {
      if (related[list.inputs[edge] as number] === 1) {
        related[k] = 1;
        break;
      }
    }
  }
  return related;
}

/** Adds what each related input of one node receives to what flows there: the operation's own rule, read backwards. */
function transpose(
  node: Node,
  cotangent: Node,
  list: Listing,
  k: number,
  related: Uint8Array,
  flowing: (Node | null)[],
): void {
  const { op, inputs, attributes } = node;
  const first = list.start[k] as number;
  const wanted = (i: number): boolean => related[list.inputs[first + i] as number] === 1;
  const receive = (i: number, contribution: Node | null): void => {
    const position = list.inputs[first + i] as number;
    flowing[position] = accumulate(flowing[position] as Node | null, contribution);
  };
  const derivative = op.derivative;
  switch (derivative.form) {
    case "partials":
      for (let i = 0; i < inputs.length; i++) {
        const partial = derivative.partials[i];
        if (!partial || !wanted(i)) continue;
        const local = partial(b, node, inputs[0] as Node, inputs[1] as Node, inputs[2] as Node);
        const contribution = chain(cotangent, local);
        if (contribution !== null) receive(i, b.sumTo(contribution, (inputs[i] as Node).shape));
      }
      return;
    case "linear":
      for (let i = 0; i < inputs.length; i++) {
        if (wanted(i)) receive(i, derivative.transpose(b, cotangent, inputs, i, attributes));
      }
      return;
    case "bilinear": {
      const [left, right] = inputs as readonly [Node, Node];
      if (wanted(0)) receive(0, derivative.transposeLeft(b, cotangent, right, left.shape, attributes));
      if (wanted(1)) receive(1, derivative.transposeRight(b, cotangent, left, right.shape, attributes));
      return;
    }
    case "weighted": {
      const weights = derivative.weights(b, inputs[0] as Node, kept(node), attributes);
      receive(0, chain(b.reshape(cotangent, keptShape(node)), weights));
      return;
    }
    case "expansion":
      // No further than the inputs: what lies behind them belongs to the walk that this is a part of.
      for (const [i, part] of pull(
        listingWithin([expand(node)], new Set(inputs)),
        [cotangent],
        inputs,
      ).entries()) {
        if (wanted(i)) receive(i, part);
      }
      return;
    case "custom": {
      const contributions = node.rule?.pullback(cotangent) ?? [];
      for (const [i, contribution] of contributions.entries())
        if (wanted(i + 1)) receive(i + 1, contribution);
      return;
    }
    case "notImplemented":
      throw new DerivativeError(op.name, `has no derivative: ${derivative.reason}.`);
    case "zero":
  }
}

/** A reduction's shape as if its axes had been kept with size 1. */
function keptShape(node: Node): readonly number[] {
  return reducedShape((node.inputs[0] as Node).shape, node.attributes["axes"] as readonly number[], true);
}

/** A reduction's result with its axes kept. */
export function kept(node: Node): Node {
  return b.reshape(node, keptShape(node));
}
