import type { ShapeOf } from "../../shape/operand-type.ts";
import type { Dims } from "../../shape/shape-type.ts";
import { toNode } from "../convert.ts";
import { wrap } from "../handle.ts";
import * as patches from "../patches.ts";
import type { Tensor, TensorLike } from "../tensor.ts";
import type { PerAxis } from "./convolution.ts";

/** How {@link unfold} and {@link fold} move their window. Of two numbers the first is for the height. */
export interface WindowOptions {
  /** The steps from place to place. Default: 1. */
  readonly stride?: PerAxis | undefined;
  /** How many zeros are added on each side of the image. Default: 0. */
  readonly padding?: PerAxis | undefined;
  /** How far apart the elements are that a window takes. Default: 1. */
  readonly dilation?: PerAxis | undefined;
}

/** What there is of a batch in a shape. */
type BatchOf<S extends Dims> = S extends readonly [infer N extends number, ...infer _] ? N : number;

/**
 * The windows of images, each as a column: what a convolution multiplies by its kernel.
 * @param x - `[batch, channels, height, width]`; all numbers.
 * @param size - Of a window: one number for both axes, or `[height, width]`.
 * @param options - `stride`, `padding` and `dilation`, as those of `conv2d`.
 * @returns `[batch, channels · size, windows]`, row by row: of a channel the elements of the window, and of the image its places.
 * @throws {ShapeError} for another number of axes, or windows that do not fit; {@link ArgumentError} for sizes that are not
 *   positive integers, or other options; {@link DtypeError} for bool.
 * @remarks Derivative: `fold` of the cotangent. Source: PyTorch, `torch.nn.functional.unfold`.
 * @example unfold([[[[1, 2, 3]]]], [1, 2]).toArray() // => [[[1, 2], [2, 3]]]
 */
export function unfold<const X extends TensorLike>(
  x: X,
  size: PerAxis,
  options?: WindowOptions,
): Tensor<[BatchOf<ShapeOf<X>>, number, number]> {
  return wrap(patches.unfold(toNode("unfold", x), size, options));
}

/**
 * Columns as `unfold` makes them, added up where the windows are in the image.
 * @param x - `[batch, channels · size, windows]`; all numbers.
 * @param outputSize - Of the image: one number for both axes, or `[height, width]`.
 * @param size - Of a window.
 * @param options - `stride`, `padding` and `dilation`, as those of `unfold`.
 * @returns `[batch, channels, height, width]`; what falls on the padding is left out.
 * @throws {ShapeError} for a shape that `unfold` does not give for these sizes; {@link ArgumentError} for sizes that are not positive
 *   integers, or other options; {@link DtypeError} for bool.
 * @remarks Derivative: `unfold` of the cotangent. Source: PyTorch, `torch.nn.functional.fold`.
 * @example fold([[[1, 2], [2, 3]]], [1, 3], [1, 2]).toArray() // => [[[[1, 4, 3]]]]
 */
export function fold<const X extends TensorLike>(
  x: X,
  outputSize: PerAxis,
  size: PerAxis,
  options?: WindowOptions,
): Tensor<[BatchOf<ShapeOf<X>>, number, number, number]> {
  return wrap(patches.fold(toNode("fold", x), outputSize, size, options));
}
