/** Elements by several indices, counts and sums by index, as graphs. */

import { describe } from "../error/describe.ts";
import { ArgumentError, ShapeError } from "../error/error.ts";
import { isArray } from "../error/foreign.ts";
import { apply, constantNode, inputNode } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import { add } from "../op/add.ts";
import { cast } from "../op/cast.ts";
import { equal } from "../op/comparison.ts";
import { commonDtype, numericDtype } from "../op/dtype-rule.ts";
import { mul } from "../op/mul.ts";
import { reshape } from "../op/reshape.ts";
import { searchSorted as searchSortedOp } from "../op/search-sorted.ts";
import { broadcastTo } from "../op/sum.ts";
import { scatterAdd, take as takeOp } from "../op/take.ts";
import {
  broadcastShapes,
  broadcastsTo,
  formatShape,
  normalizeAxis,
  requireSize,
  sameShape,
  sizeOf,
  stridesOf,
} from "../shape/shape.ts";
import { countArgument, dtypeArgument, optionsArgument } from "./argument.ts";
import { operand, operands, toNode } from "./convert.ts";
import { isHolder } from "./holder.ts";
import { ascending, checked, indexNode, replaced } from "./indexing.ts";
import { applyRoutine } from "./routines.ts";
import { sliceFor } from "./slices.ts";

export function takeAlongAxis(x: Node, indices: unknown, axis: unknown): Node {
  const at = indexNode("takeAlongAxis", indices);
  const from = x.shape;
  const rank = from.length;
  const along = normalizeAxis("takeAlongAxis", axis as number, rank);
  if (at.shape.length !== rank) {
    throw new ShapeError(
      "takeAlongAxis",
      `indices must have as many axes as x, got ${formatShape(at.shape)} for ${formatShape(from)}.`,
      [from, at.shape],
    );
  }
  const others = broadcastShapes("takeAlongAxis", from.with(along, 1), at.shape.with(along, 1));
  const shape = others.with(along, at.shape[along] as number);
  const strides = stridesOf(from);
  const own = checked("takeAlongAxis", at, from[along] as number, true, "indices");
  // Where each element stands among all of x, row by row.
  const terms = from.flatMap((size, k) =>
    k === along || size === 1 ? [] : [steps(size, strides[k] as number, rank - k)],
  );
  const stride = constantNode(strides[along] as number, "int32");
  const position = [apply(mul, [own, stride]), ...terms].reduce((a, b) => apply(add, [a, b]));
  requireSize("takeAlongAxis", shape);
  const positions = apply(broadcastTo, [position], { shape });
  const row = apply(reshape, [x], { shape: [sizeOf(from)] });
  return applyRoutine(takeOp, [row, positions], { axis: -1, rank });
}

/** 0, `stride`, 2 `stride`, ... along the first of some axes. */
function steps(size: number, stride: number, rank: number): Node {
  const shape = [size, ...new Array<number>(rank - 1).fill(1)];
  return inputNode(
    Int32Array.from({ length: size }, (_, i) => i * stride),
    shape,
    "int32",
  );
}

export function gather(x: Node, indices: unknown): Node {
  if (!isArray(indices) || indices.length === 0) {
    throw new ArgumentError(
      "gather",
      `indices must be an array of index tensors, one for each of the first axes, got ${describe(indices)}.`,
    );
  }
  const from = x.shape;
  if (indices.length > from.length) {
    throw new ShapeError(
      "gather",
      `there must be at most one index tensor for each axis, got ${indices.length} for shape ${formatShape(from)}.`,
      [from],
    );
  }
  return gatherFrom(
    "gather",
    x,
    0,
    Array.from(indices, (each) => indexNode("gather", each)),
  );
}

export function at(op: string, x: Node, places: readonly unknown[]): Node {
  const from = x.shape;
  if (places.length > from.length) {
    throw new ShapeError(
      op,
      `there must be at most one index or range for each axis, got ${places.length} for shape ${formatShape(from)}.`,
      [from],
    );
  }
  const indices = places.map((place, k) => {
    if (isArray(place) && place.some(isHolder)) {
      throw new ArgumentError(
        op,
        `a place must be one index tensor or the like, got an array of tensors at ${k}. Give each axis its own.`,
      );
    }
    return isHolder(place) || isArray(place) ? indexNode(op, place) : null;
  });
  const sliced = sliceFor(
    op,
    x,
    places.map((place, k) => (indices[k] === null ? place : null)),
  );
  // Where the indices are, once the axes with an integer are gone.
  const kept = indices.filter((_, k) => typeof places[k] !== "number");
  const first = kept.findIndex((index) => index !== null);
  if (first < 0) return sliced;
  const last = kept.findLastIndex((index) => index !== null);
  const together = kept.slice(first, last + 1);
  if (together.includes(null)) {
    throw new ShapeError(
      op,
      "index tensors must stand side by side, got a range between them. Move their axes together with permute().",
      [from],
    );
  }
  return gatherFrom(op, sliced, first, together as Node[]);
}

