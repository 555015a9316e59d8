import { materialize } from "../evaluate/materialize.ts";
import { recorder } from "../tensor/recording.ts";
import { flatten, type Tree } from "./tree.ts";

/**
 * Computes several values in one run, sharing what they have in common; reading them afterwards costs nothing.
 * @param tensors - Tensors, or a tree of them.
 * @returns The same tensors.
 * @throws {@link ArgumentError} for what is not a tree of tensors.
 * @example evaluate([tensor([1, 2]).sum(), tensor([3]).square()]).map((t) => t.size) // => [1, 1]
 */
export function evaluate<T extends Tree>(tensors: T): T {
  const { nodes } = flatten("evaluate", tensors);
  // A recording computes nothing yet; when its function runs, everything is one run anyway.
  if (recorder() === null) materialize(nodes);
  return tensors;
}
