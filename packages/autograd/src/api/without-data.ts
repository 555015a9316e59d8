import { constantNode } from "../graph/build.ts";
import { graphBuilder as b } from "../graph/graph-builder.ts";
import type { Node } from "../graph/node.ts";
import { bodyOf, closed } from "../transform/body.ts";

/** The same with the numbers that it was written with, which are data elsewhere, as constants of its structure. */
export function withoutData(
  op: string,
  outputs: readonly Node[],
  inputs: readonly Node[],
  since: number,
): Node[] {
  const all = closed(outputs, { op, inputs, since, hoists: false });
  const numbers = all.captured.map(({ value, shape, dtype }) => {
    if (value === null || shape.length > 0) throw new TypeError("a solver that refers to tensors");
    return constantNode(value[0] as number, dtype);
  });
  return bodyOf(all).applied(b, [...numbers, ...inputs]);
}
