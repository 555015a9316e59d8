import type { Convolution } from "../../shape/convolution-type.ts";
import type { ShapeOf } from "../../shape/operand-type.ts";
import { operands } from "../convert.ts";
import { convolution, transposedConvolution } from "../convolutions.ts";
import { wrap } from "../handle.ts";
import type { Tensor, TensorLike } from "../tensor.ts";

/** One number for all axes, or one for each. */
export type PerAxis = number | readonly number[];

/** How {@link conv2d} and its kin move the kernel. Of several numbers, the first is for the first axis behind the channels. */
export interface ConvolutionOptions {
  /** The steps from place to place. Default: 1. */
  readonly stride?: PerAxis | undefined;
  /**
   * How many zeros are added on each side; `"same"` for as many as give an image of the same size, divided by the stride and
   * rounded up. Default: 0.
   */
  readonly padding?: PerAxis | "same" | undefined;
  /** How far apart the elements are that the kernel takes. Default: 1. */
  readonly dilation?: PerAxis | undefined;
  /** Into how many groups the channels fall, each of which has a part of the kernel to itself. Default: 1. */
  readonly groups?: number | undefined;
}

/** How {@link convTranspose2d} and its kin move the kernel. */
export interface TransposedOptions {
  /** The steps from place to place. Default: 1. */
  readonly stride?: PerAxis | undefined;
  /** How much of each side of the result is cut off. Default: 0. */
  readonly padding?: PerAxis | undefined;
  /** How many places more there are behind: less than the stride or the dilation. Default: 0. */
  readonly outputPadding?: PerAxis | undefined;
  /** How far apart the places are that the kernel gives to. Default: 1. */
  readonly dilation?: PerAxis | undefined;
  /** Into how many groups the channels fall, each of which has a part of the kernel to itself. Default: 1. */
  readonly groups?: number | undefined;
}

/**
 * Convolution of rows, as neural networks have it: the kernel is not turned around.
 * @param x - `[batch, channels, length]`. Floating-point.
 * @param kernel - `[out, channels / groups, length]`.
 * @param options - `stride`, `padding`, `dilation`, `groups`.
 * @returns `[batch, out, length]`, the length being ⌊(length + 2 padding - dilation (kernel - 1) - 1) / stride⌋ + 1.
 * @throws {ShapeError} for other ranks, channels that do not fit, or a kernel larger than the row with its zeros;
 *   {@link DtypeError} for int32, bool, or dtypes that differ; {@link ArgumentError} for options that are not positive integers.
 * @remarks Derivative: as that of `conv2d`. Source: PyTorch, `torch.nn.functional.conv1d`.
 * @example conv1d([[[1, 2, 3]]], [[[1, 1]]]).toArray() // => [[[3, 5]]]
 */
export function conv1d(
  x: TensorLike,
  kernel: TensorLike,
  options?: ConvolutionOptions,
): Tensor<[number, number, number]> {
  const [image, weights] = operands("conv1d", x, kernel);
  return wrap(convolution("conv1d", 1, image, weights, options));
}

/**
 * Convolution of images, as neural networks have it: the kernel is not turned around.
 * @param x - `[batch, channels, height, width]`. Floating-point.
 * @param kernel - `[out, channels / groups, height, width]`.
 * @param options - `stride`, `padding`, `dilation`, `groups`.
 * @returns `[batch, out, height, width]`, the height being ⌊(height + 2 padding - dilation (kernel - 1) - 1) / stride⌋ + 1.
 * @throws {ShapeError} for other ranks, channels that do not fit, or a kernel larger than the image with its zeros;
 *   {@link DtypeError} for int32, bool, or dtypes that differ; {@link ArgumentError} for options that are not positive integers.
 * @remarks Derivative: that of the matrix product of the kernel with the windows of the image, which are added up where they
 *   come from. Source: PyTorch, `torch.nn.functional.conv2d`; V. Dumoulin, F. Visin, A guide to convolution arithmetic for deep
 *   learning, 2016.
 * @example conv2d([[[[1, 2, 3]]]], [[[[1, 1]]]]).toArray() // => [[[[3, 5]]]]
 * @example conv2d(zeros([8, 3, 32, 32]), zeros([16, 3, 5, 5]), { stride: 2, padding: "same" }).shape // => [8, 16, 16, 16]
 */
export function conv2d<const X extends TensorLike, const K extends TensorLike>(
  x: X,
  kernel: K,
  options?: ConvolutionOptions,
): Tensor<Convolution<ShapeOf<X>, ShapeOf<K>>> {
  const [image, weights] = operands("conv2d", x, kernel);
  return wrap(convolution("conv2d", 2, image, weights, options));
}

