/** Combinations of the elements up to each one along an axis, as graphs. */

import { apply } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import type { CumulativeAttributes } from "../op/cumulative.ts";
import type { Operation } from "../op/definition.ts";
import { normalizeAxis } from "../shape/shape.ts";
import { booleanArgument, optionsArgument } from "./argument.ts";

export function cumulative(
  op: Operation<CumulativeAttributes>,
  x: Node,
  axis: unknown,
  options: unknown,
): Node {
  const rank = x.shape.length;
  const along = normalizeAxis(op.name, axis as number, rank);
  const { reverse = false } = optionsArgument(op.name, options, ["reverse"]);
  return apply(op, [x], { axis: along - rank, reverse: booleanArgument(op.name, "reverse", reverse) });
}
