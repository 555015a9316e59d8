import { cast } from "./cast.ts";
import { notEqual } from "./comparison.ts";
import type { Builder } from "./definition.ts";
import { reshape } from "./reshape.ts";
import { broadcastTo, sum } from "./sum.ts";
import { where } from "./where.ts";

/** Whether any of some truth values is true. */
export function isAny<V>(b: Builder<V>, x: V): V {
  const shape = b.shapeOf(x);
  if (shape.length === 0) return x;
  const count = b(sum, b(cast, x, { dtype: "int32" }), { axes: [...shape.keys()], keepDims: false });
  return b(notEqual, count, b.constant(0, count));
}

/** The same value for each of many examples, along a first axis. */
export function repeated<V>(b: Builder<V>, x: V, size: number): V {
  return b(broadcastTo, x, { shape: [size, ...b.shapeOf(x)] });
}

/** For each example, which lie along the axes of the condition, one of two values as a whole. */
export function eachWhere<V>(b: Builder<V>, condition: V, whenTrue: V, whenFalse: V): V {
  const axes = b.shapeOf(condition);
  const shape = b.shapeOf(whenTrue).map((_, axis) => axes[axis] ?? 1);
  return b(where, b(reshape, condition, { shape }), whenTrue, whenFalse);
}
