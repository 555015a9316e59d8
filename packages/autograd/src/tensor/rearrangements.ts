/** Triangles, diagonals and repetitions, as graphs. */

import { counted, describe } from "../error/describe.ts";
import { ArgumentError, ShapeError } from "../error/error.ts";
import { isArray } from "../error/foreign.ts";
import { apply, constantNode, inputNode } from "../graph/build.ts";
import { graphBuilder as b } from "../graph/graph-builder.ts";
import type { Node } from "../graph/node.ts";
import { greaterEqual, lessEqual } from "../op/comparison.ts";
import { concat } from "../op/concat.ts";
import { diagonalOf } from "../op/diagonal.ts";
import { permute } from "../op/permute.ts";
import { reshape } from "../op/reshape.ts";
import { pad } from "../op/slice.ts";
import { broadcastTo } from "../op/sum.ts";
import { where } from "../op/where.ts";
import { formatShape, normalizeAxis, requireSize, type Shape, sizeOf } from "../shape/shape.ts";
import { countArgument, integerArgument, optionsArgument } from "./argument.ts";
import { operandList } from "./convert.ts";
import { ascending, take } from "./indexing.ts";
import { section } from "./slices.ts";

/** Zeros on one side of a diagonal. */
export function triangle(op: "tril" | "triu", x: Node, offset: unknown): Node {
  const rank = x.shape.length;
  if (rank < 2) {
    throw new ShapeError(op, `needs a matrix or a batch of them, got shape ${formatShape(x.shape)}.`, [
      x.shape,
    ]);
  }
  const diagonal = Math.max(-mostRows, Math.min(mostRows, integerArgument(op, "k", offset)));
  const [rows = 0, columns = 0] = x.shape.slice(-2);
  // Where the diagonal crosses each row.
  const crossings = inputNode(
    Int32Array.from({ length: rows }, (_, i) => i + diagonal),
    [rows, 1],
    "int32",
  );
  const isKept = apply(op === "tril" ? lessEqual : greaterEqual, [ascending(columns), crossings]);
  return apply(where, [isKept, x, constantNode(0, x.dtype)]);
}

/** Diagonals that are further away are empty, and so are those at this distance. */
const mostRows = 0x4000_0000;

export function diagonal(op: string, x: Node, offset: unknown, axis1: unknown, axis2: unknown): Node {
  const from = x.shape;
  const k = integerArgument(op, "offset", offset);
  if (from.length < 2) {
    throw new ShapeError(op, `needs two axes, got shape ${formatShape(from)}.`, [from]);
  }
  const [first, second] = [axis1, axis2].map((axis) => normalizeAxis(op, axis as number, from.length));
  if (first === second) {
    throw new ShapeError(op, `the two axes must differ, got ${describe(axis1)} and ${describe(axis2)}.`, [
      from,
    ]);
  }
  const others = from.flatMap((_, axis) => (axis === first || axis === second ? [] : [axis]));
  return diagonalOf(b, apply(permute, [x], { axes: [...others, first as number, second as number] }), k);
}

export function diag(x: Node, offset: unknown): Node {
  const { shape } = x;
  if (shape.length === 2) return diagonal("diag", x, offset, 0, 1);
  if (shape.length !== 1) {
    throw new ShapeError("diag", `x must be a vector or a matrix, got shape ${formatShape(shape)}.`, [shape]);
  }
  const k = integerArgument("diag", "offset", offset);
  const [size] = shape as readonly [number];
  const side = size + Math.abs(k);
  requireSize("diag", [side, side]);
  const low = size === 0 ? 0 : k < 0 ? -k * side : k;
  const covered = size === 0 ? 0 : (size - 1) * (side + 1) + 1;
  const spread = apply(pad, [x], { low: [low], high: [side * side - low - covered], interior: [side] });
  return apply(reshape, [spread], { shape: [side, side] });
}

export function roll(x: Node, shift: unknown, axis: unknown): Node {
  if (axis === undefined) {
    const row = apply(reshape, [x], { shape: [sizeOf(x.shape)] });
    return apply(reshape, [rolled(row, integerArgument("roll", "shift", shift), 0)], { shape: x.shape });
  }
  const axes = isArray(axis) ? Array.from<unknown>(axis) : [axis];
  const shifts = isArray(shift) ? Array.from<unknown>(shift) : axes.map(() => shift);
  if (shifts.length !== axes.length) {
    throw new ArgumentError(
      "roll",
      `there must be a shift for each axis, got ${shifts.length} for ${counted(axes.length, "axis", "axes")}.`,
    );
  }
  return axes.reduce<Node>(
    (node, each, k) =>
      rolled(
        node,
        integerArgument("roll", "shift", shifts[k]),
        normalizeAxis("roll", each as number, x.shape.length),
      ),
    apply(reshape, [x], { shape: x.shape }),
  );
}

