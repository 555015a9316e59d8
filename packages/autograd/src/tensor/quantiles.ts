/** Elements by their rank, as graphs. */

import { describe } from "../error/describe.ts";
import { ArgumentError } from "../error/error.ts";
import { isArray } from "../error/foreign.ts";
import { apply, constantNode } from "../graph/build.ts";
import { graphBuilder as b } from "../graph/graph-builder.ts";
import type { Node } from "../graph/node.ts";
import { notEqual } from "../op/comparison.ts";
import { concat } from "../op/concat.ts";
import { numericDtype } from "../op/dtype-rule.ts";
import { permute } from "../op/permute.ts";
import { requireElements } from "../op/reduction.ts";
import { reshape } from "../op/reshape.ts";
import { where } from "../op/where.ts";
import { reducedShape, type Shape, sizeOf } from "../shape/shape.ts";
import { axesArgument, booleanArgument, optionsArgument } from "./argument.ts";
import { onLine } from "./interpolation.ts";
import { section } from "./slices.ts";
import { sort } from "./sorting.ts";

export function quantile(op: string, x: Node, q: unknown, axes: unknown, options: unknown): Node {
  const fractions: readonly unknown[] = isArray(q) ? Array.from(q) : [q];
  for (const fraction of fractions) {
    if (typeof fraction === "number" && fraction >= 0 && fraction <= 1) continue;
    throw new ArgumentError(op, `q must be from 0 to 1, got ${describe(fraction)}.`);
  }
  numericDtype(op, "floats", [x.dtype]);
  const reduced = axesArgument(op, axes, x.shape.length);
  const { keepDims = false } = optionsArgument(op, options, ["keepDims"]);
  const shape = reducedShape(x.shape, reduced, booleanArgument(op, "keepDims", keepDims));
  requireElements(op, x.shape, reduced);
  const ordered = sort(asRows(x, reduced), -1, undefined);
  const found = fractions.map((fraction) => at(ordered, fraction as number, shape));
  if (!isArray(q)) return found[0] as Node;
  if (found.length === 0) {
    throw new ArgumentError(op, "q must be a number, or a list of at least one.");
  }
  return apply(
    concat,
    found.map((each) => apply(reshape, [each], { shape: [1, ...shape] })),
    { axis: 0 },
  );
}

/** The reduced axes as one, behind the others. */
function asRows(x: Node, axes: readonly number[]): Node {
  const kept = [...x.shape.keys()].filter((axis) => !axes.includes(axis));
  const sizes = (of: readonly number[]): number[] => of.map((axis) => x.shape[axis] as number);
  const moved = apply(permute, [x], { axes: [...kept, ...axes] });
  return apply(reshape, [moved], { shape: [...sizes(kept), sizeOf(sizes(axes))] });
}

/** Between the two neighbours of a place in rows in order; NaN if there is one, which comes last. */
function at(rows: Node, fraction: number, shape: Shape): Node {
  const last = (rows.shape.at(-1) as number) - 1;
  const place = fraction * last;
  const low = Math.min(last, Math.floor(place));
  const share = place - low;
  const element = (k: number): Node =>
    apply(reshape, [section(rows, rows.shape.length - 1, k, 1)], { shape });
  const [below, largest] = [element(low), element(last)];
  const between = share === 0 ? below : onLine(below, element(low + 1), b.constant(share, rows));
  const isNaN = b(notEqual, largest, largest);
  return apply(where, [isNaN, constantNode(Number.NaN, rows.dtype), between]);
}
