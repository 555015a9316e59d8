import type { ShapeOf } from "../../shape/operand-type.ts";
import type { AxesArgument } from "../../shape/reduce-type.ts";
import type { Take } from "../../shape/take-type.ts";
import { toNode } from "../convert.ts";
import { wrap, wrapMask } from "../handle.ts";
import * as indexing from "../indexing.ts";
import type { Chosen, Tensor, TensorLike } from "../tensor.ts";

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
  return wrap(indexing.scatterAdd(toNode("scatterAdd", into), indices, values, axis ?? 0));
}
