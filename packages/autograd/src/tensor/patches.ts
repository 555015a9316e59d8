/** Windows of images side by side, and added up again, as graphs. */

import { ShapeError } from "../error/error.ts";
import { apply } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import { numericDtype } from "../op/dtype-rule.ts";
import { reshape } from "../op/reshape.ts";
import { pad, slice } from "../op/slice.ts";
import { overlapAdd, windows } from "../op/windows.ts";
import { formatShape, requireSize, sizeOf } from "../shape/shape.ts";
import { optionsArgument } from "./argument.ts";
import { countsOf, sizesArgument, type Windows } from "./convolutions.ts";
import { applyRoutine } from "./routines.ts";

interface Places extends Windows {
  readonly padding: readonly number[];
  /** Of the image with its padding. */
  readonly lengths: readonly number[];
  readonly counts: readonly number[];
}

export function unfold(x: Node, size: unknown, options: unknown): Node {
  numericDtype("unfold", "numbers", [x.dtype]);
  if (x.shape.length !== 4) {
    throw new ShapeError(
      "unfold",
      `x must be [batch, channels, height, width], got ${formatShape(x.shape)}.`,
      [x.shape],
    );
  }
  const [batch, channels, ...image] = x.shape as readonly [number, number, number, number];
  const { sizes, steps, dilations, padding, counts } = placesOf("unfold", image, size, options);
  const widths = [0, 0, ...padding];
  const padded = apply(pad, [x], { low: widths, high: widths, interior: [0, 0, 0, 0] });
  const apart = applyRoutine(windows, [padded], { sizes, steps, dilations });
  return apply(reshape, [apart], { shape: [batch, channels * sizeOf(sizes), sizeOf(counts)] });
}

export function fold(x: Node, outputSize: unknown, size: unknown, options: unknown): Node {
  numericDtype("fold", "numbers", [x.dtype]);
  const image = sizesArgument("fold", 2, "outputSize", outputSize, 1);
  const { sizes, steps, dilations, padding, lengths, counts } = placesOf("fold", image, size, options);
  const [batch = 0, rows = 0, count] = x.shape;
  const each = sizeOf(sizes);
  if (x.shape.length !== 3 || rows % each !== 0 || count !== sizeOf(counts)) {
    throw new ShapeError(
      "fold",
      `x must be [batch, channels times ${each}, ${sizeOf(counts)}] for these sizes, got ${formatShape(x.shape)}.`,
      [x.shape],
    );
  }
  const channels = rows / each;
  requireSize("fold", [batch, channels, ...lengths]);
  const apart = apply(reshape, [x], { shape: [batch, channels, ...sizes, ...counts] });
  const added = applyRoutine(overlapAdd, [apart], { sizes, steps, dilations, lengths });
  return apply(slice, [added], {
    starts: [0, 0, ...padding],
    sizes: [batch, channels, ...image],
    steps: [1, 1, 1, 1],
  });
}

function placesOf(op: string, image: readonly number[], size: unknown, options: unknown): Places {
  const {
    stride = 1,
    padding = 0,
    dilation = 1,
  } = optionsArgument(op, options, ["stride", "padding", "dilation"]);
  const sizes = sizesArgument(op, 2, "size", size, 1);
  const steps = sizesArgument(op, 2, "stride", stride, 1);
  const dilations = sizesArgument(op, 2, "dilation", dilation, 1);
  const widths = sizesArgument(op, 2, "padding", padding, 0);
  const lengths = image.map((length, k) => length + 2 * (widths[k] as number));
  const counts = countsOf(lengths, { sizes, steps, dilations });
  if (counts.includes(0)) {
    throw new ShapeError(
      op,
      `windows of ${formatShape(sizes)} elements must fit into the image with its padding, got ${formatShape(lengths)}.`,
    );
  }
  return { sizes, steps, dilations, padding: widths, lengths, counts };
}
