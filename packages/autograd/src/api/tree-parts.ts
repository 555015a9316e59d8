import { wrap } from "../tensor/handle.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { flatten, flattenLike } from "./tree.ts";

/** A tree taken apart: see {@link treeParts}. */
export interface TreeParts {
  /** Its tensors, in order; numbers and nested arrays of numbers have become tensors. */
  readonly tensors: readonly Tensor[];
  /**
   * Takes apart another tree of the same structure.
   * @param what - What that tree is, for errors.
   * @param tree - Parts are matched by their keys.
   * @returns Its tensors, in the order of the first tree.
   * @throws {ArgumentError} if it is of another structure.
   */
  readonly like: (what: string, tree: unknown) => readonly Tensor[];
  /**
   * Puts a tree of the same structure together.
   * @param parts - What stands in place of each tensor.
   * @returns Arrays and plain objects, made anew.
   */
  readonly build: (parts: readonly unknown[]) => unknown;
}

/**
 * Takes a tree of tensors apart. For packages that build on this one.
 * @param op - Who asks, for errors.
 * @param tree - Tensors, numbers, and arrays or plain objects of these.
 * @returns The tensors, and how to put others in their places.
 * @throws {ArgumentError} for any other part, and for a tree that contains itself.
 * @example
 * const { tensors, build } = treeParts("double", { a: 1, b: [2, 3] });
 * build(tensors.map((part) => part.mul(2).toArray())) // => { a: 2, b: [4, 6] }
 */
export function treeParts(op: string, tree: unknown): TreeParts {
  const { nodes, layout } = flatten(op, tree);
  return {
    tensors: nodes.map((node) => wrap(node)),
    like: (what, other) => flattenLike(op, what, other, layout).map((node) => wrap(node)),
    build: (parts) => layout.build(parts),
  };
}
