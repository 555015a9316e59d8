import { compile, parameter, type Tensor } from "@chainrule/autograd";
import { materialize } from "../../packages/autograd/src/evaluate/materialize.ts";
import { apply, constantNode, inputNode } from "../../packages/autograd/src/graph/build.ts";
import type { Node } from "../../packages/autograd/src/graph/node.ts";
import { operationNamed } from "../../packages/autograd/src/op/table.ts";
import { isFloat, type TypedArray } from "../../packages/autograd/src/shape/dtype.ts";
import { nodeOf, wrap } from "../../packages/autograd/src/tensor/handle.ts";
import { gradientNodes } from "../../packages/autograd/src/transform/gradient.ts";

/** How a tensor came about: each of these is another path through the engine to the same elements. */
export const operandStates = [
  "data",
  "unread",
  "read",
  "a view",
  "a view that was read",
  "a result of compile",
  "a gradient",
  "a gradient that was read",
  "a parameter",
  "a parameter left in memory",
] as const;

export type OperandState = (typeof operandStates)[number];

/** A tensor in a state, with the elements of some data; null if there is none with the same bits. */
export function operandIn(state: OperandState, data: Node): Tensor | null {
  switch (state) {
    case "data":
      return wrap(data);
    case "unread":
      return wrap(computed(data));
    case "read":
      return wrap(known(computed(data)));
    case "a view":
      return wrap(viewed(data));
    case "a view that was read":
      return wrap(known(viewed(data)));
    case "a result of compile":
      return compile((x: Tensor) => wrap(computed(nodeOf(x))))(wrap(data));
    case "a gradient":
      return gradient(data, false);
    case "a gradient that was read":
      return gradient(data, true);
    case "a parameter":
      return isFloat(data.dtype) ? parameter(wrap(data)) : null;
    case "a parameter left in memory":
      return isFloat(data.dtype) ? resident(data) : null;
  }
}

/** The same elements, from operations that no simplification of the interpreter's leaves out. */
function computed(data: Node): Node {
  const op = operationNamed(data.dtype === "bool" ? "logicalNot" : "neg");
  return apply(op, [apply(op, [data])]);
}

/** The same elements, read backwards from where they lie backwards, in another shape. */
function viewed(data: Node): Node {
  const backwards = (data.value as TypedArray).slice().reverse();
  const flat = inputNode(backwards, [backwards.length], data.dtype);
  const turned = apply(operationNamed("flip"), [flat], { axes: [0] });
  return apply(operationNamed("reshape"), [turned], { shape: data.shape });
}

function known(node: Node): Node {
  materialize([node]);
  return node;
}

/** The derivative of a sum of products by one factor is the other; by the rules of strong zeros, but for -0. */
function gradient(data: Node, isRead: boolean): Tensor | null {
  if (!isFloat(data.dtype) || (data.value as TypedArray).some((x) => Object.is(x, -0))) return null;
  const factor = inputNode((data.value as TypedArray).slice().fill(1), data.shape, data.dtype);
  const axes = [...data.shape.keys()];
  const product = apply(operationNamed("mul"), [factor, data]);
  const [found] = gradientNodes(apply(operationNamed("sum"), [product], { axes, keepDims: false }), [factor]);
  return wrap(isRead ? known(found as Node) : (found as Node));
}

function resident(data: Node): Tensor {
  const cell = parameter(
    wrap(apply(operationNamed("broadcastTo"), [constantNode(0, data.dtype)], { shape: data.shape })),
  );
  compile((x: Tensor) => {
    cell.assign(wrap(computed(nodeOf(x))));
  })(wrap(data));
  return cell;
}
