import { DerivativeError } from "../error/error.ts";
import { apply, inputNode } from "../graph/build.ts";
import { graphBuilder as b, expand } from "../graph/graph-builder.ts";
import type { Node } from "../graph/node.ts";
import { allocate } from "../shape/dtype.ts";
import { sizeOf } from "../shape/shape.ts";
import { accumulate, chain, filled, stretched } from "./chain.ts";
import { derivationWithin, kept, relatedTo, requireArguments, reverse } from "./reverse.ts";

/**
 * Forward mode: carries the tangents of `inputs` on to `outputs`, as a graph. `null` stands for a tangent that is zero
 * because nothing flows there.
 */
export function forward(
  outputs: readonly Node[],
  inputs: readonly Node[],
  tangents: readonly (Node | null)[],
): (Node | null)[] {
  const given = new Map(inputs.map((node, i) => [node, tangents[i] ?? null]));
  const list = derivationWithin(outputs, new Set(inputs));
  const related = relatedTo(list, new Set(inputs));
  const flowing = new Array<Node | null>(list.nodes.length).fill(null);
  for (let k = 0; k < list.nodes.length; k++) {
    if (related[k] === 0) continue;
    const node = list.nodes[k] as Node;
    const own = given.get(node);
    if (own !== undefined) {
      flowing[k] = own;
      continue;
    }
    const inputs = list.inputs.subarray(list.start[k], list.start[k + 1]);
    requireArguments(node, (i) => flowing[inputs[i] as number] !== null);
    flowing[k] = push(
      node,
      node.inputs.map((_, i) => flowing[inputs[i] as number] as Node | null),
    );
  }
  return list.roots.map((position) => flowing[position] as Node | null);
}

/** The tangent of one node from those of its inputs: the operation's own rule, read forwards. */
function push(node: Node, tangents: readonly (Node | null)[]): Node | null {
  const { op, inputs, attributes } = node;
  if (tangents.every((tangent) => tangent === null)) return null;
  const derivative = op.derivative;
  switch (derivative.form) {
    case "partials": {
      let sum: Node | null = null;
      for (const [i, tangent] of tangents.entries()) {
        const partial = derivative.partials[i];
        if (tangent === null || !partial) continue;
        const local = partial(b, node, inputs[0] as Node, inputs[1] as Node, inputs[2] as Node);
        sum = accumulate(b, sum, chain(b, tangent, local));
      }
      return sum === null ? null : stretched(sum, node.shape);
    }
    case "linear":
      return apply(
        op,
        inputs.map((input, i) => tangents[i] ?? filled(0, input)),
        attributes,
      );
    case "bilinear": {
      const [left, right] = inputs as readonly [Node, Node];
      const [dLeft, dRight] = tangents;
      const fromLeft = dLeft ? apply(op, [dLeft, right], attributes) : null;
      const fromRight = dRight ? apply(op, [left, dRight], attributes) : null;
      return accumulate(b, fromLeft, fromRight);
    }
    case "weighted": {
      const x = inputs[0] as Node;
      const product = chain(b, tangents[0] as Node, derivative.weights(b, x, kept(node), attributes));
      const axes = attributes["axes"] as readonly number[];
      return product === null ? null : b.reshape(b.sum(product, axes), node.shape);
    }
    case "expansion":
      return forward([expand(node)], inputs, tangents)[0] ?? null;
    case "custom":
      return transposedRule(node, tangents);
    case "notImplemented":
      throw new DerivativeError(op.name, `has no derivative: ${derivative.reason}.`);
    case "zero":
      return null;
  }
}

/**
 * Forward mode of a rule given for reverse mode only. The rule is linear in the cotangent u, so that ⟨rule(u), ẋ⟩ =
 * ⟨u, Jẋ⟩, and the gradient of the left side with respect to u is the tangent sought, whatever u is.
 */
function transposedRule(node: Node, tangents: readonly (Node | null)[]): Node | null {
  const anchor = inputNode(allocate(node.dtype, sizeOf(node.shape)), node.shape, node.dtype);
  const cotangents = node.rule?.pullback(anchor, (i) => tangents[i] !== null) ?? [];
  return reverse(cotangents, tangents.slice(1), [anchor])[0] ?? null;
}
