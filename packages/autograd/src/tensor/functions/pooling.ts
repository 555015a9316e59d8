import { toNode } from "../convert.ts";
import { wrap } from "../handle.ts";
import { adaptiveAvgPool, adaptiveMaxPool, avgPool, maxPool } from "../pooling.ts";
import type { Tensor, TensorLike } from "../tensor.ts";
import type { PerAxis } from "./convolution.ts";

/** How windows are moved over images. Of two numbers, the first is for the height. */
export interface PoolOptions {
  /** The steps from window to window. Default: their size. */
  readonly stride?: PerAxis | undefined;
  /** How many places are added on each side, at most half of the size. Default: 0. */
  readonly padding?: PerAxis | undefined;
  /** Whether a last window that is not full counts. Default: false. */
  readonly ceilMode?: boolean | undefined;
}

/** Options of {@link maxPool2d} and its kin. */
export interface MaxPoolOptions extends PoolOptions {
  /** How far apart the elements are that a window takes. Default: 1. */
  readonly dilation?: PerAxis | undefined;
}

/** Options of {@link avgPool2d} and its kin. */
export interface AvgPoolOptions extends PoolOptions {
  /** Whether the zeros of the padding count. Default: true. */
  readonly countIncludePad?: boolean | undefined;
}

/**
 * The largest element of each window of rows.
 * @param x - `[batch, channels, length]`. All numbers.
 * @param size - How many elements a window has.
 * @param options - `stride`, by default the size; `padding`, which is never the largest; `dilation`, `ceilMode`.
 * @returns `[batch, channels, length]`, the length being ⌊(length + 2 padding - dilation (size - 1) - 1) / stride⌋ + 1.
 * @throws {ShapeError} for another rank, or a window larger than the row; {@link DtypeError} for bool; {@link ArgumentError} for other
 *   options.
 * @remarks Derivative: tied elements share the cotangent equally. Source: PyTorch, `torch.nn.functional.max_pool1d`.
 * @example maxPool1d([[[1, 3, 2, 4]]], 2).toArray() // => [[[3, 4]]]
 */
export function maxPool1d(
  x: TensorLike,
  size: PerAxis,
  options?: MaxPoolOptions,
): Tensor<[number, number, number]> {
  return wrap(maxPool("maxPool1d", 1, toNode("maxPool1d", x), size, options));
}

/**
 * The largest element of each window of images.
 * @param x - `[batch, channels, height, width]`. All numbers.
 * @param size - The height and width of a window; one number for both.
 * @param options - `stride`, by default the size; `padding`, which is never the largest; `dilation`, `ceilMode`.
 * @returns `[batch, channels, height, width]`, the height being ⌊(height + 2 padding - dilation (size - 1) - 1) / stride⌋ + 1.
 * @throws {ShapeError} for another rank, or a window larger than the image; {@link DtypeError} for bool; {@link ArgumentError} for other
 *   options.
 * @remarks Derivative: tied elements share the cotangent equally. Source: PyTorch, `torch.nn.functional.max_pool2d`.
 * @example maxPool2d([[[[1, 2], [4, 3]]]], 2).toArray() // => [[[[4]]]]
 */
export function maxPool2d(
  x: TensorLike,
  size: PerAxis,
  options?: MaxPoolOptions,
): Tensor<[number, number, number, number]> {
  return wrap(maxPool("maxPool2d", 2, toNode("maxPool2d", x), size, options));
}

/**
 * The mean of each window of rows.
 * @param x - `[batch, channels, length]`. Floating-point.
 * @param size - How many elements a window has.
 * @param options - `stride`, by default the size; `padding`, `ceilMode`, `countIncludePad`.
 * @returns `[batch, channels, length]`, the length being ⌊(length + 2 padding - size) / stride⌋ + 1.
 * @throws {ShapeError} for another rank, or a window larger than the row; {@link DtypeError} for int32 or bool; {@link ArgumentError} for
 *   other options.
 * @remarks Derivative: each element receives the cotangents of its windows, divided by their sizes. Source: PyTorch,
 *   `torch.nn.functional.avg_pool1d`.
 * @example avgPool1d([[[1, 3, 2, 4]]], 2).toArray() // => [[[2, 3]]]
 */
export function avgPool1d(
  x: TensorLike,
  size: PerAxis,
  options?: AvgPoolOptions,
): Tensor<[number, number, number]> {
  return wrap(avgPool("avgPool1d", 1, toNode("avgPool1d", x), size, options));
}

