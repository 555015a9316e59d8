import { isConstant } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import type { Scope } from "../graph/scope.ts";
import { wrap } from "../tensor/handle.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** What a result is that the function did not compute: the position of an argument, or a tensor that it refers to. */
export type SameTensor = number | Node;

/**
 * Which of its results a function only hands on. Such a result is the very tensor that went in, as it is uncompiled: a derivative
 * by a copy of it would lack what goes through the tensor itself. A parameter is none, since its value changes: what is returned
 * is the value.
 */
export function sameTensors(
  outputs: readonly Node[],
  placeholders: readonly Node[],
  scope: Scope,
): readonly (SameTensor | null)[] {
  return outputs.map((output) => {
    const position = placeholders.indexOf(output);
    if (position >= 0) return position;
    const { owner, scope: made, lineage } = output;
    // The leaf of a result may be made when it is used, which is in the recording.
    const isInside = lineage === null && (made?.isWithin(scope) ?? false);
    return isInside || owner !== null || isConstant(output) ? null : output;
  });
}

/**
 * That tensor, in a call with these arguments; null for a number, which nobody takes for a tensor that went in, and for a
 * parameter.
 */
export function sameTensor(same: SameTensor, args: readonly Node[]): Tensor | null {
  const node = typeof same === "number" ? (args[same] as Node) : same;
  return isConstant(node) || node.owner !== null ? null : wrap(node);
}
