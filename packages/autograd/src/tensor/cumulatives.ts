/** Combinations of the elements up to each one along an axis, as graphs. */

import type { Node } from "../graph/node.ts";
import type { CumulativeAttributes } from "../op/cumulative.ts";
import type { Operation } from "../op/definition.ts";
import { numericDtype } from "../op/dtype-rule.ts";
import { normalizeAxis } from "../shape/shape.ts";
import { booleanArgument, optionsArgument } from "./argument.ts";
import { applyRoutine } from "./routines.ts";
import { takeAlong } from "./sorting.ts";

export function cumulative(
  op: Operation<CumulativeAttributes>,
  x: Node,
  axis: unknown,
  options: unknown,
  name: string = op.name,
): Node {
  const rank = x.shape.length;
  const along = normalizeAxis(name, axis as number, rank);
  const { reverse = false } = optionsArgument(name, options, ["reverse"]);
  return applyRoutine(op, [x], { axis: along - rank, reverse: booleanArgument(name, "reverse", reverse) });
}

/** What is found where the most extreme of the elements up to each one is. */
export function cumulativeExtremum(
  name: string,
  op: Operation<CumulativeAttributes>,
  x: Node,
  axis: unknown,
  options: unknown,
): Node {
  numericDtype(name, "numbers", [x.dtype]);
  const found = cumulative(op, x, axis, options, name);
  return takeAlong(x, found, normalizeAxis(name, axis as number, x.shape.length) - x.shape.length);
}
