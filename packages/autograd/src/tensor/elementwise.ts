import { apply, applyUnary } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import type { Operation } from "../op/definition.ts";
import { maximum } from "../op/maximum.ts";
import { relu } from "../op/relu.ts";
import { isFloat } from "../shape/dtype.ts";
import { operands, toNode } from "./convert.ts";

/** An operation of two arguments, either of which may be a number or nested arrays. */
export function binaryNode(op: Operation, a: unknown, b: unknown): Node {
  if (op === maximum) {
    const other = Object.is(b, 0) ? a : Object.is(a, 0) ? b : 0;
    const node = typeof other === "number" ? null : rectified(toNode("maximum", other));
    if (node !== null) return node;
  }
  return apply(op, operands(op.name, a, b));
}

/**
 * The maximum of something and the number 0 is relu, with its derivative of 0 at 0: the kink of a function of one argument.
 * A tie of two tensors, which share the cotangent, is something else.
 */
export function rectified(x: Node): Node | null {
  return isFloat(x.dtype) ? applyUnary(relu, x) : null;
}
