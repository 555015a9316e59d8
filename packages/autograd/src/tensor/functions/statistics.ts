import { max, min } from "../../op/max.ts";
import type { ShapeOf } from "../../shape/operand-type.ts";
import type { AxesArgument, AxesLike, Reduce } from "../../shape/reduce-type.ts";
import { operands, toNode } from "../convert.ts";
import { wrap } from "../handle.ts";
import { quantile as quantileOf } from "../quantiles.ts";
import * as skipping from "../skipping.ts";
import type { KeepDims, Moments, Tensor, TensorLike } from "../tensor.ts";

/**
 * The middle of the elements over axes, by size; of an even number of elements, the mean of both in the middle.
 * @param x - Any shape; floating-point.
 * @param axes - One axis or several, negative ones counted from the end; by default all.
 * @param options - `keepDims`: whether the reduced axes stay, with size 1.
 * @returns NaN if any element is NaN.
 * @throws {ShapeError} for an axis out of range, named twice, or without elements; {@link DtypeError} for int32 or bool.
 * @remarks Derivative: the element in the middle receives the cotangent, of two either half. Source: NumPy, `numpy.median`.
 * @example median([5, 1, 4]).item() // => 4
 * @example median([[4, 1], [2, 3]], 1).toArray() // => [2.5, 2.5]
 */
export function median<
  const X extends TensorLike,
  const A extends AxesLike = undefined,
  K extends boolean = false,
>(
  x: X,
  axes?: AxesArgument<"median", ShapeOf<X>, A>,
  options?: KeepDims<K>,
): Tensor<Reduce<ShapeOf<X>, A, K>> {
  return wrap(quantileOf("median", toNode("median", x), 0.5, axes, options));
}

/**
 * The value that a fraction of the elements over axes is below; between two elements, on the line that joins them.
 * @param x - Any shape; floating-point.
 * @param q - From 0 to 1, or a list of such fractions.
 * @param axes - One axis or several, negative ones counted from the end; by default all.
 * @param options - `keepDims`: whether the reduced axes stay, with size 1.
 * @returns NaN if any element is NaN. Of several fractions, the results along a new first axis.
 * @throws {ShapeError} for an axis out of range, named twice, or without elements; {@link ArgumentError} for another `q`;
 *   {@link DtypeError} for int32 or bool.
 * @remarks Derivative: both neighbours receive their shares of the cotangent. Source: NumPy, `numpy.quantile`, method "linear".
 * @example quantile([1, 2, 3, 5], 0.5).item() // => 2.5
 * @example quantile([0, 10], [0.25, 1]).toArray() // => [2.5, 10]
 */
export function quantile(
  x: TensorLike,
  q: number | readonly number[],
  axes?: number | readonly number[],
  options?: KeepDims,
): Tensor {
  return wrap(quantileOf("quantile", toNode("quantile", x), q, axes, options));
}

/**
 * Sum over axes of what is not NaN.
 * @param x - Any shape; all numbers.
 * @param axes - One axis or several, negative ones counted from the end; by default all.
 * @param options - `keepDims`: whether the reduced axes stay, with size 1.
 * @returns 0 where there is nothing else.
 * @throws {ShapeError} for an axis out of range or named twice; {@link DtypeError} for bool.
 * @remarks Derivative: every element that is not NaN receives the cotangent, the others 0. Source: NumPy, `numpy.nansum`.
 * @example nanSum([1, NaN, 2]).item() // => 3
 */
export function nanSum<
  const X extends TensorLike,
  const A extends AxesLike = undefined,
  K extends boolean = false,
>(
  x: X,
  axes?: AxesArgument<"nanSum", ShapeOf<X>, A>,
  options?: KeepDims<K>,
): Tensor<Reduce<ShapeOf<X>, A, K>> {
  return wrap(skipping.nanSum(toNode("nanSum", x), axes, options));
}

/**
 * Mean over axes of what is not NaN.
 * @param x - Any shape; floating-point.
 * @param axes - One axis or several, negative ones counted from the end; by default all.
 * @param options - `keepDims`: whether the reduced axes stay, with size 1.
 * @returns NaN where there is nothing else.
 * @throws {ShapeError} for an axis out of range or named twice; {@link DtypeError} for int32 or bool.
 * @remarks Derivative: every element that is not NaN receives the cotangent divided by their number, the others 0. Source: NumPy,
 *   `numpy.nanmean`.
 * @example nanMean([1, NaN, 2]).item() // => 1.5
 */
export function nanMean<
  const X extends TensorLike,
  const A extends AxesLike = undefined,
  K extends boolean = false,
>(
  x: X,
  axes?: AxesArgument<"nanMean", ShapeOf<X>, A>,
  options?: KeepDims<K>,
): Tensor<Reduce<ShapeOf<X>, A, K>> {
  return wrap(skipping.nanMean(toNode("nanMean", x), axes, options));
}