function rolled(x: Node, shift: number, axis: number): Node {
  const size = x.shape[axis] as number;
  const first = size === 0 ? 0 : ((shift % size) + size) % size;
  if (first === 0) return x;
  return apply(concat, [section(x, axis, size - first, first), section(x, axis, 0, size - first)], { axis });
}

export function repeat(x: Node, repeats: unknown, axis: unknown): Node {
  const from = axis === undefined ? apply(reshape, [x], { shape: [sizeOf(x.shape)] }) : x;
  const along = axis === undefined ? 0 : normalizeAxis("repeat", axis as number, from.shape.length);
  const size = from.shape[along] as number;
  if (isArray(repeats)) {
    if (repeats.length !== size) {
      throw new ArgumentError(
        "repeat",
        `there must be a count for each element along the axis, got ${repeats.length} for ${size}.`,
      );
    }
    const counts = Array.from(repeats, (count) => countArgument("repeat", "repeats", count));
    requireSize(
      "repeat",
      from.shape.with(
        along,
        counts.reduce((a, b) => a + b, 0),
      ),
    );
    const indices = counts.flatMap((count, i) => new Array<number>(count).fill(i));
    return take(from, indices, along);
  }
  const count = countArgument("repeat", "repeats", repeats);
  const shape = from.shape.with(along, size * count);
  requireSize("repeat", shape);
  return stretched(from, along + 1, count, shape);
}

export function tile(x: Node, reps: unknown): Node {
  const given = isArray(reps) ? Array.from<unknown>(reps) : [reps];
  const counts = given.map((count) => countArgument("tile", "repeats", count));
  const rank = Math.max(counts.length, x.shape.length);
  const from = [...new Array<number>(rank - x.shape.length).fill(1), ...x.shape];
  const times = [...new Array<number>(rank - counts.length).fill(1), ...counts];
  const shape = from.map((size, axis) => size * (times[axis] as number));
  requireSize("tile", shape);
  const apart = apply(reshape, [x], { shape: from.flatMap((size) => [1, size]) });
  const tiled = apply(broadcastTo, [apart], {
    shape: from.flatMap((size, axis) => [times[axis] as number, size]),
  });
  return apply(reshape, [tiled], { shape });
}

/** Repeated along a new axis at a place, which is then joined to the axis before it. */
function stretched(x: Node, place: number, count: number, shape: Shape): Node {
  const thin = apply(reshape, [x], { shape: x.shape.toSpliced(place, 0, 1) });
  const wide = apply(broadcastTo, [thin], { shape: x.shape.toSpliced(place, 0, count) });
  return apply(reshape, [wide], { shape });
}

export function meshgrid(vectors: unknown, options: unknown): Node[] {
  const { indexing = "xy" } = optionsArgument("meshgrid", options, ["indexing"]);
  if (indexing !== "xy" && indexing !== "ij") {
    throw new ArgumentError("meshgrid", `indexing must be "xy" or "ij", got ${describe(indexing)}.`);
  }
  if (!isArray(vectors)) {
    throw new ArgumentError("meshgrid", `vectors must be an array of vectors, got ${describe(vectors)}.`);
  }
  const nodes = operandList("meshgrid", vectors);
  const sizes = nodes.map(({ shape }, k) => {
    if (shape.length > 1) {
      throw new ShapeError("meshgrid", `needs vectors, got shape ${formatShape(shape)} at [${k}].`, [shape]);
    }
    return shape[0] ?? 1;
  });
  const order = sizes.map((_, k) => k);
  if (indexing === "xy" && order.length > 1) order.splice(0, 2, 1, 0);
  const grid = order.map((k) => sizes[k] as number);
  requireSize("meshgrid", grid);
  return nodes.map((node, k) => {
    const own = order.map((each) => (each === k ? (sizes[k] as number) : 1));
    return apply(broadcastTo, [apply(reshape, [node], { shape: own })], { shape: grid });
  });
}
