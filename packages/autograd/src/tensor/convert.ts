/** Arguments of every function, as nodes: tensors, parameters, numbers, booleans, nested arrays. */

import { describe } from "../error/describe.ts";
import { ArgumentError } from "../error/error.ts";
import { apply, inputNode, inputOfType } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import { scalarType } from "../graph/node-kind.ts";
import { cast } from "../op/cast.ts";
import { numericDtype } from "../op/dtype-rule.ts";
import { type DType, isFloat } from "../shape/dtype.ts";
import { dataOf } from "./data.ts";
import { isHolder } from "./holder.ts";

/** An argument that stands alone: numbers are float64, booleans bool. */
export function toNode(op: string, value: unknown): Node {
  if (isHolder(value)) return value.node;
  return typeof value === "number" ? numberNode(value) : dataNode(op, value, "float64");
}

/** {@link toNode} of an argument of a user's function, to which numbers are a tensor that takes the dtype of others. */
export function argumentNode(op: string, value: unknown): Node {
  const node = toNode(op, value);
  if (!isHolder(value)) node.notePlain();
  return node;
}

/** A tensor beside another: numbers that a function was given take its dtype. Whether they are integers is not known. */
export function beside(node: Node, { dtype, isPlain }: Node): Node {
  if (!node.isPlain || isPlain || node.dtype === dtype || !isFloat(dtype) || !isFloat(node.dtype))
    return node;
  return apply(cast, [node], { dtype });
}

/** {@link toNode} of what has to be floating-point, refused in the name of the function that takes it. */
export function floatNode(op: string, value: unknown): Node {
  const node = toNode(op, value);
  numericDtype(op, "floats", [node.dtype]);
  return node;
}

/**
 * An argument beside another, whose dtype its numbers take; booleans are bool whatever is beside them.
 *
 * A number becomes data, not structure: the same graph with another number is the same plan.
 */
export function operand(op: string, value: unknown, other: Node): Node {
  if (isHolder(value)) return beside(value.node, other);
  const { dtype } = other;
  if (typeof value === "number") {
    if (dtype === "float64") return numberNode(value);
    if (dtype === "int32" && (value | 0) !== value) throw notInteger(op, value);
  }
  return dataNode(op, value, dtype);
}

/** Two arguments, of which either may be a plain number or array that takes the dtype of the other. */
export function operands(op: string, a: unknown, b: unknown): [Node, Node] {
  if (isHolder(a)) {
    const other = operand(op, b, a.node);
    return [beside(a.node, other), other];
  }
  if (isHolder(b)) return [operand(op, a, b.node), b.node];
  return [toNode(op, a), toNode(op, b)];
}

/** Any number of arguments; plain ones take the dtype of the first tensor among them. */
export function operandList(op: string, values: readonly unknown[]): Node[] {
  const tensors = values.filter(isHolder);
  const tensor = tensors.find(({ node }) => !node.isPlain) ?? tensors[0];
  const nodes = new Array<Node>(values.length);
  for (let i = 0; i < values.length; i++) {
    nodes[i] = tensor !== undefined ? operand(op, values[i], tensor.node) : toNode(op, values[i]);
  }
  return nodes;
}

function dataNode(op: string, value: unknown, dtype: DType): Node {
  // Numbers beside a mask stay numbers: the operation's own rule then says what it takes.
  const data = dataOf(op, value, dtype === "bool" ? "float64" : dtype, false);
  return inputNode(data.elements, data.shape, data.dtype);
}

const recentNumbers = new Map<number, Float64Array>();
const mostNumbers = 64;

/**
 * A leaf of its own each time, since leaves of equal value may be different things to a derivative. Their elements are never
 * written to and may be the same; a typed array costs more than all the rest of an operation.
 */
function numberNode(value: number): Node {
  let elements = recentNumbers.get(value);
  if (elements === undefined || (value === 0 && !Object.is(value, elements[0]))) {
    elements = new Float64Array(1);
    elements[0] = value;
    if (recentNumbers.size >= mostNumbers) recentNumbers.clear();
    recentNumbers.set(value, elements);
  }
  return inputOfType(elements, scalarType("float64"));
}

function notInteger(op: string, value: number): ArgumentError {
  return new ArgumentError(
    op,
    `${describe(value)} is not an int32, the dtype of the other argument. Cast that one, e.g. with cast("float64").`,
  );
}

/** Floating-point numbers of one dtype; refuses others. */
export function floatNodes(op: string, values: readonly unknown[]): Node[] {
  const nodes = operandList(op, values);
  numericDtype(
    op,
    "floats",
    nodes.map(({ dtype }) => dtype),
  );
  return nodes;
}
