/** Images of another size, or looked at elsewhere, as graphs. */

import { describe } from "../error/describe.ts";
import { ArgumentError, ShapeError } from "../error/error.ts";
import { apply, constantNode, inputNode } from "../graph/build.ts";
import { graphBuilder as b } from "../graph/graph-builder.ts";
import type { Node } from "../graph/node.ts";
import { add } from "../op/add.ts";
import { cast } from "../op/cast.ts";
import { clip } from "../op/clip.ts";
import { equal } from "../op/comparison.ts";
import { numericDtype } from "../op/dtype-rule.ts";
import { mul } from "../op/mul.ts";
import { reshape } from "../op/reshape.ts";
import { floor, round } from "../op/rounding.ts";
import { slice } from "../op/slice.ts";
import { strongMul } from "../op/strong-mul.ts";
import { sub } from "../op/sub.ts";
import { take } from "../op/take.ts";
import { where } from "../op/where.ts";
import { allocate } from "../shape/dtype.ts";
import { formatShape } from "../shape/shape.ts";
import { booleanArgument, optionsArgument } from "./argument.ts";
import { sizesArgument } from "./convolutions.ts";
import { applyRoutine } from "./routines.ts";

/** Which element, and what it counts, for each place of the result: as many lists as neighbours count. */
interface Tap {
  readonly indices: readonly number[];
  readonly weights: readonly number[];
}

export function resize(x: Node, size: unknown, options: unknown): Node {
  const { method = "linear", alignCorners = false } = optionsArgument("resize", options, [
    "method",
    "alignCorners",
  ]);
  numericDtype("resize", "floats", [x.dtype]);
  const rank = x.shape.length - 2;
  if (rank < 1 || rank > 3) {
    throw new ShapeError(
      "resize",
      `x must have from one to three axes behind batch and channels, got shape ${formatShape(x.shape)}.`,
      [x.shape],
    );
  }
  const isAligned = booleanArgument("resize", "alignCorners", alignCorners);
  const sizes = sizesArgument("resize", rank, "size", size, 1);
  if (x.shape.slice(2).includes(0)) {
    throw new ShapeError("resize", `needs at least one element, got shape ${formatShape(x.shape)}.`, [
      x.shape,
    ]);
  }
  const resized = sizes.reduce(
    (node, to, k) => combined(node, k + 2, taps(method, x.shape[k + 2] as number, to, isAligned)),
    x,
  );
  return resized === x ? apply(reshape, [x], { shape: x.shape }) : resized;
}

function taps(method: unknown, length: number, to: number, isAligned: boolean): readonly Tap[] {
  const places = Array.from({ length: to }, (_, i) => {
    if (isAligned) return to === 1 ? 0 : (i * (length - 1)) / (to - 1);
    return ((i + 0.5) * length) / to - 0.5;
  });
  const within = (index: number): number => Math.min(Math.max(index, 0), length - 1);
  switch (method) {
    case "nearest":
      return [
        {
          indices: places.map((_, i) => within(Math.floor((i * length) / to))),
          weights: places.map(() => 1),
        },
      ];
    case "linear": {
      const starts = places.map((place) => Math.max(place, 0));
      const share = (place: number): number => place - Math.floor(place);
      return [
        {
          indices: starts.map((place) => within(Math.floor(place))),
          weights: starts.map((place) => 1 - share(place)),
        },
        { indices: starts.map((place) => within(Math.floor(place) + 1)), weights: starts.map(share) },
      ];
    }
    case "cubic":
      return [-1, 0, 1, 2].map((k) => ({
        indices: places.map((place) => within(Math.floor(place) + k)),
        weights: places.map((place) => cubic(place - Math.floor(place) - k)),
      }));
    default:
      throw unknownMethod("resize", method);
  }
}

