import { apply, constantNode } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import { reshape } from "../op/reshape.ts";
import { pad } from "../op/slice.ts";
import { broadcastTo } from "../op/sum.ts";

/** The identity matrix of the size and dtype of a square one. */
export function identityLike({ shape, dtype }: Node): Node {
  const size = shape.at(-1) as number;
  const ones = apply(broadcastTo, [constantNode(1, dtype)], { shape: [size] });
  // Each with a row of zeros behind it, and one more.
  const spaced = apply(pad, [ones], { low: [0], high: [0], interior: [size] });
  return apply(reshape, [spaced], { shape: [size, size] });
}