/**
 * Largest element over axes of those that are not NaN.
 * @param x - Any shape; all numbers.
 * @param axes - One axis or several, negative ones counted from the end; by default all.
 * @param options - `keepDims`: whether the reduced axes stay, with size 1.
 * @returns NaN where there is nothing else.
 * @throws {ShapeError} for an axis out of range, named twice, or without elements; {@link DtypeError} for bool.
 * @remarks Derivative: tied elements share the cotangent equally. Source: NumPy, `numpy.nanmax`.
 * @example nanMax([1, NaN, 2]).item() // => 2
 */
export function nanMax<
  const X extends TensorLike,
  const A extends AxesLike = undefined,
  K extends boolean = false,
>(
  x: X,
  axes?: AxesArgument<"nanMax", ShapeOf<X>, A>,
  options?: KeepDims<K>,
): Tensor<Reduce<ShapeOf<X>, A, K>> {
  return wrap(skipping.nanExtremum("nanMax", max, toNode("nanMax", x), axes, options));
}

/**
 * Smallest element over axes of those that are not NaN.
 * @param x - Any shape; all numbers.
 * @param axes - One axis or several, negative ones counted from the end; by default all.
 * @param options - `keepDims`: whether the reduced axes stay, with size 1.
 * @returns NaN where there is nothing else.
 * @throws {ShapeError} for an axis out of range, named twice, or without elements; {@link DtypeError} for bool.
 * @remarks Derivative: tied elements share the cotangent equally. Source: NumPy, `numpy.nanmin`.
 * @example nanMin([1, NaN, 2]).item() // => 1
 */
export function nanMin<
  const X extends TensorLike,
  const A extends AxesLike = undefined,
  K extends boolean = false,
>(
  x: X,
  axes?: AxesArgument<"nanMin", ShapeOf<X>, A>,
  options?: KeepDims<K>,
): Tensor<Reduce<ShapeOf<X>, A, K>> {
  return wrap(skipping.nanExtremum("nanMin", min, toNode("nanMin", x), axes, options));
}

/**
 * Mean over axes in which elements have weights: Σ w x / Σ w.
 * @param x - Any shape; floating-point.
 * @param weights - Of the dtype of `x`, of its shape or what broadcasts to it; a vector beside one axis is along that axis.
 * @param axes - One axis or several, negative ones counted from the end; by default all.
 * @param options - `keepDims`: whether the reduced axes stay, with size 1.
 * @returns NaN where the weights sum to 0.
 * @throws {ShapeError} for an axis out of range or named twice, or weights that do not fit; {@link DtypeError} for int32, bool, or
 *   dtypes that differ.
 * @remarks Derivative: x receives ȳ w / Σ w, the weights ȳ (x - y) / Σ w. Source: NumPy, `numpy.average`.
 * @example average([1, 4], [2, 1]).item() // => 2
 */
export function average<
  const X extends TensorLike,
  const A extends AxesLike = undefined,
  K extends boolean = false,
>(
  x: X,
  weights: TensorLike,
  axes?: AxesArgument<"average", ShapeOf<X>, A>,
  options?: KeepDims<K>,
): Tensor<Reduce<ShapeOf<X>, A, K>> {
  const [elements, own] = operands("average", x, weights);
  return wrap(skipping.average(elements, own, axes, options));
}

/**
 * Mean and variance over axes.
 * @param x - Any shape; floating-point.
 * @param axes - One axis or several, negative ones counted from the end; by default all.
 * @param options - `keepDims`: whether the reduced axes stay, with size 1; `correction` to the number of elements that the variance
 *   is divided by.
 * @returns Both, in an object; the mean is computed once.
 * @throws {ShapeError} for an axis out of range or named twice; {@link DtypeError} for int32 or bool; {@link ArgumentError} for a
 *   `correction` that is negative or not a number.
 * @remarks Derivative: as those of `mean` and `variance`. Source: TensorFlow, `tf.nn.moments`; PyTorch, `torch.var_mean`.
 * @example moments([1, 3]).mean.item() // => 2
 * @example moments([1, 3]).variance.item() // => 1
 */
export function moments<
  const X extends TensorLike,
  const A extends AxesLike = undefined,
  K extends boolean = false,
>(
  x: X,
  axes?: AxesArgument<"moments", ShapeOf<X>, A>,
  options?: Moments<K>,
): {
  readonly mean: Tensor<Reduce<ShapeOf<X>, A, K>>;
  readonly variance: Tensor<Reduce<ShapeOf<X>, A, K>>;
} {
  const { mean, variance } = skipping.moments(toNode("moments", x), axes, options);
  return { mean: wrap(mean), variance: wrap(variance) };
}