/**
 * The mean of each window of images.
 * @param x - `[batch, channels, height, width]`. Floating-point.
 * @param size - The height and width of a window; one number for both.
 * @param options - `stride`, by default the size; `padding`, `ceilMode`, `countIncludePad`.
 * @returns `[batch, channels, height, width]`, the height being ⌊(height + 2 padding - size) / stride⌋ + 1.
 * @throws {ShapeError} for another rank, or a window larger than the image; {@link DtypeError} for int32 or bool; {@link ArgumentError}
 *   for other options.
 * @remarks Derivative: each element receives the cotangents of its windows, divided by their sizes. Source: PyTorch,
 *   `torch.nn.functional.avg_pool2d`.
 * @example avgPool2d([[[[1, 2], [4, 5]]]], 2).toArray() // => [[[[3]]]]
 */
export function avgPool2d(
  x: TensorLike,
  size: PerAxis,
  options?: AvgPoolOptions,
): Tensor<[number, number, number, number]> {
  return wrap(avgPool("avgPool2d", 2, toNode("avgPool2d", x), size, options));
}

/**
 * Means of as many parts of rows as are asked for, as equal as they can be; neighbours may share an element.
 * @param x - `[batch, channels, length]`. Floating-point.
 * @param size - How many parts.
 * @returns `[batch, channels, size]`.
 * @throws {ShapeError} for another rank, or no elements; {@link DtypeError} for int32 or bool; {@link ArgumentError} for another `size`.
 * @remarks Derivative: each element receives the cotangents of its parts, divided by their sizes. Source: PyTorch,
 *   `torch.nn.functional.adaptive_avg_pool1d`.
 * @example adaptiveAvgPool1d([[[1, 2, 6]]], 2).toArray() // => [[[1.5, 4]]]
 */
export function adaptiveAvgPool1d(x: TensorLike, size: PerAxis): Tensor<[number, number, number]> {
  return wrap(adaptiveAvgPool("adaptiveAvgPool1d", 1, toNode("adaptiveAvgPool1d", x), size));
}

/**
 * Means of as many parts of images as are asked for, as equal as they can be; neighbours may share elements.
 * @param x - `[batch, channels, height, width]`. Floating-point.
 * @param size - How many parts the height and the width have; one number for both.
 * @returns `[batch, channels, …size]`.
 * @throws {ShapeError} for another rank, or no elements; {@link DtypeError} for int32 or bool; {@link ArgumentError} for another `size`.
 * @remarks Derivative: each element receives the cotangents of its parts, divided by their sizes. Source: PyTorch,
 *   `torch.nn.functional.adaptive_avg_pool2d`.
 * @example adaptiveAvgPool2d([[[[1, 2], [4, 5]]]], 1).toArray() // => [[[[3]]]]
 */
export function adaptiveAvgPool2d(x: TensorLike, size: PerAxis): Tensor<[number, number, number, number]> {
  return wrap(adaptiveAvgPool("adaptiveAvgPool2d", 2, toNode("adaptiveAvgPool2d", x), size));
}

/**
 * The largest element of each window of stacks of images.
 * @param x - `[batch, channels, depth, height, width]`. All numbers.
 * @param size - The depth, height and width of a window; one number for all.
 * @param options - `stride`, by default the size; `padding`, which is never the largest; `dilation`, `ceilMode`.
 * @returns `[batch, channels, depth, height, width]`, the depth being ⌊(depth + 2 padding - dilation (size - 1) - 1) / stride⌋ + 1.
 * @throws {ShapeError} for another rank, or a window larger than the stack; {@link DtypeError} for bool; {@link ArgumentError} for other
 *   options.
 * @remarks Derivative: tied elements share the cotangent equally. Source: PyTorch, `torch.nn.functional.max_pool3d`.
 * @example maxPool3d([[[[[1, 2], [4, 3]], [[5, 6], [8, 7]]]]], 2).toArray() // => [[[[[8]]]]]
 */
export function maxPool3d(
  x: TensorLike,
  size: PerAxis,
  options?: MaxPoolOptions,
): Tensor<[number, number, number, number, number]> {
  return wrap(maxPool("maxPool3d", 3, toNode("maxPool3d", x), size, options));
}

/**
 * The mean of each window of stacks of images.
 * @param x - `[batch, channels, depth, height, width]`. Floating-point.
 * @param size - The depth, height and width of a window; one number for all.
 * @param options - `stride`, by default the size; `padding`, `ceilMode`, `countIncludePad`.
 * @returns `[batch, channels, depth, height, width]`, the depth being ⌊(depth + 2 padding - size) / stride⌋ + 1.
 * @throws {ShapeError} for another rank, or a window larger than the stack; {@link DtypeError} for int32 or bool; {@link ArgumentError}
 *   for other options.
 * @remarks Derivative: each element receives the cotangents of its windows, divided by their sizes. Source: PyTorch,
 *   `torch.nn.functional.avg_pool3d`.
 * @example avgPool3d([[[[[1, 2], [4, 5]], [[3, 4], [6, 7]]]]], 2).toArray() // => [[[[[4]]]]]
 */