/**
 * Convolution of stacks of images, as neural networks have it: the kernel is not turned around.
 * @param x - `[batch, channels, depth, height, width]`. Floating-point.
 * @param kernel - `[out, channels / groups, depth, height, width]`.
 * @param options - `stride`, `padding`, `dilation`, `groups`.
 * @returns `[batch, out, depth, height, width]`, the depth being ⌊(depth + 2 padding - dilation (kernel - 1) - 1) / stride⌋ + 1.
 * @throws {ShapeError} for other ranks, channels that do not fit, or a kernel larger than the stack with its zeros;
 *   {@link DtypeError} for int32, bool, or dtypes that differ; {@link ArgumentError} for options that are not positive integers.
 * @remarks Derivative: as that of `conv2d`, layer by layer of the kernel. Source: PyTorch, `torch.nn.functional.conv3d`.
 * @example conv3d(ones([1, 1, 2, 3, 3]), ones([1, 1, 2, 2, 2])).toArray() // => [[[[[8, 8], [8, 8]]]]]
 */
export function conv3d(
  x: TensorLike,
  kernel: TensorLike,
  options?: ConvolutionOptions,
): Tensor<[number, number, number, number, number]> {
  const [image, weights] = operands("conv3d", x, kernel);
  return wrap(convolution("conv3d", 3, image, weights, options));
}

/**
 * Each element of a row gives the kernel, times itself, to its place and those behind: the transpose of `conv1d`.
 * @param x - `[batch, channels, length]`. Floating-point.
 * @param kernel - `[channels, out / groups, length]`.
 * @param options - `stride`, `padding`, `outputPadding`, `dilation`, `groups`.
 * @returns `[batch, out, length]`, the length being (length - 1) stride - 2 padding + dilation (kernel - 1) + outputPadding + 1.
 * @throws {ShapeError} for other ranks, channels that do not fit, or a padding that leaves nothing; {@link DtypeError} for int32, bool,
 *   or dtypes that differ; {@link ArgumentError} for other options.
 * @remarks Derivative: `conv1d` of the cotangent. Source: PyTorch, `torch.nn.functional.conv_transpose1d`.
 * @example convTranspose1d([[[1, 2]]], [[[1, 10]]], { stride: 2 }).toArray() // => [[[1, 10, 2, 20]]]
 */
export function convTranspose1d(
  x: TensorLike,
  kernel: TensorLike,
  options?: TransposedOptions,
): Tensor<[number, number, number]> {
  const [image, weights] = operands("convTranspose1d", x, kernel);
  return wrap(transposedConvolution("convTranspose1d", 1, image, weights, options));
}

/**
 * Each element of an image gives the kernel, times itself, to its place and those behind and below: the transpose of `conv2d`.
 * @param x - `[batch, channels, height, width]`. Floating-point.
 * @param kernel - `[channels, out / groups, height, width]`.
 * @param options - `stride`, `padding`, `outputPadding`, `dilation`, `groups`.
 * @returns `[batch, out, height, width]`, the height being (height - 1) stride - 2 padding + dilation (kernel - 1) + outputPadding + 1.
 * @throws {ShapeError} for other ranks, channels that do not fit, or a padding that leaves nothing; {@link DtypeError} for int32, bool,
 *   or dtypes that differ; {@link ArgumentError} for other options.
 * @remarks Derivative: `conv2d` of the cotangent. Source: PyTorch, `torch.nn.functional.conv_transpose2d`; V. Dumoulin, F. Visin, A
 *   guide to convolution arithmetic for deep learning, 2016.
 * @example convTranspose2d([[[[1, 2]]]], [[[[1, 10]]]]).toArray() // => [[[[1, 12, 20]]]]
 */
export function convTranspose2d(
  x: TensorLike,
  kernel: TensorLike,
  options?: TransposedOptions,
): Tensor<[number, number, number, number]> {
  const [image, weights] = operands("convTranspose2d", x, kernel);
  return wrap(transposedConvolution("convTranspose2d", 2, image, weights, options));
}

/**
 * Each element of a stack of images gives the kernel, times itself, to its place and those behind and below: the transpose of `conv3d`.
 * @param x - `[batch, channels, depth, height, width]`. Floating-point.
 * @param kernel - `[channels, out / groups, depth, height, width]`.
 * @param options - `stride`, `padding`, `outputPadding`, `dilation`, `groups`.
 * @returns `[batch, out, depth, height, width]`, the depth being (depth - 1) stride - 2 padding + dilation (kernel - 1) + outputPadding + 1.
 * @throws {ShapeError} for other ranks, channels that do not fit, or a padding that leaves nothing; {@link DtypeError} for int32, bool,
 *   or dtypes that differ; {@link ArgumentError} for other options.
 * @remarks Derivative: `conv3d` of the cotangent. Source: PyTorch, `torch.nn.functional.conv_transpose3d`.
 * @example convTranspose3d([[[[[1, 2]]]]], [[[[[1, 10]]]]]).toArray() // => [[[[[1, 12, 20]]]]]
 */
export function convTranspose3d(
  x: TensorLike,
  kernel: TensorLike,
  options?: TransposedOptions,
): Tensor<[number, number, number, number, number]> {
  const [image, weights] = operands("convTranspose3d", x, kernel);
  return wrap(transposedConvolution("convTranspose3d", 3, image, weights, options));
}
