import { scatterAdd as scatterAddOp, scatterMax as scatterMaxOp } from "../../op/take.ts";
import type { Broadcast } from "../../shape/broadcast-type.ts";
import type { DType } from "../../shape/dtype.ts";
import type { At, Gather, Segments } from "../../shape/gather-type.ts";
import type { Resize } from "../../shape/join-type.ts";
import type { ShapeOf, ShapesOf } from "../../shape/operand-type.ts";
import type { AxesArgument } from "../../shape/reduce-type.ts";
import type { RangeObject } from "../../shape/slice-type.ts";
import type { Take } from "../../shape/take-type.ts";
import { toNode } from "../convert.ts";
import * as gathering from "../gathering.ts";
import { wrap, wrapMask } from "../handle.ts";
import * as indexing from "../indexing.ts";
import type { Chosen, Mask, Tensor, TensorLike } from "../tensor.ts";

/**
 * The elements, rows or slices at given indices of an axis.
 * @param x - At least one axis; any dtype.
 * @param indices - int32, of any shape; plain numbers are taken as such. Negative ones count from the end.
 * @param axis - The axis that is indexed, a negative one counted from the end; by default the first.
 * @returns The shape of `x` with the axes of `indices` in place of the axis, of the dtype of `x`.
 * @throws {ShapeError} for an axis out of range; {@link DtypeError} for indices that are not int32;
 *   {@link ArgumentError} for an index out of range, at once where it is known, else when the result is computed.
 * @remarks Derivative: `scatterAdd` of the cotangent to zeros; what is taken twice receives twice. Source: NumPy, `numpy.take`.
 * @example take([5, 6, 7], [2, 0, -1]).toArray() // => [7, 5, 7]
 * @example take([[1, 2], [3, 4]], 1, 1).toArray() // => [2, 4]
 */
export function take<
  const X extends TensorLike,
  const Indices extends TensorLike,
  const Axis extends number = 0,
>(
  x: X,
  indices: Indices,
  axis?: AxesArgument<"take", ShapeOf<X>, Axis>,
): Chosen<X, X, Take<ShapeOf<X>, ShapeOf<Indices>, Axis>> {
  return wrapMask(indexing.take(toNode("take", x), indices, axis ?? 0));
}

/**
 * With values added at given indices of an axis: the transpose of `take`.
 * @param into - At least one axis; all numbers.
 * @param indices - int32, of any shape; plain numbers are taken as such. Negative ones count from the end. What repeated
 *   ones add accumulates, in their order.
 * @param values - Of the dtype of `into`. The shape of `take(into, indices, axis)`, or what broadcasts to it.
 * @param axis - The axis that is indexed, a negative one counted from the end; by default the first.
 * @returns The shape of `into`.
 * @throws {ShapeError} for an axis out of range, or values that do not fit; {@link DtypeError} for indices that are not
 *   int32, bool, or dtypes that differ; {@link ArgumentError} for an index out of range, at once where it is known, else when
 *   the result is computed.
 * @remarks Derivative: `into` receives the cotangent, `values` what `take` finds in it. Source: JAX, `x.at[indices].add(values)`.
 * @example scatterAdd([1, 1, 1], [0, 2, 0], [2, 3, 4]).toArray() // => [7, 1, 4]
 */
export function scatterAdd<const X extends TensorLike, const Axis extends number = 0>(
  into: X,
  indices: TensorLike,
  values: TensorLike,
  axis?: AxesArgument<"scatterAdd", ShapeOf<X>, Axis>,
): Tensor<ShapeOf<X>> {
  return wrap(indexing.scatter(scatterAddOp, toNode("scatterAdd", into), indices, values, axis ?? 0));
}

