import { ShapeError } from "../error/error.ts";
import type { Node } from "../graph/node.ts";
import { formatShape } from "../shape/shape.ts";

/**
 * Refuses what has fewer axes than a matrix.
 * @throws {ShapeError} for fewer than two.
 */
export function requireMatrix(op: string, { shape }: Node): void {
  if (shape.length >= 2) return;
  throw new ShapeError(op, `a must be a matrix, or a batch of them, got shape ${formatShape(shape)}.`, [
    shape,
  ]);
}
