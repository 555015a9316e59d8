import { describe } from "../error/describe.ts";
import { ArgumentError } from "../error/error.ts";
import type { Node } from "../graph/node.ts";
import { isTensor, nodeOf } from "../tensor/handle.ts";

/**
 * The nodes of a tensor, or of several.
 * @throws {@link ArgumentError} for anything else.
 */
export function nodesOf(op: string, tensors: unknown): Node[] {
  const list: readonly unknown[] = Array.isArray(tensors) ? tensors : [tensors];
  return list.map((tensor) => {
    if (!isTensor(tensor)) {
      throw new ArgumentError(op, `takes a tensor or an array of tensors, got ${describe(tensor)}.`);
    }
    return nodeOf(tensor);
  });
}

/** A limit on how much is shown. @throws {@link ArgumentError} unless it is a positive integer. */
export function limitArgument(op: string, limit: number): number {
  if (!Number.isInteger(limit) || limit < 1) {
    throw new ArgumentError(op, `limit must be a positive integer, got ${String(limit)}.`);
  }
  return limit;
}
