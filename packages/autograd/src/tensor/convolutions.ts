/** Convolutions, as graphs: windows of the image side by side, and a matrix product. */

import { describe } from "../error/describe.ts";
import { ArgumentError, ShapeError } from "../error/error.ts";
import { isArray } from "../error/foreign.ts";
import { apply, applyBinary } from "../graph/build.ts";
import { graphBuilder as b } from "../graph/graph-builder.ts";
import type { Node } from "../graph/node.ts";
import { add } from "../op/add.ts";
import { numericDtype } from "../op/dtype-rule.ts";
import { matmul, matrixTranspose } from "../op/matmul.ts";
import { permute } from "../op/permute.ts";
import { reshape } from "../op/reshape.ts";
import { pad, slice } from "../op/slice.ts";
import { overlapAdd, windows } from "../op/windows.ts";
import { formatShape, type Shape, sizeOf } from "../shape/shape.ts";
import { optionsArgument } from "./argument.ts";
import { applyRoutine } from "./routines.ts";

/** What axes there are besides batch and channels, in words. */
export const spatial: Readonly<Record<number, string>> = {
  1: "length",
  2: "height, width",
  3: "depth, height, width",
};

export function convolution(op: string, rank: 1 | 2 | 3, x: Node, kernel: Node, options: unknown): Node {
  const {
    stride = 1,
    padding = 0,
    dilation = 1,
    groups = 1,
  } = optionsArgument(op, options, ["stride", "padding", "dilation", "groups"]);
  const [from, weights] = [x.shape, kernel.shape];
  requireRanks(op, rank, x, kernel, "[out, channels / groups");
  const [, channels] = from as readonly [number, number];
  const [out, taken, ...sizes] = weights as readonly [number, number, ...number[]];
  const steps = sizesArgument(op, rank, "stride", stride, 1);
  const dilations = sizesArgument(op, rank, "dilation", dilation, 1);
  const covered = coveredBy({ sizes, dilations });
  const [low, high] = paddingOf(op, rank, padding, from.slice(2), covered, steps);
  const count = groupsArgument(op, groups);
  if (taken * count !== channels) {
    throw new ShapeError(
      op,
      `the kernel must take the channels of x${count === 1 ? "" : ` divided by ${count} groups`}, got ${both(from, weights)}.`,
      [from, weights],
    );
  }
  if (out % count !== 0) {
    throw new ShapeError(
      op,
      `${count} groups must divide what the kernel gives, got kernel ${formatShape(weights)}.`,
      [from, weights],
    );
  }
  const padded = from.map((size, axis) => size + (low[axis] as number) + (high[axis] as number));
  const counts = countsOf(padded.slice(2), { sizes, steps, dilations });
  if (counts.includes(0)) {
    throw new ShapeError(
      op,
      `the kernel must fit into x with its padding: it covers ${formatShape(covered)}, got ${formatShape(padded.slice(2))}.`,
      [from, weights],
    );
  }
  const image = apply(pad, [x], { low, high, interior: from.map(() => 0) });
  const places = { sizes, steps, dilations, counts };
  return rank === 3 ? inLayers(image, kernel, count, places) : convolved(image, kernel, count, places);
}

/** Windows, along each axis but those of batch and channels. */
export interface Windows {
  readonly sizes: readonly number[];
  readonly steps: readonly number[];
  readonly dilations: readonly number[];
}

interface Places extends Windows {
  readonly counts: readonly number[];
}

/** From the first to the last element that a window takes, both among them. */
function coveredBy({ sizes, dilations }: Pick<Windows, "sizes" | "dilations">): number[] {
  return sizes.map((size, k) => (dilations[k] as number) * (size - 1) + 1);
}

/** How many windows fit into each axis. */
export function countsOf(lengths: readonly number[], windows: Windows): number[] {
  const { sizes, steps } = windows;
  return coveredBy(windows).map((covered, k) => {
    const room = (lengths[k] as number) - covered;
    return (sizes[k] as number) < 1 || room < 0 ? 0 : Math.floor(room / (steps[k] as number)) + 1;
  });
}

