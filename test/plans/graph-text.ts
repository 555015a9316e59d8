import { apply, constantNode, inputNode } from "../../packages/autograd/src/graph/build.ts";
import { evaluationOrder } from "../../packages/autograd/src/graph/evaluation-order.ts";
import type { Node } from "../../packages/autograd/src/graph/node.ts";
import { interpret } from "../../packages/autograd/src/interpret/run.ts";
import type { Attributes } from "../../packages/autograd/src/op/definition.ts";
import { operationNamed } from "../../packages/autograd/src/op/table.ts";
import { allocate, type DType, type TypedArray } from "../../packages/autograd/src/shape/dtype.ts";
import { sizeOf } from "../../packages/autograd/src/shape/shape.ts";
import { gradientNodes } from "../../packages/autograd/src/transform/gradient.ts";

/** A graph written down, its nodes by name. */
export interface WrittenGraph {
  readonly roots: readonly Node[];
  readonly nodes: ReadonlyMap<string, Node>;
}

/**
 * Reads a graph, a line for each node:
 *
 * ```text
 * x: float64 [2,3]              data, without pattern
 * two = constant 2
 * y = mul x two
 * z = sum y axes=[0] keepDims=false
 * read y                        has its value from now on
 * dx dw = gradients z x w       not written out
 * return z dx
 * ```
 */
export function graphOf(text: string): WrittenGraph {
  const nodes = new Map<string, Node>();
  const named = (name: string): Node => {
    const node = nodes.get(name);
    if (node === undefined) throw new Error(`no node is called ${name}`);
    return node;
  };
  let roots: Node[] = [];
  for (const line of text.trim().split("\n")) {
    const [left = "", right] = line.trim().split(/: | = /);
    const names = left.split(" ");
    if (right === undefined) {
      const [verb = "", ...others] = names;
      if (verb === "return") roots = others.map(named);
      else for (const name of others) read(named(name));
      continue;
    }
    const words = right.split(" ");
    const [what = "", ...rest] = words;
    if (what === "constant") nodes.set(left, constantNode(Number(rest[0]), "float64"));
    else if (what === "gradients") {
      const [of, ...wrt] = rest.map(named) as [Node, ...Node[]];
      for (const [k, node] of gradientNodes(of, wrt).entries()) nodes.set(names[k] as string, node);
    } else if (line.includes(": ")) nodes.set(left, dataNode(what as DType, JSON.parse(rest[0] as string)));
    else nodes.set(left, operationNode(what, rest, named));
  }
  return { roots, nodes };
}

function operationNode(name: string, words: readonly string[], named: (name: string) => Node): Node {
  const inputs = words.filter((word) => !word.includes("=")).map(named);
  const attributes: Attributes = Object.fromEntries(
    words
      .filter((word) => word.includes("="))
      .map((word) => {
        const [key = "", value = ""] = word.split("=");
        return [key, JSON.parse(value)];
      }),
  );
  return words.length === inputs.length
    ? apply(operationNamed(name), inputs)
    : apply(operationNamed(name), inputs, attributes);
}

function dataNode(dtype: DType, shape: number[]): Node {
  const elements = allocate(dtype, sizeOf(shape));
  for (let i = 0; i < elements.length; i++)
    elements[i] = dtype === "bool" ? i % 2 : 3 * Math.sin(1 + 1.7 * i);
  return inputNode(elements, shape, dtype);
}

function read(node: Node): void {
  node.value = interpret(evaluationOrder([node]))[0] as TypedArray;
}
