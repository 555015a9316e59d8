import type { Attributes, Builder, Operation } from "../op/definition.ts";
import { isFloat } from "../shape/dtype.ts";
import { apply, applyBinary, applyUnary, constantNode, isConstant } from "./build.ts";
import type { Node } from "./node.ts";

/** A builder whose values are nodes, which also tells constants from what is computed. */
export interface GraphBuilder extends Builder<Node> {
  /** The value of a constant of the structure; null of any other node. */
  constantOf(x: Node): number | null;
}

/** Rules run on this builder give graphs. It leaves out operations that leave their input as it is. */
export const graphBuilder: GraphBuilder = /* @__PURE__ */ Object.assign(applied, {
  shapeOf: (x: Node) => x.shape,
  dtypeOf: (x: Node) => x.dtype,
  constant: (value: number, like: Node) => constantNode(value, like.dtype),
  constantOf: (x: Node) => (isConstant(x) ? (x.attributes["value"] as number) : null),
});

function applied(op: Operation, ...given: readonly (Node | Attributes)[]): Node {
  const { arity } = op;
  if (arity === given.length) {
    const inputs = given as readonly Node[];
    if (arity === 1) return applyUnary(op, inputs[0] as Node);
    if (arity === 2) return applyBinary(op, inputs[0] as Node, inputs[1] as Node);
    return apply(op, inputs);
  }
  const inputs = given.slice(0, -1) as readonly Node[];
  const attributes = given[given.length - 1] as Attributes;
  return op.isIdentity(inputs, attributes) ? (inputs[0] as Node) : apply(op, inputs, attributes);
}

/** A composite written out in other operations. */
export function expand(node: Node): Node {
  const meaning = node.op.meaning;
  if (meaning.kind !== "composite") throw new TypeError(`${node.op.name} is not a composite`);
  return meaning.expand(graphBuilder, node.inputs, node.attributes);
}

/** Whether derivatives pass through values of this node's dtype. */
export function carriesDerivative(node: Node): boolean {
  return isFloat(node.dtype);
}