/**
 * With values in place of what is at given indices of an axis.
 * @param into - At least one axis; any dtype.
 * @param indices - int32, of any shape; plain numbers are taken as such. Negative ones count from the end. Where
 *   one is repeated, the last of its values stays.
 * @param values - Of the dtype of `into`. The shape of `take(into, indices, axis)`, or what broadcasts to it.
 * @param axis - The axis that is indexed, a negative one counted from the end; by default the first.
 * @returns The shape of `into`.
 * @throws {ShapeError} for an axis out of range, or values that do not fit; {@link DtypeError} for indices that are not
 *   int32, or dtypes that differ; {@link ArgumentError} for an index out of range, at once where it is known, else when
 *   the result is computed.
 * @remarks Derivative: `into` receives the cotangent, and 0 where it was replaced; a value what `take` finds, and 0 if another one
 *   came after it. Source: JAX, `x.at[indices].set(values)`.
 * @example scatterSet([1, 2, 3], [0, -1], [7, 9]).toArray() // => [7, 2, 9]
 */
export function scatterSet<const X extends TensorLike, const Axis extends number = 0>(
  into: X,
  indices: TensorLike,
  values: TensorLike,
  axis?: AxesArgument<"scatterSet", ShapeOf<X>, Axis>,
): Tensor<ShapeOf<X>> {
  return wrap(indexing.scatterSet(toNode("scatterSet", into), indices, values, axis ?? 0));
}

/**
 * With the larger of what is at given indices of an axis and values for them.
 * @param into - At least one axis; all numbers.
 * @param indices - int32, of any shape; plain numbers are taken as such. Negative ones count from the end. All
 *   values of one that is repeated count.
 * @param values - Of the dtype of `into`. The shape of `take(into, indices, axis)`, or what broadcasts to it.
 * @param axis - The axis that is indexed, a negative one counted from the end; by default the first.
 * @returns The shape of `into`.
 * @throws {ShapeError} for an axis out of range, or values that do not fit; {@link DtypeError} for indices that are not
 *   int32, or dtypes that differ; {@link ArgumentError} for an index out of range, at once where it is known, else when
 *   the result is computed.
 * @remarks Derivative: what is as large as the result receives its cotangent, tied elements equal shares. Source: JAX, `x.at[indices].max(values)`.
 * @example scatterMax([1, 5, 1], [0, 1, 0], [2, 3, 4]).toArray() // => [4, 5, 1]
 */
export function scatterMax<const X extends TensorLike, const Axis extends number = 0>(
  into: X,
  indices: TensorLike,
  values: TensorLike,
  axis?: AxesArgument<"scatterMax", ShapeOf<X>, Axis>,
): Tensor<ShapeOf<X>> {
  return wrap(indexing.scatter(scatterMaxOp, toNode("scatterMax", into), indices, values, axis ?? 0));
}

/**
 * With the smaller of what is at given indices of an axis and values for them.
 * @param into - At least one axis; all numbers.
 * @param indices - int32, of any shape; plain numbers are taken as such. Negative ones count from the end. All
 *   values of one that is repeated count.
 * @param values - Of the dtype of `into`. The shape of `take(into, indices, axis)`, or what broadcasts to it.
 * @param axis - The axis that is indexed, a negative one counted from the end; by default the first.
 * @returns The shape of `into`.
 * @throws {ShapeError} for an axis out of range, or values that do not fit; {@link DtypeError} for indices that are not
 *   int32, or dtypes that differ; {@link ArgumentError} for an index out of range, at once where it is known, else when
 *   the result is computed.
 * @remarks Derivative: what is as small as the result receives its cotangent, tied elements equal shares. Source: JAX, `x.at[indices].min(values)`.
 * @example scatterMin([1, 5, 9], [1, 1], [2, 3]).toArray() // => [1, 2, 9]
 */
export function scatterMin<const X extends TensorLike, const Axis extends number = 0>(
  into: X,
  indices: TensorLike,
  values: TensorLike,
  axis?: AxesArgument<"scatterMin", ShapeOf<X>, Axis>,
): Tensor<ShapeOf<X>> {
  return wrap(indexing.scatterMin(toNode("scatterMin", into), indices, values, axis ?? 0));
}

