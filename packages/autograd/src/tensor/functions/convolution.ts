import type { Convolution } from "../../shape/convolution-type.ts";
import type { ShapeOf } from "../../shape/operand-type.ts";
import { operands } from "../convert.ts";
import { conv2d as convolved } from "../convolutions.ts";
import { wrap } from "../handle.ts";
import type { Tensor, TensorLike } from "../tensor.ts";

/** How {@link conv2d} moves the kernel. Of two numbers, the first is for the height. */
export interface ConvolutionOptions {
  /** The steps from place to place. Default: 1. */
  readonly stride?: number | readonly [number, number] | undefined;
  /**
   * How many zeros are added on each side; `"same"` for as many as give an image of the same size, divided by the stride and
   * rounded up. Default: 0.
   */
  readonly padding?: number | readonly [number, number] | "same" | undefined;
  /** How far apart the elements are that the kernel takes. Default: 1. */
  readonly dilation?: number | readonly [number, number] | undefined;
  /** Into how many groups the channels fall, each of which has a part of the kernel to itself. Default: 1. */
  readonly groups?: number | undefined;
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
  return wrap(convolved(image, weights, options));
}
