/** Draws by rejection: rounds for all at once, until each has been accepted. */

import { underivedLoop } from "../api/while-loop.ts";
import { apply, constantNode } from "../graph/build.ts";
import { graphBuilder } from "../graph/graph-builder.ts";
import type { Node } from "../graph/node.ts";
import { isAny } from "../op/examples.ts";
import { logicalAnd } from "../op/logical.ts";
import { broadcastTo } from "../op/sum.ts";
import { where } from "../op/where.ts";
import type { Shape } from "../shape/shape.ts";
import { nodeOf, wrap } from "../tensor/handle.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { Words } from "./key.ts";

/** What a round makes of the key that it is given. */
export interface Round {
  /** The key of the next round. */
  readonly next: Words;
  /** Where another round is needed. */
  readonly isOpen: Node;
  /** What is kept where it was open before. */
  readonly values: readonly Node[];
}

/**
 * Values of rounds, each from the first that was not left open. They have no derivative of their own: which round it is has no
 * slope.
 * @param isOpen - Where there is something to draw.
 * @param first - What the values are before the first round.
 */
export function untilAccepted(
  words: Words,
  isOpen: Node,
  first: readonly Node[],
  round: (words: Words, values: readonly Node[], isOpen: Node) => Round,
): readonly Node[] {
  const results: readonly Tensor[] = underivedLoop(
    ([open]: readonly Tensor[]) => wrap<[]>(isAny(graphBuilder, nodeOf(open as Tensor))),
    (carry: readonly Tensor[]) => {
      const [open, a, b, ...before] = carry.map(nodeOf) as [Node, Node, Node, ...Node[]];
      const { next, isOpen: left, values } = round([a, b], before, open);
      const kept = values.map((value, k) => apply(where, [open, value, before[k] as Node]));
      return [apply(logicalAnd, [open, left]), ...next, ...kept].map((node) => wrap(node));
    },
    [isOpen, ...words, ...first].map((node) => wrap(node)),
  );
  return results.slice(3).map(nodeOf);
}

/** Everywhere in a shape. */
export function everywhere(value: boolean, shape: Shape): Node {
  return apply(broadcastTo, [constantNode(value ? 1 : 0, "bool")], { shape });
}
