import { apply, constantNode, inputNode } from "../../packages/autograd/src/graph/build.ts";
import type { Node } from "../../packages/autograd/src/graph/node.ts";
import type { Attributes } from "../../packages/autograd/src/op/definition.ts";
import { operationNamed } from "../../packages/autograd/src/op/table.ts";
import type { Shape } from "../../packages/autograd/src/shape/shape.ts";
import { forward } from "../../packages/autograd/src/transform/forward.ts";
import { reverse } from "../../packages/autograd/src/transform/reverse.ts";
import { filledLike, flowsOf } from "../conformance/subject.ts";

/** Graphs written by hand, short enough to be read. */

export function leaf(data: number | readonly number[], shape?: Shape): Node {
  const numbers = typeof data === "number" ? [data] : data;
  return inputNode(
    Float64Array.from(numbers),
    shape ?? (typeof data === "number" ? [] : [numbers.length]),
    "float64",
  );
}

export function number(value: number): Node {
  return constantNode(value, "float64");
}

export function op(name: string, ...inputs: readonly Node[]): Node {
  return apply(operationNamed(name), inputs);
}

export function opWith(name: string, attributes: Attributes, ...inputs: readonly Node[]): Node {
  return apply(operationNamed(name), inputs, attributes);
}

export function total(x: Node): Node {
  return opWith("sum", { axes: x.shape.map((_, axis) => axis), keepDims: false }, x);
}

/** Elements of each node. */
export function numbers(...nodes: readonly Node[]): number[][] {
  return flowsOf(nodes, nodes).map((values) => [...values]);
}

/** The gradient of a scalar by reverse mode. */
export function byReverse(y: Node, ...wrt: readonly Node[]): Node[] {
  return reverse([y], [number(1)], wrt).map((flow, k) => flow ?? filledLike(wrt[k] as Node, 0));
}

/** The derivative of `y` along `direction` of `x` by forward mode. */
export function byForward(y: Node, x: Node, direction: Node): Node {
  return forward([y], [x], [direction])[0] ?? filledLike(y, 0);
}

/** The derivative of a scalar function of a scalar, by either mode. */
export type Mode = (y: Node, x: Node) => Node;

export const modes: Readonly<Record<"reverse" | "forward", Mode>> = {
  reverse: (y, x) => byReverse(y, x)[0] as Node,
  forward: (y, x) => byForward(y, x, number(1)),
};

/** All orders of nesting of so many derivatives: how they are called, and what they give. */
export function nestings(depth: number): (readonly [string, Mode])[] {
  if (depth === 0) return [["", (y) => y]];
  return nestings(depth - 1).flatMap(([name, inner]) =>
    Object.entries(modes).map(([mode, outer]): readonly [string, Mode] => [
      name === "" ? mode : `${mode} over ${name}`,
      (y, x) => outer(inner(y, x), x),
    ]),
  );
}
