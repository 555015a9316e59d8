import { operands, toNode } from "../convert.ts";
import { wrap } from "../handle.ts";
import { resize as resized, gridSample as sampled } from "../resizing.ts";
import type { Tensor, TensorLike } from "../tensor.ts";
import type { PerAxis } from "./convolution.ts";

/** Options of {@link resize}. */
export interface ResizeOptions {
  /** What stands between elements: the nearest one, lines or cubic polynomials through four of them. Default: `"linear"`. */
  readonly method?: "nearest" | "linear" | "cubic" | undefined;
  /** Whether the first and the last elements stay where they are, or the edges. Default: false, the edges. */
  readonly alignCorners?: boolean | undefined;
}

/** Options of {@link gridSample}. */
export interface GridSampleOptions {
  /** What stands between elements: the nearest one, planes or cubic polynomials through sixteen of them. Default: `"linear"`. */
  readonly method?: "nearest" | "linear" | "cubic" | undefined;
  /** What is around the image: zeros, or what is at its edge. Default: `"zeros"`. */
  readonly padding?: "zeros" | "border" | undefined;
  /** Whether -1 and 1 are the middles of the first and last elements, or the edges. Default: false, the edges. */
  readonly alignCorners?: boolean | undefined;
}

/**
 * Images of another size.
 * @param x - `[batch, channels, …]` with one to three axes behind. Floating-point.
 * @param size - The sizes of these axes; one number for all.
 * @param options - `method`: `"nearest"`, `"linear"` (bilinear of images) or `"cubic"`; `alignCorners`.
 * @returns `[batch, channels, …size]`. Where it is smaller, nothing is smoothed.
 * @throws {ShapeError} for another rank, or no elements; {@link DtypeError} for int32 or bool; {@link ArgumentError} for other options.
 * @remarks Derivative: linear; each element receives what it counted. Source: PyTorch, `torch.nn.functional.interpolate`; R. Keys, Cubic
 *   convolution interpolation for digital image processing, 1981.
 * @example resize([[[1, 3]]], 4).toArray() // => [[[1, 1.5, 2.5, 3]]]
 * @example resize([[[1, 3]]], 4, { method: "nearest" }).toArray() // => [[[1, 1, 3, 3]]]
 */
export function resize(x: TensorLike, size: PerAxis, options?: ResizeOptions): Tensor {
  return wrap(resized(toNode("resize", x), size, options));
}

/**
 * Images looked at in other places, on planes through the four elements around each unless told otherwise.
 * @param x - `[batch, channels, height, width]`. Floating-point.
 * @param grid - `[batch, rows, columns, 2]`, of the same dtype: where, from left (-1) to right (1), and from top (-1) to bottom (1).
 * @param options - `method`: `"nearest"`, `"linear"` (bilinear) or `"cubic"`; `padding`, what is outside; `alignCorners`.
 * @returns `[batch, channels, rows, columns]`.
 * @throws {ShapeError} for other shapes, or no elements; {@link DtypeError} for int32, bool, or dtypes that differ;
 *   {@link ArgumentError} for other options.
 * @remarks Derivative: of x linear, of the grid the slope of the plane, or of the polynomial; on the lines between elements, that towards the right
 *   and the bottom; of the grid none by `"nearest"`. Source: PyTorch, `torch.nn.functional.grid_sample`; M. Jaderberg et al., Spatial transformer networks, 2015.
 * @example gridSample([[[[1, 3]]]], [[[[0, 0], [0.5, 0]]]]).toArray() // => [[[[2, 3]]]]
 */
export function gridSample(
  x: TensorLike,
  grid: TensorLike,
  options?: GridSampleOptions,
): Tensor<[number, number, number, number]> {
  const [image, places] = operands("gridSample", x, grid);
  return wrap(sampled(image, places, options));
}
