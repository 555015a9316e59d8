import type { Node } from "../graph/node.ts";
import { broadcastStrides, formatShape, reducedShape, type Shape, stridesOf } from "../shape/shape.ts";
import { attributeText, call, type Formula, formulaBuilder, symbol } from "./formula.ts";
import type { Cell, Link } from "./influence.ts";
import { isLiteral, type Naming } from "./naming.ts";

const b = /* @__PURE__ */ formulaBuilder();

/** `[1, 2]`, where an element stands. */
export function indexText(element: number, shape: Shape): string {
  const strides = stridesOf(shape);
  return formatShape(shape.map((size, axis) => Math.floor(element / (strides[axis] as number)) % size));
}

/** An element by name: `w[1, 2]`. */
export function elementName(naming: Naming, node: Node, element: number): Formula {
  const name = naming.of(node);
  return symbol(node.shape.length === 0 || isLiteral(node) ? name : name + indexText(element, node.shape));
}

/** An element as a formula of those that it was computed from: `sigmoid(z[0])`; empty for a leaf. */
export function definition(naming: Naming, { node, element }: Cell): string {
  if (node.arity === 0) return "";
  if (isElementwise(node)) return applied(node, elementsAt(naming, node, element)).text;
  const whole = applied(
    node,
    node.inputs.map((input) => symbol(naming.of(input), input.shape)),
  ).text;
  return node.shape.length === 0 ? whole : `${whole}${indexText(element, node.shape)}`;
}

/** The derivative along a step as the operation's own rule prints it; empty where a number says it all. */
export function localDerivative(naming: Naming, { to, from }: Link): string {
  const { node, element } = to;
  const { derivative, name } = node.op;
  switch (derivative.form) {
    case "partials": {
      const result = elementName(naming, node, element);
      const [x1, x2, x3] = elementsAt(naming, node, element) as [Formula, Formula, Formula];
      const terms = node.inputs.flatMap((input, i) => {
        const rule = derivative.partials[i];
        return input === from.node && rule ? [rule(b, result, x1, x2, x3)] : [];
      });
      return terms.reduce((sum, term) => b.add(sum, term)).text;
    }
    case "bilinear":
      return factorBeside(naming, to, from);
    case "weighted": {
      const { shape } = from.node;
      const kept = reducedShape(shape, node.attributes["axes"] as readonly number[], true);
      const [x, y] = [symbol(naming.of(from.node), shape), symbol(naming.of(node), kept)];
      const weights = derivative.weights(b, x, y, node.attributes).text;
      const index = from.node.shape.length === 0 ? "" : indexText(from.element, from.node.shape);
      return /^\w+\([^()]*\)$/.test(weights) ? `${weights}${index}` : `(${weights})${index}`;
    }
    case "expansion":
      return `derivative of ${name}`;
    case "custom":
      return "rule of customGradient";
    default:
      return "";
  }
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

function isElementwise({ op }: Node): boolean {
  const { kind } = op.meaning;
  return kind === "map" || kind === "compare" || kind === "logic" || kind === "select" || kind === "cast";
}

/** An operation on formulas: with operators where there are any, else as a call. */
function applied(node: Node, inputs: readonly Formula[]): Formula {
  const { op, attributes, shape } = node;
  if (op.name === "identity") return inputs[0] as Formula;
  const operator = operators.get(op.name);
  const [x, y, z] = inputs as [Formula, Formula, Formula];
  if (operator !== undefined) return operator(x, y, z);
  const settings = Object.entries(attributes).flatMap(([name, value]) => {
    if (value === false) return [];
    return value === true
      ? [name]
      : [name === "axes" || name === "shape" ? attributeText(value) : `${name}: ${attributeText(value)}`];
  });
  return call(op.name, inputs, shape, ...settings);
}

type Operator = (x: Formula, y: Formula, z: Formula) => Formula;

const operators: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ["add", (x, y) => b.add(x, y)],
  ["sub", (x, y) => b.sub(x, y)],
  ["mul", (x, y) => b.mul(x, y)],
  ["strongMul", (x, y) => b.strongMul(x, y)],
  ["div", (x, y) => b.div(x, y)],
  ["neg", (x) => b.neg(x)],
  ["pow", (x, y) => b.pow(x, y)],
  ["square", (x) => b.square(x)],
  ["reciprocal", (x) => b.reciprocal(x)],
  ["abs", (x) => b.abs(x)],
  ["equal", (x, y) => b.equal(x, y)],
  ["notEqual", (x, y) => b.notEqual(x, y)],
  ["less", (x, y) => b.less(x, y)],
  ["lessEqual", (x, y) => b.lessEqual(x, y)],
  ["greater", (x, y) => b.greater(x, y)],
  ["greaterEqual", (x, y) => b.greaterEqual(x, y)],
  ["logicalAnd", (x, y) => b.logicalAnd(x, y)],
  ["where", (x, y, z) => b.where(x, y, z)],
]);
