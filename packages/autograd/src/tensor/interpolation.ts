import { graphBuilder as b } from "../graph/graph-builder.ts";
import type { Node } from "../graph/node.ts";
import { abs } from "../op/abs.ts";
import { add } from "../op/add.ts";
import { equal, greater, less } from "../op/comparison.ts";
import { logicalAnd } from "../op/logical.ts";
import { strongMul } from "../op/strong-mul.ts";
import { sub } from "../op/sub.ts";
import { where } from "../op/where.ts";

/** The place on the line between two ends, each of which is met exactly; where both are equal it is they, wherever it is. */
export function onLine(from: Node, to: Node, weight: Node): Node {
  const [zero, half] = [b.constant(0, weight), b.constant(0.5, weight)];
  const rest = b(sub, b.constant(1, weight), weight);
  // From the end that is nearer. Strong products, since the other may be infinite.
  const way = b(sub, to, from);
  const onward = b(add, from, b(strongMul, weight, way));
  const back = b(sub, to, b(strongMul, rest, way));
  const near = b(where, b(less, weight, half), onward, back);
  // Between ends of two signs, the way is larger than what is left of it, and may be out of range where its parts are not.
  const parts = b(add, b(strongMul, rest, from), b(strongMul, weight, to));
  const isOneSign = b(equal, b(greater, from, zero), b(greater, to, zero));
  const isFinite = b(less, b(abs, way), b.constant(Infinity, weight));
  return b(where, b(logicalAnd, isOneSign, isFinite), near, parts);
}