/**
 * For each place of a row along an axis, the element at an index of that row.
 * @param x - At least one axis; any dtype.
 * @param indices - int32, with as many axes as `x`; plain numbers are taken as such. Negative ones count from the end. The other
 *   axes broadcast with those of `x`.
 * @param axis - The axis that is indexed, a negative one counted from the end; by default the last.
 * @returns The shape of `indices`, with the other axes as they broadcast; the dtype of `x`.
 * @throws {ShapeError} for an axis out of range, or another number of axes; {@link DtypeError} for indices that are not int32;
 *   {@link ArgumentError} for an index out of range, at once where it is known, else when the result is computed.
 * @remarks Derivative: the cotangents, added up where the elements come from. Source: NumPy, `numpy.take_along_axis`; PyTorch's
 *   `gather`.
 * @example takeAlongAxis([[5, 6], [7, 8]], [[1], [0]]).toArray() // => [[6], [7]]
 * @example takeAlongAxis([[3, 1, 2]], argsort([[3, 1, 2]])).toArray() // => [[1, 2, 3]]
 */
export function takeAlongAxis<
  const X extends TensorLike,
  const Indices extends TensorLike,
  const Axis extends number = -1,
>(
  x: X,
  indices: Indices,
  axis?: AxesArgument<"takeAlongAxis", ShapeOf<X>, Axis>,
): Chosen<X, X, Broadcast<Resize<ShapeOf<X>, Axis, 1>, ShapeOf<Indices>>> {
  return wrapMask(gathering.takeAlongAxis(toNode("takeAlongAxis", x), indices, axis ?? -1));
}

/**
 * Elements by an index, a range or an index tensor for each axis: `at(x, i, null, j)` is x[i, :, j].
 * @param x - Any dtype.
 * @param places - For each axis from the first on: an integer for one element (the axis is then gone), `null` for all, `{ start,
 *   stop, step }` for a range, or int32 indices, as a tensor or nested arrays. Negative ones count from the end. Index tensors
 *   stand side by side and broadcast with each other.
 * @returns The dtype of `x`; what the indices broadcast to takes the place of the axes that they index.
 * @throws {ShapeError} for an integer or a bound outside the axis, more places than axes, indices that do not broadcast, or a
 *   range between index tensors, where NumPy and PyTorch disagree; {@link DtypeError} for index tensors that are not int32;
 *   {@link ArgumentError} for an index out of range, at once where it is known, else when the result is computed.
 * @remarks Derivative: the cotangents, added up where the elements come from. Source: NumPy, basic and integer array indexing;
 *   integers beside index tensors as in PyTorch.
 * @example at([[1, 2, 3], [4, 5, 6]], -1, [2, 0]).toArray() // => [6, 4]
 * @example at([[1, 2, 3], [4, 5, 6]], null, { step: 2 }).toArray() // => [[1, 3], [4, 6]]
 */
export function at<
  const X extends TensorLike,
  const Places extends readonly (number | null | RangeObject | TensorLike)[],
>(x: X, ...places: Places): Chosen<X, X, At<ShapeOf<X>, Places>> {
  return wrapMask(gathering.at("at", toNode("at", x), places));
}

/**
 * With values in place of some elements: x[i, :, j] = v, as a new tensor. Where a place is named twice, the last value stays.
 * @param x - Any dtype.
 * @param places - An array of what `at` takes: for each axis from the first on an integer, `null`, a range or int32 indices.
 * @param values - Of the dtype of `x`; the shape of `at(x, ...places)`, or what broadcasts to it.
 * @returns The shape of `x`.
 * @throws {ShapeError} for values that do not fit, and whatever `at` refuses; {@link DtypeError} for dtypes that differ.
 * @remarks Derivative: `x` receives the cotangent, and 0 where it was replaced; the values what `at` finds in it, and 0 if another one
 *   came after it. Source: JAX, `x.at[places].set(values)`.
 * @example setAt([[1, 2], [3, 4]], [null, 0], [8, 9]).toArray() // => [[8, 2], [9, 4]]
 */
