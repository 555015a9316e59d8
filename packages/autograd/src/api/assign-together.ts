import type { Node } from "../graph/node.ts";
import { nodeOf } from "../tensor/handle.ts";
import type { Parameter, ParameterHandle } from "../tensor/parameter.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { evaluateNodes } from "./evaluate.ts";

/**
 * Puts new values into several cells at once: whatever of the values is another of the cells, or a cell itself, is what it was before.
 * All of them are computed, and found to fit, before the first is assigned.
 * @param cells - To be assigned.
 * @param values - One for each of them, of its shape and dtype.
 * @param besides - What is computed in the same run.
 * @throws {ShapeError}, {@link DtypeError} or {@link ArgumentError} if a value does not fit or cannot be computed, and then nothing
 *   has changed.
 * @example
 * const [a, b] = [parameter(1), parameter(2)];
 * assignTogether([a, b], [b, a]);
 * [a.item(), b.item()] // => [2, 1]
 */
export function assignTogether(
  cells: readonly Parameter[],
  values: readonly Tensor[],
  besides: readonly Tensor[] = [],
): void {
  const handles = cells as unknown as readonly ParameterHandle[];
  // The nodes, not the tensors: a parameter among these has another as soon as it is assigned.
  const nodes = values.map((value) => nodeOf(value));
  for (let k = 0; k < nodes.length; k++) handles[k]?.requireAssignable(nodes[k] as Node);
  evaluateNodes(besides.length === 0 ? nodes : [...nodes, ...besides.map((value) => nodeOf(value))]);
  for (let k = 0; k < nodes.length; k++) handles[k]?.accept(nodes[k] as Node);
}
