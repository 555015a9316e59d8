import type { Shape } from "../shape/shape.ts";
import { abs } from "./abs.ts";
import { add } from "./add.ts";
import type { Body } from "./body.ts";
import { equal, greater, less } from "./comparison.ts";
import type { Builder, Derivative, Roles } from "./definition.ts";
import { div } from "./div.ts";
import { isAny } from "./examples.ts";
import { logicalAnd } from "./logical.ts";
import { max } from "./max.ts";
import { broadcastTo } from "./sum.ts";
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

/** How much vectors change, beside their own size and a number. */
export function relativeChange<V>(b: Builder<V>, change: V, x: V, offset: number): V {
  const [by, size] = [largest(b, change), largest(b, x)];
  if (offset !== 0) return b(div, by, b(add, size, b.constant(offset, size)));
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

/** A number in each place of a shape. */
export function filledWith<V>(b: Builder<V>, value: number, like: V, shape: Shape = b.shapeOf(like)): V {
  return b(broadcastTo, b.constant(value, like), { shape });
}

/** The inputs of a function and what it is begun with, last, for many examples: each begins with its own. */
export function forExamples<V, A extends { readonly body: Body }>(
  b: Builder<V>,
  inputs: readonly V[],
  hasExamples: readonly boolean[],
  attributes: A,
  size: number,
): { readonly inputs: V[]; readonly attributes: A } {
  const last = inputs.length - 1;
  const first = inputs[last] as V;
  const shape = [size, ...b.shapeOf(first)];
  return {
    inputs: hasExamples[last] ? [...inputs] : inputs.with(last, b(broadcastTo, first, { shape })),
    attributes: { ...attributes, body: attributes.body.batched(hasExamples.with(last, true), size) },
  };
}

/** To what the equation of a function refers a derivative passes; not to what is begun with, its last input. */
export function ofEquation(
  name: string,
): Pick<Derivative<{ readonly body: Body }>, "reaches"> &
  Required<Pick<Derivative<{ readonly body: Body }>, "obstacle">> {
  const isFirst = (k: number, { inputs }: Body): boolean => k === inputs.length - 1;
  return {
    reaches: (k, { body }) => !isFirst(k, body) && body.reached(rolesOf(body), 1)[0]?.[k] === true,
    obstacle: (k, { body }) =>
      isFirst(k, body)
        ? { isRelated: true, operations: [name], stopped: false }
        : body.obstacle(rolesOf(body), k, 0),
  };
}

function rolesOf({ inputs }: Body): Roles {
  return { constants: inputs.length - 1, carried: 1 };
}