export function setAt<const X extends TensorLike>(
  x: X,
  places: readonly (number | null | RangeObject | TensorLike)[],
  values: TensorLike,
): Chosen<X, X, ShapeOf<X>> {
  return wrapMask(gathering.changedAt("setAt", toNode("setAt", x), places, values));
}

/**
 * With values added to some elements: x[i, :, j] += v, as a new tensor. Where a place is named twice, both are added.
 * @param x - All numbers.
 * @param places - An array of what `at` takes: for each axis from the first on an integer, `null`, a range or int32 indices.
 * @param values - Of the dtype of `x`; the shape of `at(x, ...places)`, or what broadcasts to it.
 * @returns The shape of `x`.
 * @throws {ShapeError} for values that do not fit, and whatever `at` refuses; {@link DtypeError} for dtypes that differ.
 * @remarks Derivative: `x` receives the cotangent, the values what `at` finds in it. Source: JAX, `x.at[places].add(values)`.
 * @example addAt([[1, 2], [3, 4]], [1, { start: 1 }], 10).toArray() // => [[1, 2], [3, 14]]
 */
export function addAt<const X extends TensorLike>(
  x: X,
  places: readonly (number | null | RangeObject | TensorLike)[],
  values: TensorLike,
): Tensor<ShapeOf<X>> {
  return wrap(gathering.changedAt("addAt", toNode("addAt", x), places, values));
}

/**
 * The elements, rows or slices at several indices at once: x[i, j, ...] of the first axes.
 * @param x - At least as many axes as there are indices; any dtype.
 * @param indices - An array with an int32 tensor for each of the first axes of `x`; plain numbers are taken as such. They
 *   broadcast with each other, and negative ones count from the end.
 * @returns The shape that the indices broadcast to, then that of `x` behind the axes indexed; the dtype of `x`.
 * @throws {ShapeError} for more indices than axes, or indices that do not broadcast; {@link DtypeError} for indices that are not
 *   int32; {@link ArgumentError} for an index out of range, at once where it is known, else when the result is computed.
 * @remarks Derivative: the cotangents, added up where the elements come from. Source: NumPy, integer array indexing.
 * @example gather([[5, 6], [7, 8]], [[0, 1, 1], [1, 0, -1]]).toArray() // => [6, 7, 8]
 * @example gather([[5, 6], [7, 8]], [1]).toArray() // => [7, 8]
 */
export function gather<const X extends TensorLike, const Indices extends readonly TensorLike[]>(
  x: X,
  indices: Indices,
): Chosen<X, X, Gather<ShapeOf<X>, ShapesOf<Indices>>> {
  return wrapMask(gathering.gather(toNode("gather", x), indices));
}

/**
 * A row for each label, 1 at the label's place and 0 elsewhere.
 * @param labels - int32 from 0 to `classes` - 1, of any shape; plain numbers are taken as such.
 * @param classes - How long a row is.
 * @param options - `dtype`: by default float64.
 * @returns The shape of `labels` with a further axis of `classes` behind it.
 * @throws {DtypeError} for labels that are not int32; {@link ArgumentError} for a label out of range, at once where it is known,
 *   else when the result is computed.
 * @remarks Derivative: none: labels are integers. Source: JAX, `jax.nn.one_hot`; PyTorch, `torch.nn.functional.one_hot`.
 * @example oneHot([2, 0], 3).toArray() // => [[0, 0, 1], [1, 0, 0]]
 */