function convolved(image: Node, kernel: Node, groups: number, places: Places): Node {
  const { sizes, steps, dilations, counts } = places;
  const [batch, channels] = image.shape as readonly [number, number];
  const out = kernel.shape[0] as number;
  const taken = (channels / groups) * sizeOf(sizes);
  const columns = shaped(applyRoutine(windows, [image], { sizes, steps, dilations }), [
    batch,
    groups,
    taken,
    sizeOf(counts),
  ]);
  const rows = shaped(kernel, [groups, out / groups, taken]);
  return shaped(applyBinary(matmul, rows, columns), [batch, out, ...counts]);
}

/** Layer by layer of the kernel: the layers of the image that it meets are images of their own. */
function inLayers(image: Node, kernel: Node, groups: number, places: Places): Node {
  const { sizes, steps, dilations, counts } = places;
  const [batch, channels, , height, width] = image.shape as readonly [number, number, number, number, number];
  const [out, taken] = kernel.shape as readonly [number, number];
  const flat = {
    sizes: sizes.slice(1),
    steps: steps.slice(1),
    dilations: dilations.slice(1),
    counts: counts.slice(1),
  };
  const [depth, step] = [counts[0] as number, steps[0] as number];
  const layer = (k: number): Node => {
    const met = apply(slice, [image], {
      starts: [0, 0, k * (dilations[0] as number), 0, 0],
      sizes: [batch, channels, depth, height, width],
      steps: [1, 1, step, 1, 1],
    });
    const images = shaped(apply(permute, [met], { axes: [0, 2, 1, 3, 4] }), [
      batch * depth,
      channels,
      height,
      width,
    ]);
    const own = apply(slice, [kernel], {
      starts: [0, 0, k, 0, 0],
      sizes: [out, taken, 1, ...flat.sizes],
      steps: [1, 1, 1, 1, 1],
    });
    return convolved(images, shaped(own, [out, taken, ...flat.sizes]), groups, flat);
  };
  let total = layer(0);
  for (let k = 1; k < (sizes[0] as number); k++) total = applyBinary(add, total, layer(k));
  const apart = shaped(total, [batch, depth, out, ...flat.counts]);
  return apply(permute, [apart], { axes: [0, 2, 1, 3, 4] });
}

export function transposedConvolution(
  op: string,
  rank: 1 | 2 | 3,
  x: Node,
  kernel: Node,
  options: unknown,
): Node {
  const {
    stride = 1,
    padding = 0,
    outputPadding = 0,
    dilation = 1,
    groups = 1,
  } = optionsArgument(op, options, ["stride", "padding", "outputPadding", "dilation", "groups"]);
  const [from, weights] = [x.shape, kernel.shape];
  requireRanks(op, rank, x, kernel, "[channels, out / groups");
  const [batch, channels, ...lengths] = from as readonly [number, number, ...number[]];
  const [taken, given, ...sizes] = weights as readonly [number, number, ...number[]];
  const steps = sizesArgument(op, rank, "stride", stride, 1);
  const dilations = sizesArgument(op, rank, "dilation", dilation, 1);
  const cut = sizesArgument(op, rank, "padding", padding, 0);
  const more = sizesArgument(op, rank, "outputPadding", outputPadding, 0);
  const count = groupsArgument(op, groups);
  if (taken !== channels || channels % count !== 0) {
    throw new ShapeError(
      op,
      `the kernel must take the channels of x, which ${count} groups must divide, got ${both(from, weights)}.`,
      [from, weights],
    );
  }
  if (more.some((size, k) => size >= Math.max(steps[k] as number, dilations[k] as number))) {
    throw new ArgumentError(
      op,
      `outputPadding must be smaller than stride or dilation, got ${formatShape(more)} for stride ${formatShape(steps)} and dilation ${formatShape(dilations)}.`,
    );
  }
  const full = lengths.map(
    (length, k) =>
      (length - 1) * (steps[k] as number) +
      (dilations[k] as number) * ((sizes[k] as number) - 1) +
      1 +
      (more[k] as number),
  );
  const left = full.map((length, k) => length - 2 * (cut[k] as number));
  if (left.some((length) => length < 1) || lengths.includes(0) || sizes.includes(0)) {
    throw new ShapeError(op, `nothing is left of ${formatShape(full)} without padding ${formatShape(cut)}.`, [
      from,
      weights,
    ]);
  }
  const rows = matrixTranspose(b, shaped(kernel, [count, channels / count, given * sizeOf(sizes)]));
  const columns = shaped(x, [batch, count, channels / count, sizeOf(lengths)]);
  const parts = shaped(applyBinary(matmul, rows, columns), [batch, count * given, ...sizes, ...lengths]);
  // As much of it as windows reach, or begin to: where there are more zeros, further windows would fit in.
  const bare = more.map((size, k) => Math.max(0, size - (steps[k] as number) + 1));
  const reached = full.map((length, k) => length - (bare[k] as number));
  const sums = applyRoutine(overlapAdd, [parts], { sizes, steps, dilations, lengths: reached });
  const none = full.map(() => 0);
  const whole = bare.every((size) => size === 0)
    ? sums
    : apply(pad, [sums], { low: [0, 0, ...none], high: [0, 0, ...bare], interior: [0, 0, ...none] });
  return apply(slice, [whole], {
    starts: [0, 0, ...cut],
    sizes: [batch, count * given, ...left],
    steps: whole.shape.map(() => 1),
  });
}

