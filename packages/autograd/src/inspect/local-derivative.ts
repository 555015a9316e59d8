import type { Node } from "../graph/node.ts";
import { matmul } from "../op/matmul.ts";
import { isElementwise } from "../op/operation.ts";
import { broadcastStrides, formatShape, indexOf, type Shape, stridesOf } from "../shape/shape.ts";
import { type Formula, formulaBuilder, symbol, withSwitches, written } from "./formula.ts";
import { FormulaStep } from "./formula-step.ts";
import type { Cell, Link } from "./influence.ts";
import { isLiteral, type Naming } from "./naming.ts";

const b = /* @__PURE__ */ formulaBuilder();

/** `[1, 2]`, where an element stands. */
export function indexText(element: number, shape: Shape): string {
  return formatShape(indexOf(element, shape));
}

/** An element by name: `w[1, 2]`. */
export function elementName(naming: Naming, node: Node, element: number): Formula {
  const name = naming.of(node);
  const text = node.shape.length === 0 || isLiteral(node) ? name : name + indexText(element, node.shape);
  return symbol(text, [], node.dtype);
}

/** An element as a formula of those that it was computed from: `sigmoid(z[0])`; empty for a leaf. */
export function definition(naming: Naming, { node, element }: Cell): string {
  if (node.arity === 0) return "";
  if (isElementwise(node.op)) return applied(node, elementsAt(naming, node, element)).text;
  const whole = applied(
    node,
    node.inputs.map((input) => named(naming, input)),
  ).text;
  return node.shape.length === 0 ? whole : `${whole}${indexText(element, node.shape)}`;
}

/** The derivative along a step as the operation's own rule prints it; empty where a number says it all. */
export function localDerivative(naming: Naming, { to, from }: Link): string {
  const { node, element } = to;
  const { op, attributes, inputs } = node;
  if (op === matmul) return factorBeside(naming, to, from);
  const ofElements = isElementwise(op);
  const applied = {
    op,
    attributes,
    inputs: ofElements ? elementsAt(naming, node, element) : inputs.map((input) => named(naming, input)),
    result: ofElements ? elementName(naming, node, element) : named(naming, node),
  };
  const one = { ...b.constant(1, applied.result), shape: applied.result.shape };
  const unwritten = {
    expansion: symbol(`derivative of ${op.name}`),
    given: symbol(`rule of ${op.name}`),
  };
  const step = new FormulaStep(b, applied, one, (k) => inputs[k] === from.node, unwritten);
  const received = step.received();
  if (received === null || !step.looksAtValues) return "";
  if (ofElements || received === unwritten.expansion || received === unwritten.given) return received.text;
  const index = from.node.shape.length === 0 ? "" : indexText(from.element, from.node.shape);
  return /^\w+\([^()]*\)$/.test(received.text) ? `${received.text}${index}` : `(${received.text})${index}`;
}

function named(naming: Naming, node: Node): Formula {
  return symbol(naming.of(node), node.shape, node.dtype);
}

/** The element of the other matrix that an element of a matrix is multiplied by on the way to a result. */
function factorBeside(naming: Naming, to: Cell, from: Cell): string {
  const [left, right] = to.node.inputs as readonly [Node, Node];
  if (left === right) return "";
  const [rows, inner] = left.shape.slice(-2) as [number, number];
  const columns = right.shape[right.shape.length - 1] as number;
  const batch = Math.floor(to.element / (rows * columns));
  const matrixOf = (other: Node): number =>
    offsetOf(batch, to.node.shape.slice(0, -2), other.shape.slice(0, -2));
  if (from.node === left) {
    const k = from.element % inner;
    return elementName(naming, right, (matrixOf(right) * inner + k) * columns + (to.element % columns)).text;
  }
  const row = Math.floor(to.element / columns) % rows;
  const k = Math.floor(from.element / columns) % inner;
  return elementName(naming, left, (matrixOf(left) * rows + row) * inner + k).text;
}

/** The element of a broadcast operand that belongs to an element of the result. */
function offsetOf(element: number, shape: Shape, operand: Shape): number {
  const own = stridesOf(shape);
  const strides = broadcastStrides(operand, shape);
  return shape.reduce(
    (offset, size, axis) =>
      offset + (Math.floor(element / (own[axis] as number)) % size) * (strides[axis] as number),
    0,
  );
}

function elementsAt(naming: Naming, node: Node, element: number): Formula[] {
  return node.inputs.map((input) => elementName(naming, input, offsetOf(element, node.shape, input.shape)));
}

/** A node as a formula of its inputs, in the notation of its operation. */
function applied({ op, attributes }: Node, inputs: readonly Formula[]): Formula {
  return written(op, inputs, attributes, withSwitches);
}