export function oneHot<const L extends TensorLike, const N extends number>(
  labels: L,
  classes: N,
  options: { readonly dtype: "bool" },
): Mask<[...ShapeOf<L>, N]>;
export function oneHot<const L extends TensorLike, const N extends number>(
  labels: L,
  classes: N,
  options?: { readonly dtype?: DType | undefined },
): Tensor<[...ShapeOf<L>, N]>;
export function oneHot(labels: TensorLike, classes: number, options?: unknown): Tensor {
  return wrapMask(gathering.oneHot(labels, classes, options));
}

/**
 * The sums of rows that belong together.
 * @param values - All numbers. The first axes are those of `ids`.
 * @param ids - int32 from 0 to `segments` - 1: which sum each row belongs to, in any order; plain numbers are taken as such.
 * @param segments - How many sums.
 * @returns `[segments, ...]`, with the axes of `values` behind those of `ids`; 0 where there is no row.
 * @throws {ShapeError} for ids that do not fit; {@link DtypeError} for ids that are not int32, or bool values;
 *   {@link ArgumentError} for an id out of range, at once where it is known, else when the result is computed.
 * @remarks Derivative: each row receives the cotangent of its sum. Source: JAX, `jax.ops.segment_sum`.
 * @example segmentSum([1, 2, 4], [0, 1, 0], 2).toArray() // => [5, 2]
 */
export function segmentSum<const X extends TensorLike, const Ids extends TensorLike, const N extends number>(
  values: X,
  ids: Ids,
  segments: N,
): Tensor<Segments<ShapeOf<X>, ShapeOf<Ids>, N>> {
  return wrap(gathering.segmentSum(toNode("segmentSum", values), ids, segments));
}

/**
 * How often each integer occurs, or how much its occurrences weigh together.
 * @param x - int32 from 0 to `length` - 1, of any shape; plain numbers are taken as such.
 * @param length - How many integers are counted.
 * @param options - `weights`: a number for each element of `x`.
 * @returns `[length]`: int32, or the dtype of the weights.
 * @throws {ShapeError} for weights of another shape; {@link DtypeError} for `x` that is not int32; {@link ArgumentError} for an
 *   element out of range, at once where it is known, else when the result is computed.
 * @remarks Derivative: each weight receives the cotangent of its integer. Source: NumPy, `numpy.bincount`, but with a length that
 *   is given, as in a graph shapes do not depend on values.
 * @example bincount([0, 2, 2], 4).toArray() // => [1, 0, 2, 0]
 * @example bincount([0, 2, 2], 3, { weights: [0.5, 1, 2] }).toArray() // => [0.5, 0, 3]
 */
export function bincount<const N extends number>(
  x: TensorLike,
  length: N,
  options?: { readonly weights?: TensorLike | undefined },
): Tensor<[N]> {
  return wrap(gathering.bincount(x, length, options));
}

/**
 * Where values would go into a sorted vector so that it stays sorted.
 * @param sorted - A vector in ascending order, NaN last, as `sort` leaves it; all numbers. What is not in order gives some place.
 * @param values - Of any shape, of the dtype of `sorted`.
 * @param options - `side`: `"left"`, by default, for the place before elements that are equal, `"right"` for that behind them.
 * @returns int32 from 0 to the size of `sorted`, of the shape of `values`.
 * @throws {ShapeError} for what is not a vector; {@link DtypeError} for bool or dtypes that differ; {@link ArgumentError} for other options.
 * @remarks No derivative passes. Source: NumPy, `numpy.searchsorted`.
 * @example searchSorted([1, 3, 5], [0, 3, 9]).toArray() // => [0, 1, 3]
 * @example searchSorted([1, 3, 3], 3, { side: "right" }).item() // => 3
 */
export function searchSorted<const V extends TensorLike>(
  sorted: TensorLike,
  values: V,
  options?: { readonly side?: "left" | "right" | undefined },
): Tensor<ShapeOf<V>> {
  return wrap(gathering.searchSorted(sorted, values, options));
}