/** R. Keys, Cubic convolution interpolation for digital image processing, 1981, with a = -3/4. */
function cubic(distance: number): number {
  const x = Math.abs(distance);
  const a = -0.75;
  if (x <= 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0;
}

function combined(x: Node, axis: number, all: readonly Tap[]): Node {
  const rank = x.shape.length;
  const parts = all.map(({ indices, weights }) => {
    const at = inputNode(Int32Array.from(indices), [indices.length], "int32");
    const taken = applyRoutine(take, [x, at], { axis: axis - rank, rank: 1 });
    if (weights.every((weight) => weight === 1)) return taken;
    const data = allocate(x.dtype, weights.length);
    data.set(weights);
    const shape = [weights.length, ...new Array<number>(rank - 1 - axis).fill(1)];
    return b(mul, taken, inputNode(data, shape, x.dtype));
  });
  return parts.reduce((total, part) => b(add, total, part));
}

function unknownMethod(op: string, method: unknown): ArgumentError {
  return new ArgumentError(op, `method must be "nearest", "linear" or "cubic", got ${describe(method)}.`);
}

/** An element that counts for a place, and how much. */
interface GridTap {
  readonly at: Node;
  readonly weight: Node;
}

const gridTaps: ReadonlyMap<unknown, (place: Node) => readonly GridTap[]> = /* @__PURE__ */ new Map([
  ["nearest", (place: Node) => [{ at: b(round, place), weight: b.constant(1, place) }]],
  [
    "linear",
    (place: Node) => {
      const low = b(floor, place);
      const share = b(sub, place, low);
      const one = b.constant(1, place);
      return [
        { at: low, weight: b(sub, one, share) },
        { at: b(add, low, one), weight: share },
      ];
    },
  ],
  [
    "cubic",
    (place: Node) => {
      const low = b(floor, place);
      const share = b(sub, place, low);
      const rest = b(sub, b.constant(1, place), share);
      return [
        { at: b(sub, low, b.constant(1, place)), weight: outerCubic(share) },
        { at: low, weight: innerCubic(share) },
        { at: b(add, low, b.constant(1, place)), weight: innerCubic(rest) },
        { at: b(add, low, b.constant(2, place)), weight: outerCubic(rest) },
      ];
    },
  ],
]);

/** {@link cubic} of t in [0, 1]: (1.25 t - 2.25) t² + 1. */
function innerCubic(t: Node): Node {
  const factor = b(sub, b(mul, b.constant(1.25, t), t), b.constant(2.25, t));
  return b(add, b(mul, factor, b(mul, t, t)), b.constant(1, t));
}

/** {@link cubic} of 1 + t for t in [0, 1]: -0.75 t (1 - t)². */
function outerCubic(t: Node): Node {
  const rest = b(sub, b.constant(1, t), t);
  return b(mul, b(mul, b.constant(-0.75, t), t), b(mul, rest, rest));
}

export function gridSample(x: Node, grid: Node, options: unknown): Node {
  const {
    method = "linear",
    padding = "zeros",
    alignCorners = false,
  } = optionsArgument("gridSample", options, ["method", "padding", "alignCorners"]);
  numericDtype("gridSample", "floats", [x.dtype, grid.dtype]);
  const [from, places] = [x.shape, grid.shape];
  if (from.length !== 4 || places.length !== 4 || places[3] !== 2 || places[0] !== from[0]) {
    throw new ShapeError(
      "gridSample",
      `x must be [batch, channels, height, width] and the grid [batch, height, width, 2], got x ${formatShape(from)} and grid ${formatShape(places)}.`,
      [from, places],
    );
  }
  if (from[2] === 0 || from[3] === 0) {
    throw new ShapeError("gridSample", `needs at least one element, got shape ${formatShape(from)}.`, [from]);
  }
  if (padding !== "zeros" && padding !== "border") {
    throw new ArgumentError("gridSample", `padding must be "zeros" or "border", got ${describe(padding)}.`);
  }
  const tapsAt = gridTaps.get(method);
  if (tapsAt === undefined) throw unknownMethod("gridSample", method);
  const isAligned = booleanArgument("gridSample", "alignCorners", alignCorners);
  const [batch, channels, height, width] = from as readonly [number, number, number, number];
  const [, rows, columns] = places as readonly [number, number, number];
  const count = rows * columns;
  const number = (value: number): Node => constantNode(value, x.dtype);
  const coordinate = (k: number, length: number): Node => {
    const own = b(slice, grid, {
      starts: [0, 0, 0, k],
      sizes: [batch, rows, columns, 1],
      steps: [1, 1, 1, 1],
    });
    const flat = b(reshape, own, { shape: [batch, 1, count] });
    // From -1 at one edge to 1 at the other.
    const scale = isAligned ? (length - 1) / 2 : length / 2;
    const place = b(add, b(mul, flat, number(scale)), number((length - 1) / 2));
    // Of polynomials through elements around, each of these is at the border instead.
    return padding === "border" && method !== "cubic" ? b(clip, place, number(0), number(length - 1)) : place;
  };
  const image = b(reshape, x, { shape: [batch, channels, height * width] });
  const neighbours = (place: Node, length: number): readonly { index: Node; weight: Node }[] => {
    return tapsAt(place).map(({ at, weight }) => {
      const kept = b(clip, at, number(0), number(length - 1));
      // What lies outside counts as 0, or is the element at the border, which does not change from there on.
      const inside = padding === "border" ? weight : b(where, b(equal, at, kept), weight, number(0));
      return { index: b(cast, kept, { dtype: "int32" }), weight: inside };
    });
  };
  const across = neighbours(coordinate(0, width), width);
  const down = neighbours(coordinate(1, height), height);
  const parts = down.flatMap((row) =>
    across.map((column) => {
      const index = b(add, b(mul, row.index, constantNode(width, "int32")), column.index);
      const taken = applyRoutine(take, [image, index], { axis: -1, rank: 1 });
      return b(strongMul, taken, b(mul, row.weight, column.weight));
    }),
  );
  const total = parts.reduce((sum, part) => b(add, sum, part));
  return b(reshape, total, { shape: [batch, channels, rows, columns] });
}
