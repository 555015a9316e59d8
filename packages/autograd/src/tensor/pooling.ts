/** What windows of images are reduced to, as graphs. */

import { ArgumentError, ShapeError } from "../error/error.ts";
import { constantNode, inputNode } from "../graph/build.ts";
import { graphBuilder as b } from "../graph/graph-builder.ts";
import type { Node } from "../graph/node.ts";
import { div } from "../op/div.ts";
import { numericDtype } from "../op/dtype-rule.ts";
import { matmul } from "../op/matmul.ts";
import { max } from "../op/max.ts";
import { permute } from "../op/permute.ts";
import { pad } from "../op/slice.ts";
import { broadcastTo, sum } from "../op/sum.ts";
import { take } from "../op/take.ts";
import { where } from "../op/where.ts";
import { windows } from "../op/windows.ts";
import { allocate, type DType, isFloat } from "../shape/dtype.ts";
import { formatShape, indexOf, sizeOf } from "../shape/shape.ts";
import { booleanArgument, optionsArgument } from "./argument.ts";
import { sizesArgument, spatial } from "./convolutions.ts";
import { applyRoutine } from "./routines.ts";
import { sharedByPresent } from "./skipping.ts";

type Rank = 1 | 2 | 3;

/** The windows along one axis. */
interface Along {
  readonly size: number;
  readonly step: number;
  readonly dilation: number;
  readonly padding: number;
  readonly length: number;
  readonly count: number;
}

export function maxPool(op: string, rank: Rank, x: Node, size: unknown, options: unknown): Node {
  const known = optionsArgument(op, options, ["stride", "padding", "dilation", "ceilMode"]);
  numericDtype(op, "numbers", [x.dtype]);
  const axes = axesOf(op, rank, x, size, known);
  const least = leastOf(x.dtype);
  const found = b(max, windowsOf(x, axes, least), reducedAxes(rank));
  if (!isFloat(x.dtype) || axes.every((along) => overlap(along) === 0)) return found;
  const all = constantNode(sizeOf(axes.map((along) => along.size)), x.dtype);
  return sharedByPresent(found, least, b(div, all, divisors(axes, false, x.dtype)));
}

export function avgPool(op: string, rank: Rank, x: Node, size: unknown, options: unknown): Node {
  const { countIncludePad = true, ...known } = optionsArgument(op, options, [
    "stride",
    "padding",
    "ceilMode",
    "countIncludePad",
  ]);
  numericDtype(op, "floats", [x.dtype]);
  const isIncluded = booleanArgument(op, "countIncludePad", countIncludePad);
  const axes = axesOf(op, rank, x, size, known);
  const total = b(sum, windowsOf(x, axes, 0), reducedAxes(rank));
  return b(div, total, divisors(axes, isIncluded, x.dtype));
}

/** Where a part of an axis begins and ends, of as many as are as equal as they can be, and may overlap by one element. */
function partOf(j: number, count: number, length: number): readonly [start: number, end: number] {
  return [Math.floor((j * length) / count), Math.ceil(((j + 1) * length) / count)];
}

/** The largest elements of such parts. */
export function adaptiveMaxPool(op: string, rank: Rank, x: Node, size: unknown): Node {
  numericDtype(op, "numbers", [x.dtype]);
  requireImages(op, rank, x);
  const counts = sizesArgument(op, rank, "size", size, 1);
  const lengths = x.shape.slice(2);
  if (lengths.includes(0)) throw noElements(op, x);
  const parts = counts.map((count, k) =>
    Array.from({ length: count }, (_, j) => partOf(j, count, lengths[k] as number)),
  );
  const widths = parts.map((own) => Math.max(...own.map(([start, end]) => end - start)));
  // Each axis becomes two: of the parts, and of the elements of a part, of which those behind its end are left out.
  const taken = parts.reduce((node, own, k) => {
    const width = widths[k] as number;
    const indices = own.flatMap(([start, end]) =>
      Array.from({ length: width }, (_, i) => Math.min(start + i, end - 1)),
    );
    const at = inputNode(Int32Array.from(indices), [own.length, width], "int32");
    return applyRoutine(take, [node, at], { axis: k - rank, rank: 2 });
  }, x);
  const shape = counts.flatMap((count, k) => [count, widths[k] as number]);
  const inside = allocate("bool", sizeOf(shape));
  const present = allocate(x.dtype, sizeOf(counts));
  for (let k = 0; k < inside.length; k++) {
    const at = indexOf(k, shape);
    const isInside = parts.every((own, axis) => {
      const [start, end] = own[at[2 * axis] as number] as readonly [number, number];
      return (at[2 * axis + 1] as number) < end - start;
    });
    inside[k] = Number(isInside);
    const part = counts.reduce((place, count, axis) => place * count + (at[2 * axis] as number), 0);
    present[part] = (present[part] as number) + Number(isInside);
  }
  const axes = counts.map((_, k) => 3 + 2 * k);
  const isFull = present.every((each) => each === sizeOf(widths));
  if (isFull) return b(max, taken, { axes, keepDims: false });
  const least = leastOf(x.dtype);
  const filled = b(where, inputNode(inside, shape, "bool"), taken, constantNode(least, x.dtype));
  const found = b(max, filled, { axes, keepDims: false });
  if (!isFloat(x.dtype)) return found;
  const all = constantNode(sizeOf(widths), x.dtype);
  return sharedByPresent(found, least, b(div, all, inputNode(present, counts, x.dtype)));
}

/** What is no larger than anything. */
function leastOf(dtype: DType): number {
  return dtype === "int32" ? -2147483648 : -Infinity;
}

