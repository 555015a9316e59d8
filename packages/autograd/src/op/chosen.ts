import type { Builder } from "./definition.ts";
import { where } from "./where.ts";

/** 1 where the argument was chosen, ½ at a tie, 0 elsewhere. */
export function chosen<V>(b: Builder<V>, strictly: V, tie: V, like: V): V {
  const zero = b.constant(0, like);
  return b(where, strictly, b.constant(1, like), b(where, tie, b.constant(0.5, like), zero));
}
