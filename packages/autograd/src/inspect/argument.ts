import { describe } from "../error/describe.ts";
import { ArgumentError } from "../error/error.ts";
import { isArray, isPlainObject } from "../error/foreign.ts";
import type { Node } from "../graph/node.ts";
import { optionsArgument } from "../tensor/argument.ts";
import { isTensor, nodeOf } from "../tensor/handle.ts";
import { Naming } from "./naming.ts";

/**
 * The nodes of a tensor, or of several.
 * @throws {ArgumentError} for anything else.
 */
export function nodesOf(op: string, tensors: unknown): Node[] {
  const list: readonly unknown[] = isArray(tensors) ? tensors : [tensors];
  // By index, since `map` skips holes.
  return Array.from(list, (tensor) => {
    if (!isTensor(tensor)) {
      throw new ArgumentError(op, `takes a tensor or an array of tensors, got ${describe(tensor)}.`);
    }
    return nodeOf(tensor);
  });
}

/** @throws {ArgumentError} for anything but a tensor. */
export function nodeArgument(op: string, name: string, tensor: unknown): Node {
  if (!isTensor(tensor)) throw new ArgumentError(op, `${name} must be a tensor, got ${describe(tensor)}.`);
  return nodeOf(tensor);
}

/** The options of a view. @throws {ArgumentError} for others, or values that do not fit. */
export function viewOptions(
  op: string,
  options: unknown,
  usual: number,
): { readonly limit: number; readonly naming: Naming } {
  const { limit = usual, names = {} } = optionsArgument(op, options, ["limit", "names"]);
  return { limit: limitArgument(op, limit), naming: namesArgument(op, names) };
}

export function namesArgument(op: string, names: unknown): Naming {
  if (!isPlainObject(names)) {
    throw new ArgumentError(op, `names must be an object of tensors, got ${describe(names)}.`);
  }
  return new Naming(op, names);
}

/** A limit on how much is shown. @throws {ArgumentError} unless it is a positive integer. */
export function limitArgument(op: string, limit: unknown): number {
  if (typeof limit !== "number" || !Number.isInteger(limit) || limit < 1) {
    throw new ArgumentError(op, `limit must be a positive integer, got ${describe(limit)}.`);
  }
  return limit;
}
