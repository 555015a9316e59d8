/** How many elements are not zero, and what follows from it, as graphs. */

import { apply, constantNode } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import { cast } from "../op/cast.ts";
import { equal, notEqual } from "../op/comparison.ts";
import type { PlainOperation } from "../op/definition.ts";
import { sum } from "../op/sum.ts";
import { axesArgument, booleanArgument, optionsArgument } from "./argument.ts";

export function countNonzero(x: Node, axes: unknown, options: unknown): Node {
  return count("countNonzero", notEqual, x, axes, options);
}

export function any(x: Node, axes: unknown, options: unknown): Node {
  return apply(notEqual, [count("any", notEqual, x, axes, options), constantNode(0, "int32")]);
}

export function all(x: Node, axes: unknown, options: unknown): Node {
  return apply(equal, [count("all", equal, x, axes, options), constantNode(0, "int32")]);
}

/** How many elements compare to zero as said. */
function count(op: string, comparison: PlainOperation, x: Node, axes: unknown, options: unknown): Node {
  const reduced = axesArgument(op, axes, x.shape.length);
  const { keepDims = false } = optionsArgument(op, options, ["keepDims"]);
  const kept = booleanArgument(op, "keepDims", keepDims);
  const mask = apply(comparison, [x, constantNode(0, x.dtype)]);
  return apply(sum, [apply(cast, [mask], { dtype: "int32" })], { axes: reduced, keepDims: kept });
}
