/** What a mask selects, as many as were asked for, as graphs. */

import { DtypeError, ShapeError } from "../error/error.ts";
import { apply, constantNode, inputNode } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import { cast } from "../op/cast.ts";
import { less, notEqual } from "../op/comparison.ts";
import { cumsum } from "../op/cumsum.ts";
import { minimum } from "../op/minimum.ts";
import { reshape } from "../op/reshape.ts";
import { searchSorted } from "../op/search-sorted.ts";
import { broadcastTo } from "../op/sum.ts";
import { take } from "../op/take.ts";
import { where } from "../op/where.ts";
import { formatShape, indexOf, requireSize, type Shape, sameShape, sizeOf } from "../shape/shape.ts";
import { countArgument, integerArgument, optionsArgument } from "./argument.ts";
import { operand } from "./convert.ts";
import { applyRoutine } from "./routines.ts";

/** Where the first elements of a mask that are true stand among all, row by row; and which there are. */
interface Selected {
  readonly positions: Node;
  readonly areThere: Node;
}

/** Of at least one element. */
function selected(mask: Node, size: number): Selected {
  const count = sizeOf(mask.shape);
  const row = apply(reshape, [apply(cast, [mask], { dtype: "int32" })], { shape: [count] });
  const counts = applyRoutine(cumsum, [row], { axis: -1, reverse: false });
  const ordinals = inputNode(
    Int32Array.from({ length: size }, (_, k) => k + 1),
    [size],
    "int32",
  );
  const found = applyRoutine(searchSorted, [counts, ordinals], { right: false, rank: 1 });
  return {
    positions: apply(minimum, [found, constantNode(count - 1, "int32")]),
    areThere: apply(less, [found, constantNode(count, "int32")]),
  };
}

export function nonzero(x: Node, options: unknown): Node[] {
  const { size, fill = 0 } = optionsArgument("nonzero", options, ["size", "fill"]);
  const wanted = countArgument("nonzero", "size", size);
  const filler = constantNode(integerArgument("nonzero", "fill", fill), "int32");
  requireSize("nonzero", [wanted]);
  const { shape } = x;
  const count = sizeOf(shape);
  if (count === 0) return shape.map(() => apply(broadcastTo, [filler], { shape: [wanted] }));
  const { areThere, positions } = selected(apply(notEqual, [x, constantNode(0, x.dtype)]), wanted);
  return shape.map((_, axis) => {
    const places = Int32Array.from({ length: count }, (_each, k) => indexOf(k, shape)[axis] as number);
    const own = applyRoutine(take, [inputNode(places, [count], "int32"), positions], { axis: -1, rank: 1 });
    return apply(where, [areThere, own, filler]);
  });
}

export function booleanMask(x: Node, given: unknown, options: unknown): Node {
  const op = "booleanMask";
  const { size, fill = x.dtype === "bool" ? false : 0 } = optionsArgument(op, options, ["size", "fill"]);
  const wanted = countArgument(op, "size", size);
  const filler = operand(op, fill, x);
  const mask = operand(op, given, constantNode(0, "bool"));
  if (mask.dtype !== "bool") {
    throw new DtypeError(
      op,
      `mask must be bool, got ${mask.dtype}. Compare first, e.g. with notEqual(x, 0).`,
    );
  }
  const rank = mask.shape.length;
  if (rank === 0 || !sameShape(x.shape.slice(0, rank), mask.shape)) {
    throw new ShapeError(
      op,
      `mask must have the shape of the first axes of x, got ${formatShape(mask.shape)} for ${formatShape(x.shape)}.`,
      [x.shape, mask.shape],
    );
  }
  if (filler.shape.length > 0) {
    throw new ShapeError(op, `fill must be a scalar, got shape ${formatShape(filler.shape)}.`, [
      filler.shape,
    ]);
  }
  const count = sizeOf(mask.shape);
  const rest = x.shape.slice(rank);
  const shape: Shape = [wanted, ...rest];
  requireSize(op, shape);
  if (count === 0) return apply(broadcastTo, [filler], { shape });
  const { areThere, positions } = selected(mask, wanted);
  const rows = apply(reshape, [x], { shape: [count, ...rest] });
  const chosen = applyRoutine(take, [rows, positions], { axis: -shape.length, rank: 1 });
  const isThere = apply(reshape, [areThere], { shape: [wanted, ...rest.map(() => 1)] });
  return apply(where, [isThere, chosen, filler]);
}
