import { describe } from "../error/describe.ts";
import { ArgumentError } from "../error/error.ts";
import { isArray } from "../error/foreign.ts";
import { materialize } from "../evaluate/materialize.ts";
import type { Node } from "../graph/node.ts";
import { requireNoExamples } from "../graph/unknown-value.ts";
import { isHolder } from "../tensor/holder.ts";
import { recorder } from "../tensor/recording.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { flatten, type Tree } from "./tree.ts";

/**
 * Computes several values in one run, sharing what they have in common; reading them afterwards costs nothing.
 * @param tensors - Tensors, or a tree of them.
 * @returns The same tensors.
 * @throws {ArgumentError} for anything but a tree of tensors.
 * @example evaluate([tensor([1, 2]).sum(), tensor([3]).square()]).map((t) => t.size) // => [1, 1]
 */
export function evaluate<T extends Tree>(tensors: T): T {
  evaluateNodes(plainNodes(tensors) ?? flatten("evaluate", tensors).nodes);
  return tensors;
}

/** Computes nodes in one run. A recording computes nothing yet; when its function runs, everything is one run anyway. */
export function evaluateNodes(nodes: readonly Node[]): void {
  if (recorder() === null) materialize(nodes);
  else requireNoExamples(nodes);
}

/**
 * Whether the value of a tensor is known, so that reading it computes nothing.
 * @param tensor - Of any shape.
 * @returns False until something computes the value; true from then on.
 * @throws {ArgumentError} for anything but a tensor.
 * @example
 * const y = tensor([1, 2]).sum();
 * isEvaluated(y) // => false
 * y.item() // => 3
 * isEvaluated(y) // => true
 */
export function isEvaluated(tensor: Tensor): boolean {
  if (isHolder(tensor)) return tensor.node.value !== null;
  throw new ArgumentError("isEvaluated", `needs a tensor, got ${describe(tensor)}.`);
}

/** The nodes of an array of tensors; null for any other tree, which takes longer to take apart. */
function plainNodes(tensors: unknown): Node[] | null {
  if (!isArray(tensors)) return null;
  const nodes = new Array<Node>(tensors.length);
  for (let k = 0; k < tensors.length; k++) {
    const tensor: unknown = tensors[k];
    if (!isHolder(tensor)) return null;
    nodes[k] = tensor.node;
  }
  return nodes;
}