export function avgPool3d(
  x: TensorLike,
  size: PerAxis,
  options?: AvgPoolOptions,
): Tensor<[number, number, number, number, number]> {
  return wrap(avgPool("avgPool3d", 3, toNode("avgPool3d", x), size, options));
}

/**
 * Means of as many parts of stacks of images as are asked for, as equal as they can be; neighbours may share elements.
 * @param x - `[batch, channels, depth, height, width]`. Floating-point.
 * @param size - How many parts the depth, the height and the width have; one number for all.
 * @returns `[batch, channels, …size]`.
 * @throws {ShapeError} for another rank, or no elements; {@link DtypeError} for int32 or bool; {@link ArgumentError} for another `size`.
 * @remarks Derivative: each element receives the cotangents of its parts, divided by their sizes. Source: PyTorch,
 *   `torch.nn.functional.adaptive_avg_pool3d`.
 * @example adaptiveAvgPool3d([[[[[1, 2], [4, 5]], [[3, 4], [6, 7]]]]], 1).toArray() // => [[[[[4]]]]]
 */
export function adaptiveAvgPool3d(
  x: TensorLike,
  size: PerAxis,
): Tensor<[number, number, number, number, number]> {
  return wrap(adaptiveAvgPool("adaptiveAvgPool3d", 3, toNode("adaptiveAvgPool3d", x), size));
}

/**
 * The largest elements of as many parts of rows as are asked for, as equal as they can be; neighbours may share an element.
 * @param x - `[batch, channels, length]`. All numbers.
 * @param size - How many parts.
 * @returns `[batch, channels, size]`.
 * @throws {ShapeError} for another rank, or no elements; {@link DtypeError} for bool; {@link ArgumentError} for another `size`.
 * @remarks Derivative: tied elements share the cotangent equally. Source: PyTorch,
 *   `torch.nn.functional.adaptive_max_pool1d`.
 * @example adaptiveMaxPool1d([[[1, 2, 6]]], 2).toArray() // => [[[2, 6]]]
 */
export function adaptiveMaxPool1d(x: TensorLike, size: PerAxis): Tensor<[number, number, number]> {
  return wrap(adaptiveMaxPool("adaptiveMaxPool1d", 1, toNode("adaptiveMaxPool1d", x), size));
}

/**
 * The largest elements of as many parts of images as are asked for, as equal as they can be; neighbours may share elements.
 * @param x - `[batch, channels, height, width]`. All numbers.
 * @param size - How many parts the height and the width have; one number for both.
 * @returns `[batch, channels, …size]`.
 * @throws {ShapeError} for another rank, or no elements; {@link DtypeError} for bool; {@link ArgumentError} for another `size`.
 * @remarks Derivative: tied elements share the cotangent equally. Source: PyTorch,
 *   `torch.nn.functional.adaptive_max_pool2d`.
 * @example adaptiveMaxPool2d([[[[1, 2], [4, 5]]]], 1).toArray() // => [[[[5]]]]
 */
export function adaptiveMaxPool2d(x: TensorLike, size: PerAxis): Tensor<[number, number, number, number]> {
  return wrap(adaptiveMaxPool("adaptiveMaxPool2d", 2, toNode("adaptiveMaxPool2d", x), size));
}

/**
 * The largest elements of as many parts of stacks of images as are asked for, as equal as they can be; neighbours may share elements.
 * @param x - `[batch, channels, depth, height, width]`. All numbers.
 * @param size - How many parts the depth, the height and the width have; one number for all.
 * @returns `[batch, channels, …size]`.
 * @throws {ShapeError} for another rank, or no elements; {@link DtypeError} for bool; {@link ArgumentError} for another `size`.
 * @remarks Derivative: tied elements share the cotangent equally. Source: PyTorch,
 *   `torch.nn.functional.adaptive_max_pool3d`.
 * @example adaptiveMaxPool3d([[[[[1, 2], [4, 5]], [[3, 4], [6, 7]]]]], 1).toArray() // => [[[[[7]]]]]
 */
export function adaptiveMaxPool3d(
  x: TensorLike,
  size: PerAxis,
): Tensor<[number, number, number, number, number]> {
  return wrap(adaptiveMaxPool("adaptiveMaxPool3d", 3, toNode("adaptiveMaxPool3d", x), size));
}