function requireRanks(op: string, rank: number, x: Node, kernel: Node, of: string): void {
  numericDtype(op, "floats", [x.dtype, kernel.dtype]);
  if (x.shape.length === rank + 2 && kernel.shape.length === rank + 2) return;
  throw new ShapeError(
    op,
    `x must be [batch, channels, ${spatial[rank]}] and the kernel ${of}, ${spatial[rank]}], got ${both(x.shape, kernel.shape)}.`,
    [x.shape, kernel.shape],
  );
}

/** How many zeros come before and behind each axis. */
function paddingOf(
  op: string,
  rank: number,
  padding: unknown,
  lengths: readonly number[],
  covered: readonly number[],
  steps: readonly number[],
): [low: number[], high: number[]] {
  if (padding !== "same") {
    const widths = [0, 0, ...sizesArgument(op, rank, "padding", padding, 0, ', or "same"')];
    return [widths, widths];
  }
  // As many windows as there are steps into the axis; where the zeros are odd in number, one more comes behind.
  const total = lengths.map((length, k) => {
    const step = steps[k] as number;
    return Math.max(0, (Math.ceil(length / step) - 1) * step + (covered[k] as number) - length);
  });
  return [
    [0, 0, ...total.map((zeros) => zeros >> 1)],
    [0, 0, ...total.map((zeros) => (zeros + 1) >> 1)],
  ];
}

function groupsArgument(op: string, groups: unknown): number {
  if (typeof groups === "number" && Number.isSafeInteger(groups) && groups >= 1) return groups;
  throw new ArgumentError(op, `groups must be a positive integer, got ${describe(groups)}.`);
}

const several: Readonly<Record<number, string>> = {
  1: "a list of one",
  2: "two of them",
  3: "three of them",
};

/** One number for all axes, or one for each. */
export function sizesArgument(
  op: string,
  rank: number,
  name: string,
  value: unknown,
  least: number,
  or = "",
): readonly number[] {
  const list: readonly unknown[] = isArray(value) ? Array.from(value) : new Array<unknown>(rank).fill(value);
  const isFine = (each: unknown): each is number =>
    typeof each === "number" && Number.isSafeInteger(each) && each >= least;
  if (list.length === rank && list.every(isFine)) return list;
  const number = least === 0 ? "a non-negative integer" : "a positive integer";
  throw new ArgumentError(op, `${name} must be ${number} or ${several[rank]}${or}, got ${describe(value)}.`);
}

function shaped(x: Node, shape: Shape): Node {
  return apply(reshape, [x], { shape });
}

function both(x: Shape, kernel: Shape): string {
  return `x ${formatShape(x)} and kernel ${formatShape(kernel)}`;
}
