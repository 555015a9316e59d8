import type { Shape } from "../shape/shape.ts";
import { type Body, givenAll } from "./body.ts";
import type { Builder } from "./definition.ts";
import { permute } from "./permute.ts";
import { reshape } from "./reshape.ts";
import { pad } from "./slice.ts";
import { broadcastTo, filledWith } from "./sum.ts";

/**
 * How each result of a body changes with each element of one of its inputs, a vector, or vectors behind axes of examples: a row for
 * each element.
 * @param known - The inputs in front of it.
 * @param behind - Those behind it.
 */
export function transposedJacobian<V>(
  b: Builder<V>,
  body: Body,
  known: readonly V[],
  x: V,
  behind: readonly V[] = [],
): V {
  const shape = b.shapeOf(x);
  const size = shape.at(-1) as number;
  const only = [...known.map(() => false), true, ...behind.map(() => false)];
  const pushed = body.pushed(givenAll, only).body.batched([...only.map(() => false), true], size);
  const [rows] = pushed.applied(b, [...known, x, ...behind, unitsIn(b, x, [size, ...shape])]) as [V];
  const axes = shape.map((_, axis) => axis);
  return b(permute, rows, { axes: [...axes.slice(1), 0, shape.length] });
}

/** A unit vector in each row, and the same in all axes between. */
export function unitsIn<V>(b: Builder<V>, like: V, shape: Shape): V {
  const size = shape[0] as number;
  const spaced = b(pad, filledWith(b, 1, like, [size]), { low: [0], high: [0], interior: [size] });
  const inserted = shape.map((length, axis) => (axis === 0 || axis === shape.length - 1 ? length : 1));
  return b(broadcastTo, b(reshape, spaced, { shape: inserted }), { shape });
}
