/** Convolutions, as graphs: windows of the image side by side, and a matrix product. */

import { describe } from "../error/describe.ts";
import { ArgumentError, ShapeError } from "../error/error.ts";
import { isArray } from "../error/foreign.ts";
import { apply, applyBinary } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import { numericDtype } from "../op/dtype-rule.ts";
import { matmul } from "../op/matmul.ts";
import { reshape } from "../op/reshape.ts";
import { pad } from "../op/slice.ts";
import { windows } from "../op/windows.ts";
import { formatShape, type Shape } from "../shape/shape.ts";
import { optionsArgument } from "./argument.ts";
import { applyRoutine } from "./routines.ts";

type Pair = readonly [number, number];

export function conv2d(x: Node, kernel: Node, options: unknown): Node {
  const {
    stride = 1,
    padding = 0,
    dilation = 1,
    groups = 1,
  } = optionsArgument("conv2d", options, ["stride", "padding", "dilation", "groups"]);
  numericDtype("conv2d", "floats", [x.dtype, kernel.dtype]);
  const [from, weights] = [x.shape, kernel.shape];
  if (from.length !== 4 || weights.length !== 4) {
    throw new ShapeError(
      "conv2d",
      "x must be [batch, channels, height, width] and the kernel [out, channels / groups, height, width], got " +
        `${both(from, weights)}.`,
      [from, weights],
    );
  }
  const [batch, channels] = from as readonly [number, number];
  const [out, taken, ...sizes] = weights as readonly [number, number, number, number];
  const steps = pairArgument("stride", stride, 1);
  const dilations = pairArgument("dilation", dilation, 1);
  const covered = sizes.map((size, k) => (dilations[k] as number) * (size - 1) + 1);
  const [low, high] = paddingOf(padding, from.slice(2), covered, steps);
  const count = groupsArgument(groups);
  if (taken * count !== channels) {
    throw new ShapeError(
      "conv2d",
      `the kernel must take the channels of x${count === 1 ? "" : ` divided by ${count} groups`}, got ${both(from, weights)}.`,
      [from, weights],
    );
  }
  if (out % count !== 0) {
    throw new ShapeError(
      "conv2d",
      `${count} groups must divide what the kernel gives, got kernel ${formatShape(weights)}.`,
      [from, weights],
    );
  }
  const padded = from.map((size, axis) => size + (low[axis] as number) + (high[axis] as number));
  const counts = sizes.map((size, k) => {
    const [length, within] = [padded[k + 2] as number, covered[k] as number];
    return size < 1 || length < within ? 0 : Math.floor((length - within) / (steps[k] as number)) + 1;
  });
  if (counts.includes(0)) {
    throw new ShapeError(
      "conv2d",
      `the kernel must fit into x with its padding: it covers ${formatShape(covered)}, got ${formatShape(padded.slice(2))}.`,
      [from, weights],
    );
  }
  const image = apply(pad, [x], { low, high, interior: [0, 0, 0, 0] });
  const columns = shaped(applyRoutine(windows, [image], { sizes, steps, dilations }), [
    batch,
    count,
    taken * sizes[0] * sizes[1],
    (counts[0] as number) * (counts[1] as number),
  ]);
  const rows = shaped(kernel, [count, out / count, taken * sizes[0] * sizes[1]]);
  return shaped(applyBinary(matmul, rows, columns), [batch, out, ...counts]);
}

/** How many zeros come before and behind each axis. */
function paddingOf(
  padding: unknown,
  lengths: readonly number[],
  covered: readonly number[],
  steps: Pair,
): [low: number[], high: number[]] {
  if (padding !== "same") {
    const widths = [0, 0, ...pairArgument("padding", padding, 0)];
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

function groupsArgument(groups: unknown): number {
  if (typeof groups === "number" && Number.isSafeInteger(groups) && groups >= 1) return groups;
  throw new ArgumentError("conv2d", `groups must be a positive integer, got ${describe(groups)}.`);
}

/** One number for both axes, or two. */
function pairArgument(name: string, value: unknown, least: number): Pair {
  const pair: readonly unknown[] = isArray(value) ? Array.from(value) : [value, value];
  const isFine = (each: unknown): each is number =>
    typeof each === "number" && Number.isSafeInteger(each) && each >= least;
  if (pair.length === 2 && pair.every(isFine)) return pair as unknown as Pair;
  const number = least === 0 ? "a non-negative integer" : "a positive integer";
  throw new ArgumentError(
    "conv2d",
    `${name} must be ${number} or two of them${name === "padding" ? ', or "same"' : ""}, got ${describe(value)}.`,
  );
}

function shaped(x: Node, shape: Shape): Node {
  return apply(reshape, [x], { shape });
}

function both(x: Shape, kernel: Shape): string {
  return `x ${formatShape(x)} and kernel ${formatShape(kernel)}`;
}