/** The means of parts of an axis that are as equal as they can be, and may overlap by one element. */
export function adaptiveAvgPool(op: string, rank: Rank, x: Node, size: unknown): Node {
  numericDtype(op, "floats", [x.dtype]);
  requireImages(op, rank, x);
  const sizes = sizesArgument(op, rank, "size", size, 1);
  if (x.shape.slice(2).includes(0)) throw noElements(op, x);
  return sizes.reduce((node, count, k) => {
    const axis = k + 2;
    const length = x.shape[axis] as number;
    if (count === length) return node;
    const weights = allocate(x.dtype, length * count);
    for (let j = 0; j < count; j++) {
      const [start, end] = partOf(j, count, length);
      for (let i = start; i < end; i++) weights[i * count + j] = 1 / (end - start);
    }
    return alongAxis(node, axis, inputNode(weights, [length, count], x.dtype));
  }, x);
}

function alongAxis(x: Node, axis: number, matrix: Node): Node {
  const last = x.shape.length - 1;
  const axes = [...x.shape.keys()].with(axis, last).with(last, axis);
  return b(permute, b(matmul, b(permute, x, { axes }), matrix), { axes });
}

function requireImages(op: string, rank: Rank, { shape }: Node): void {
  if (shape.length === rank + 2) return;
  throw new ShapeError(
    op,
    `x must be [batch, channels, ${spatial[rank]}], got shape ${formatShape(shape)}.`,
    [shape],
  );
}

function axesOf(
  op: string,
  rank: Rank,
  x: Node,
  size: unknown,
  { stride, padding = 0, dilation = 1, ceilMode = false }: Readonly<Record<string, unknown>>,
): readonly Along[] {
  requireImages(op, rank, x);
  const sizes = sizesArgument(op, rank, "size", size, 1);
  const steps = stride === undefined ? sizes : sizesArgument(op, rank, "stride", stride, 1);
  const paddings = sizesArgument(op, rank, "padding", padding, 0);
  const dilations = sizesArgument(op, rank, "dilation", dilation, 1);
  const isCeil = booleanArgument(op, "ceilMode", ceilMode);
  return sizes.map((own, k): Along => {
    const along = {
      size: own,
      step: steps[k] as number,
      dilation: dilations[k] as number,
      padding: paddings[k] as number,
      length: x.shape[k + 2] as number,
    };
    if (2 * along.padding > own) {
      throw new ArgumentError(
        op,
        `padding must be at most half of the window, got ${along.padding} for ${own}.`,
      );
    }
    const room = along.length + 2 * along.padding - (along.dilation * (own - 1) + 1);
    if (room < 0 && !(isCeil && room > -along.step)) {
      throw new ShapeError(
        op,
        `windows must fit into x with its padding, got ${formatShape(sizes)} for shape ${formatShape(x.shape)}.`,
        [x.shape],
      );
    }
    let count = (isCeil ? Math.ceil(room / along.step) : Math.floor(room / along.step)) + 1;
    // A window begins in the image or before it.
    if (isCeil && (count - 1) * along.step >= along.length + along.padding) count--;
    return { ...along, count };
  });
}

/** How far the last window reaches over the end. */
function overlap({ size, step, dilation, padding, length, count }: Along): number {
  return Math.max(padding, (count - 1) * step + dilation * (size - 1) + 1 - length - padding);
}

function windowsOf(x: Node, axes: readonly Along[], filler: number): Node {
  const low = [0, 0, ...axes.map(({ padding }) => padding)];
  const high = [0, 0, ...axes.map(overlap)];
  const widths = { low, high, interior: low.map(() => 0) };
  const needsFiller = filler !== 0 && high.some((width) => width > 0);
  const padded = b(pad, x, widths);
  const inside = b(broadcastTo, constantNode(1, "bool"), { shape: x.shape });
  const filled = needsFiller
    ? b(where, b(pad, inside, widths), padded, constantNode(filler, x.dtype))
    : padded;
  return applyRoutine(windows, [filled], {
    sizes: axes.map(({ size }) => size),
    steps: axes.map(({ step }) => step),
    dilations: axes.map(({ dilation }) => dilation),
  });
}

function reducedAxes(rank: Rank): { readonly axes: readonly number[]; readonly keepDims: boolean } {
  return { axes: Array.from({ length: rank }, (_, k) => k + 2), keepDims: false };
}

/** How many elements each window is divided by: all of them, but for those behind the padding; or those of the image. */
function divisors(axes: readonly Along[], isIncluded: boolean, dtype: DType): Node {
  const perAxis = axes.map(({ size, step, dilation, padding, length, count }) => {
    const [low, high] = isIncluded ? [-padding, length + padding] : [0, length];
    return Array.from({ length: count }, (_, i) => {
      const places = Array.from({ length: size }, (_each, k) => i * step - padding + dilation * k);
      return places.filter((place) => low <= place && place < high).length;
    });
  });
  const first = perAxis.map((counts) => counts[0] as number);
  if (perAxis.every((counts, k) => counts.every((each) => each === first[k]))) {
    return constantNode(sizeOf(first), dtype);
  }
  const shape = axes.map(({ count }) => count);
  const data = allocate(dtype, sizeOf(shape));
  for (let k = 0; k < data.length; k++) {
    data[k] = indexOf(k, shape).reduce((product, i, axis) => product * (perAxis[axis]?.[i] as number), 1);
  }
  return inputNode(data, shape, dtype);
}

function noElements(op: string, { shape }: Node): ShapeError {
  return new ShapeError(op, `needs at least one element, got shape ${formatShape(shape)}.`, [shape]);
}
