import { describe } from "../error/describe.ts";
import { ArgumentError } from "../error/error.ts";
import type { Node } from "../graph/node.ts";
import type { ShapeOf } from "../shape/operand-type.ts";
import { toNode } from "../tensor/convert.ts";
import { isTensor, nodeOf, wrap } from "../tensor/handle.ts";
import type { Tensor, TensorLike } from "../tensor/tensor.ts";

/** Tensors in nested objects and arrays; numbers and nested arrays of numbers count as tensors. */
export type Tree = TensorLike | readonly Tree[] | { readonly [key: string]: Tree };

/** Tensors in nested objects and arrays, of a form that is known at run time only. */
export type TensorTree = Tensor | readonly TensorTree[] | { readonly [key: string]: TensorTree };

/** The same tree with every leaf a tensor. */
export type Tensors<T> = T extends Tensor
  ? Tensor<ShapeOf<T>>
  : T extends number | boolean
    ? Tensor<[]>
    : T extends readonly (number | boolean)[]
      ? Tensor
      : T extends readonly unknown[]
        ? { [K in keyof T]: Tensors<T[K]> }
        : T extends object
          ? { [K in keyof T]: Tensors<T[K]> }
          : Tensor;

/** The shape of a tree without its tensors: how to put others in their places. */
export interface TreeLayout {
  readonly text: string;
  build(leaves: readonly Tensor[]): unknown;
}

/** A tree taken apart: its leaves in order, and how to put others in their places. */
export interface FlatTree {
  readonly nodes: Node[];
  readonly layout: TreeLayout;
}

/**
 * Takes a tree apart.
 * @throws {@link ArgumentError} for anything that is neither a tensor, numbers, an array nor a plain object.
 */
export function flatten(op: string, tree: unknown): FlatTree {
  const nodes: Node[] = [];
  const layout = layoutOf(op, tree, nodes);
  return { nodes, layout };
}

/** Takes several trees apart, the arguments of a function, as one tree: an array of them. */
export function flattenAll(op: string, trees: readonly unknown[]): FlatTree {
  const nodes: Node[] = [];
  return { nodes, layout: arrayLayout(op, trees, nodes) };
}

/** The tree of a layout with the given leaves. */
export function unflatten(layout: TreeLayout, nodes: readonly Node[]): unknown {
  return layout.build(nodes.map((node) => wrap(node)));
}

function layoutOf(op: string, tree: unknown, nodes: Node[]): TreeLayout {
  if (isTensor(tree)) return leaf(nodes, nodeOf(tree));
  if (typeof tree === "number" || typeof tree === "boolean" || isNumbers(tree))
    return leaf(nodes, toNode(op, tree));
  if (Array.isArray(tree)) return arrayLayout(op, tree, nodes);
  if (typeof tree === "object" && tree !== null && isPlain(tree)) {
    const names = Object.keys(tree);
    const parts = names.map((name) => sized(op, (tree as Record<string, unknown>)[name], nodes));
    return {
      text: `{${parts.map((part, k) => `${JSON.stringify(names[k])}:${part.layout.text}`).join(",")}}`,
      build: (leaves) =>
        Object.fromEntries(distribute(parts, leaves).map((part, k) => [names[k] as string, part])),
    };
  }
  throw new ArgumentError(
    op,
    `takes tensors, numbers, and arrays or plain objects of these, got ${describe(tree)}.`,
  );
}

function arrayLayout(op: string, trees: readonly unknown[], nodes: Node[]): TreeLayout {
  const parts = trees.map((part) => sized(op, part, nodes));
  return {
    text: `[${parts.map((part) => part.layout.text).join(",")}]`,
    build: (leaves) => distribute(parts, leaves),
  };
}

function leaf(nodes: Node[], node: Node): TreeLayout {
  nodes.push(node);
  return { text: "*", build: (leaves) => leaves[0] };
}

interface SizedLayout {
  readonly layout: TreeLayout;
  readonly size: number;
}

function sized(op: string, tree: unknown, nodes: Node[]): SizedLayout {
  const before = nodes.length;
  const layout = layoutOf(op, tree, nodes);
  return { layout, size: nodes.length - before };
}

function distribute(parts: readonly SizedLayout[], leaves: readonly Tensor[]): unknown[] {
  let from = 0;
  return parts.map(({ layout, size }) => {
    from += size;
    return layout.build(leaves.slice(from - size, from));
  });
}

/** A nested array of numbers is one tensor, not a tree of scalars. */
function isNumbers(value: unknown): boolean {
  if (ArrayBuffer.isView(value)) return true;
  if (!Array.isArray(value) || value.length === 0) return false;
  return value.every((part) => typeof part === "number" || typeof part === "boolean" || isNumbers(part));
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
