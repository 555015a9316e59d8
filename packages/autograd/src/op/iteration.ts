import { abs } from "./abs.ts";
import { equal, greater, less } from "./comparison.ts";
import type { Builder } from "./definition.ts";
import { div } from "./div.ts";
import { isAny } from "./examples.ts";
import { logicalAnd } from "./logical.ts";
import { max } from "./max.ts";
import { where } from "./where.ts";

/** When a loop that comes closer to something is at its end. */
export type Iteration = {
  readonly tolerance: number;
  readonly maxIterations: number;
};

/** The largest element of vectors, by its size. */
export function largest<V>(b: Builder<V>, x: V): V {
  return b(max, b(abs, x), { axes: [b.shapeOf(x).length - 1], keepDims: false });
}

/** How much vectors change, beside sizes. */
export function relativeChange<V>(b: Builder<V>, change: V, size: V): V {
  const by = largest(b, change);
  const zero = b.constant(0, by);
  return b(where, b(equal, by, zero), zero, b(div, by, size));
}

/** Whether an error is still too large; NaN will not become smaller. */
export function isLarge<V>(b: Builder<V>, error: V, { tolerance }: Iteration): V {
  return b(greater, error, b.constant(tolerance, error));
}

/** Whether there is another step to do, for any of the examples that the errors are of. */
export function goesOn<V>(b: Builder<V>, error: V, count: V, iteration: Iteration): V {
  const isLeft = b(less, count, b.constant(iteration.maxIterations, count));
  return b(logicalAnd, isAny(b, isLarge(b, error, iteration)), isLeft);
}
