/** Elements by their order, as graphs. */

import { describe } from "../error/describe.ts";
import { ArgumentError } from "../error/error.ts";
import { apply } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import type { ArgExtremumAttributes } from "../op/arg-extremum.ts";
import { argsort as argsortOp } from "../op/argsort.ts";
import type { Operation } from "../op/definition.ts";
import { numericDtype } from "../op/dtype-rule.ts";
import { permute } from "../op/permute.ts";
import { reshape } from "../op/reshape.ts";
import { take } from "../op/take.ts";
import { formatShape, normalizeAxis } from "../shape/shape.ts";
import { booleanArgument, optionsArgument } from "./argument.ts";
import { applyRoutine } from "./routines.ts";
import { section } from "./slices.ts";

export function argExtremum(
  op: Operation<ArgExtremumAttributes>,
  x: Node,
  axis: unknown,
  options: unknown,
): Node {
  const { keepDims = false } = optionsArgument(op.name, options, ["keepDims"]);
  const keeps = booleanArgument(op.name, "keepDims", keepDims);
  if (axis !== undefined) return applyRoutine(op, [x], { axis: fromEnd(op.name, x, axis), keepDims: keeps });
  // Of all elements, by their number in row-major order.
  const found = applyRoutine(op, [apply(reshape, [x], { shape: [x.kind.type.size] })], {
    axis: -1,
    keepDims: false,
  });
  return keeps ? apply(reshape, [found], { shape: x.shape.map(() => 1) }) : found;
}

export function argsort(op: string, x: Node, axis: unknown, options: unknown): Node {
  const { descending = false } = optionsArgument(op, options, ["descending"]);
  numericDtype(op, "numbers", [x.dtype]);
  return applyRoutine(argsortOp, [x], {
    axis: fromEnd(op, x, axis),
    descending: booleanArgument(op, "descending", descending),
  });
}

export function sort(x: Node, axis: unknown, options: unknown): Node {
  return takeAlong(x, argsort("sort", x, axis, options), fromEnd("sort", x, axis));
}

export function topK(x: Node, k: unknown, axis: unknown): { readonly values: Node; readonly indices: Node } {
  const along = fromEnd("topK", x, axis);
  const size = x.shape.at(along) as number;
  if (typeof k !== "number" || !Number.isInteger(k) || k < 0 || k > size) {
    throw new ArgumentError(
      "topK",
      `k must be an integer from 0 to ${size} for axis ${x.shape.length + along} of ${formatShape(x.shape)}, ` +
        `got ${describe(k)}.`,
    );
  }
  numericDtype("topK", "numbers", [x.dtype]);
  const order = applyRoutine(argsortOp, [x], { axis: along, descending: true });
  const indices = section(order, x.shape.length + along, 0, k);
  return { values: takeAlong(x, indices, along), indices };
}

/** The elements at indices of their own along an axis: batches of the last one. */
export function takeAlong(x: Node, indices: Node, axis: number): Node {
  const attributes = { axis: -1, rank: 1 };
  if (axis === -1) return applyRoutine(take, [x, indices], attributes);
  const [rows, own] = [x, indices].map((each) => apply(permute, [each], { axes: swapped(x, axis) }));
  return apply(permute, [applyRoutine(take, [rows as Node, own as Node], attributes)], {
    axes: swapped(x, axis),
  });
}

/** All axes, one of them exchanged with the last. */
function swapped({ shape }: Node, axis: number): number[] {
  const axes = [...shape.keys()];
  const [place, last] = [shape.length + axis, shape.length - 1];
  axes[place] = last;
  axes[last] = place;
  return axes;
}

function fromEnd(op: string, { shape }: Node, axis: unknown): number {
  return normalizeAxis(op, axis as number, shape.length) - shape.length;
}