/** With other values there, or with values added there: by the place that each element has among all, row by row. */
export function changedAt(op: "setAt" | "addAt", x: Node, places: unknown, values: unknown): Node {
  if (!isArray(places)) {
    throw new ArgumentError(
      op,
      `places must be an array with an index or range for each axis, got ${describe(places)}.`,
    );
  }
  const given = operand(op, values, x);
  if (op === "addAt") numericDtype(op, "numbers", [x.dtype]);
  commonDtype(op, [x.dtype, given.dtype]);
  const { shape } = x;
  const size = sizeOf(shape);
  const numbers = apply(reshape, [ascending(size)], { shape });
  const positions = at(op, numbers, Array.from<unknown>(places));
  if (!broadcastsTo(given.shape, positions.shape)) {
    throw new ShapeError(
      op,
      `values must broadcast to what at() gives, ${formatShape(positions.shape)}, got ${formatShape(given.shape)}.`,
      [shape, given.shape],
    );
  }
  const row = apply(reshape, [x], { shape: [size] });
  const flat = apply(reshape, [positions], { shape: [sizeOf(positions.shape)] });
  const spread = apply(reshape, [apply(broadcastTo, [given], { shape: positions.shape })], {
    shape: flat.shape,
  });
  const changed =
    op === "setAt"
      ? replaced(row, flat, spread, -1)
      : applyRoutine(scatterAdd, [row, flat, spread], { axis: -1, rank: 1 });
  return apply(reshape, [changed], { shape });
}

/** By an index tensor for each of neighbouring axes, which broadcast with each other. */
export function gatherFrom(op: string, x: Node, first: number, indices: readonly Node[]): Node {
  const sizes = x.shape.slice(first, first + indices.length);
  const strides = stridesOf(sizes);
  const position = indices
    .map((each, k) => {
      const axis = indices.length === 1 ? "" : ` of axis ${first + k}`;
      const own = checked(op, each, sizes[k] as number, true, `indices${axis}`);
      return apply(mul, [own, constantNode(strides[k] as number, "int32")]);
    })
    .reduce((a, b) => {
      broadcastShapes(op, a.shape, b.shape);
      return apply(add, [a, b]);
    });
  const joined = apply(reshape, [x], {
    shape: x.shape.toSpliced(first, sizes.length, sizeOf(sizes)),
  });
  const attributes = { axis: first - joined.shape.length, rank: position.shape.length };
  return applyRoutine(takeOp, [joined, position], attributes);
}

export function oneHot(labels: unknown, classes: unknown, options: unknown): Node {
  const { dtype = "float64" } = optionsArgument("oneHot", options, ["dtype"]);
  const given = dtypeArgument("oneHot", dtype);
  const size = countArgument("oneHot", "classes", classes);
  const at = checked("oneHot", indexNode("oneHot", labels), size, false, "labels");
  requireSize("oneHot", [...at.shape, size]);
  const column = apply(reshape, [at], { shape: [...at.shape, 1] });
  return apply(cast, [apply(equal, [column, ascending(size)])], { dtype: given });
}

export function segmentSum(values: Node, ids: unknown, count: unknown): Node {
  const size = countArgument("segmentSum", "segments", count);
  const at = indexNode("segmentSum", ids);
  if (!sameShape(values.shape.slice(0, at.shape.length), at.shape)) {
    throw new ShapeError(
      "segmentSum",
      `there must be an id for each row of the values, got ${formatShape(at.shape)} for ${formatShape(values.shape)}.`,
      [values.shape, at.shape],
    );
  }
  return summed("segmentSum", values, at, size, "segment ids");
}

export function bincount(x: unknown, length: unknown, options: unknown): Node {
  const { weights } = optionsArgument("bincount", options, ["weights"]);
  const size = countArgument("bincount", "length", length);
  const at = indexNode("bincount", x);
  const counted =
    weights === undefined
      ? apply(broadcastTo, [constantNode(1, "int32")], { shape: at.shape })
      : toNode("bincount", weights);
  if (!sameShape(counted.shape, at.shape)) {
    throw new ShapeError(
      "bincount",
      `weights must have the shape of x, got ${formatShape(counted.shape)} for ${formatShape(at.shape)}.`,
      [at.shape, counted.shape],
    );
  }
  return summed("bincount", counted, at, size, "elements");
}

/** Sums of the values that have the same index. */
function summed(op: string, values: Node, at: Node, size: number, noun: string): Node {
  numericDtype(op, "numbers", [values.dtype]);
  const rank = at.shape.length;
  const shape = [size, ...values.shape.slice(rank)];
  requireSize(op, shape);
  const zeros = apply(broadcastTo, [constantNode(0, values.dtype)], { shape });
  const index = checked(op, at, size, false, noun);
  return applyRoutine(scatterAdd, [zeros, index, values], { axis: -shape.length, rank });
}

export function searchSorted(sorted: unknown, values: unknown, options: unknown): Node {
  const { side = "left" } = optionsArgument("searchSorted", options, ["side"]);
  if (side !== "left" && side !== "right") {
    throw new ArgumentError("searchSorted", `side must be "left" or "right", got ${describe(side)}.`);
  }
  const [row, wanted] = operands("searchSorted", sorted, values);
  if (row.shape.length !== 1) {
    throw new ShapeError("searchSorted", `sorted must be a vector, got shape ${formatShape(row.shape)}.`, [
      row.shape,
    ]);
  }
  return applyRoutine(searchSortedOp, [row, wanted], { right: side === "right", rank: wanted.shape.length });
}
