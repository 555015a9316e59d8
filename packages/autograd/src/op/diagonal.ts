import type { Builder } from "./definition.ts";
import { reshape } from "./reshape.ts";
import { slice } from "./slice.ts";

/** The diagonal of matrices, or one so many columns beside it: row by row, its elements are equally far from each other. */
export function diagonalOf<V>(b: Builder<V>, a: V, offset = 0): V {
  const shape = b.shapeOf(a);
  const [rows, columns] = shape.slice(-2) as [number, number];
  const rest = shape.slice(0, -2);
  const size = Math.max(0, offset < 0 ? Math.min(rows + offset, columns) : Math.min(rows, columns - offset));
  const start = size === 0 ? 0 : offset < 0 ? -offset * columns : offset;
  const flat = b(reshape, a, { shape: [...rest, rows * columns] });
  return b(slice, flat, {
    starts: [...rest.map(() => 0), start],
    sizes: [...rest, size],
    steps: [...rest.map(() => 1), columns + 1],
  });
}
