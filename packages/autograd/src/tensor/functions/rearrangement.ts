import type { Resize } from "../../shape/join-type.ts";
import type { ShapeOf, ShapesOf } from "../../shape/operand-type.ts";
import type { Diag, Diagonal, Grid, Tile } from "../../shape/rearrangement-type.ts";
import type { AxesArgument } from "../../shape/reduce-type.ts";
import { requireNothingFurther } from "../argument.ts";
import { toNode } from "../convert.ts";
import { wrap } from "../handle.ts";
import * as rearrangements from "../rearrangements.ts";
import type { Tensor, TensorLike } from "../tensor.ts";

/**
 * The lower triangle of a matrix: zeros above a diagonal.
 * @param x - A matrix or a batch of them, square or not; any dtype.
 * @param k - Which diagonal is the last to be kept: by default 0, the main one; 1 is above it, -1 below.
 * @param further - Nothing; anything is refused, such as what `list.map` passes.
 * @returns The shape of `x`.
 * @throws {ShapeError} for fewer than two axes; {@link ArgumentError} for a `k` that is not an integer.
 * @remarks Derivative: the lower triangle of the cotangent; what was cut off receives exactly 0. Source: array API standard,
 *   `tril`.
 * @example tril([[1, 2], [3, 4]]).toArray() // => [[1, 0], [3, 4]]
 */
export function tril<const X extends TensorLike>(x: X, k = 0, ...further: never[]): Tensor<ShapeOf<X>> {
  requireNothingFurther("tril", further);
  return wrap(rearrangements.triangle("tril", toNode("tril", x), k));
}

/**
 * The upper triangle of a matrix: zeros below a diagonal.
 * @param x - A matrix or a batch of them, square or not; any dtype.
 * @param k - Which diagonal is the first to be kept: by default 0, the main one; 1 is above it, -1 below.
 * @param further - Nothing; anything is refused, such as what `list.map` passes.
 * @returns The shape of `x`.
 * @throws {ShapeError} for fewer than two axes; {@link ArgumentError} for a `k` that is not an integer.
 * @remarks Derivative: the upper triangle of the cotangent; what was cut off receives exactly 0. Source: array API standard,
 *   `triu`.
 * @example triu([[1, 2], [3, 4]], 1).toArray() // => [[0, 2], [0, 0]]
 */
export function triu<const X extends TensorLike>(x: X, k = 0, ...further: never[]): Tensor<ShapeOf<X>> {
  requireNothingFurther("triu", further);
  return wrap(rearrangements.triangle("triu", toNode("triu", x), k));
}

/**
 * The elements of two axes whose indices are the same, or a fixed distance apart.
 * @param x - At least two axes; any dtype.
 * @param offset - How far the second index is ahead of the first; by default 0, the main diagonal.
 * @param axis1 - The axis of the first index, by default 0.
 * @param axis2 - The axis of the second index, by default 1.
 * @returns The shape of `x` without the two axes, and the diagonal as the last one.
 * @throws {ShapeError} for an axis out of range, or twice the same; {@link ArgumentError} for an offset that is not an integer.
 * @remarks Derivative: the cotangent on the diagonal, 0 elsewhere. Source: NumPy, `numpy.diagonal`.
 * @example diagonal([[1, 2, 3], [4, 5, 6]]).toArray() // => [1, 5]
 * @example diagonal([[1, 2, 3], [4, 5, 6]], 1).toArray() // => [2, 6]
 */
export function diagonal<
  const X extends TensorLike,
  const Axis1 extends number = 0,
  const Axis2 extends number = 1,
>(
  x: X,
  offset = 0,
  axis1?: AxesArgument<"diagonal", ShapeOf<X>, Axis1>,
  axis2?: AxesArgument<"diagonal", ShapeOf<X>, Axis2>,
): Tensor<Diagonal<ShapeOf<X>, Axis1, Axis2>> {
  return wrap(rearrangements.diagonal("diagonal", toNode("diagonal", x), offset, axis1 ?? 0, axis2 ?? 1));
}

/**
 * A matrix with a vector on its diagonal, or the diagonal of a matrix.
 * @param x - A vector or a matrix; any dtype.
 * @param offset - How far the diagonal is to the right of the main one; by default 0.
 * @param further - Nothing; anything is refused, such as what `list.map` passes.
 * @returns Of n elements the square matrix of n + |offset| rows, 0 beside the diagonal; of a matrix the vector.
 * @throws {ShapeError} for another number of axes; {@link ArgumentError} for an offset that is not an integer.
 * @remarks Derivative: the diagonal of the cotangent; of a matrix the cotangent on the diagonal. Source: NumPy, `numpy.diag`.
 * @example diag([1, 2]).toArray() // => [[1, 0], [0, 2]]
 * @example diag([[1, 2], [3, 4]]).toArray() // => [1, 4]
 */
export function diag<const X extends TensorLike, const K extends number = 0>(
  x: X,
  offset?: K,
  ...further: never[]
): Tensor<Diag<ShapeOf<X>, K>> {
  requireNothingFurther("diag", further);
  return wrap(rearrangements.diag(toNode("diag", x), offset ?? 0));
}

/**
 * The elements moved along an axis; those that leave it at one end come back at the other.
 * @param x - Any shape and dtype.
 * @param shift - How many places towards the end, negative ones towards the beginning; one for each axis, or one for all.
 * @param axis - The axis, or several; by default all elements are moved as one row.
 * @returns The shape of `x`.
 * @throws {ShapeError} for an axis out of range; {@link ArgumentError} for shifts that are not integers, or not one for each axis.
 * @remarks Derivative: the cotangent moved back. Source: array API standard, `roll`.
 * @example roll([1, 2, 3, 4], 1).toArray() // => [4, 1, 2, 3]
 * @example roll([[1, 2], [3, 4]], [1, 1], [0, 1]).toArray() // => [[4, 3], [2, 1]]
 */
export function roll<
  const X extends TensorLike,
  const Axes extends number | readonly number[] | undefined = undefined,
>(
  x: X,
  shift: number | readonly number[],
  axis?: AxesArgument<"roll", ShapeOf<X>, Axes>,
): Tensor<ShapeOf<X>> {
  return wrap(rearrangements.roll(toNode("roll", x), shift, axis));
}

/**
 * Each element several times in a row.
 * @param x - Any shape and dtype.
 * @param repeats - How often: a number, or one for each element along the axis.
 * @param axis - The axis; by default all elements are taken as one row.
 * @returns The shape of `x` with the axis so much longer.
 * @throws {ShapeError} for an axis out of range; {@link ArgumentError} for counts that are not non-negative integers, or not one
 *   for each element.
 * @remarks Derivative: each element receives the sum over its repetitions. Source: array API standard, `repeat`.
 * @example repeat([1, 2], 2).toArray() // => [1, 1, 2, 2]
 * @example repeat([[1, 2], [3, 4]], [1, 2], 0).toArray() // => [[1, 2], [3, 4], [3, 4]]
 */
export function repeat<const X extends TensorLike>(
  x: X,
  repeats: number | readonly number[],
): Tensor<[number]>;
export function repeat<const X extends TensorLike, const Axis extends number>(
  x: X,
  repeats: number | readonly number[],
  axis: AxesArgument<"repeat", ShapeOf<X>, Axis>,
): Tensor<Resize<ShapeOf<X>, Axis, number>>;
export function repeat(x: TensorLike, repeats: unknown, axis?: unknown): Tensor {
  return wrap(rearrangements.repeat(toNode("repeat", x), repeats, axis));
}

/**
 * The whole several times beside itself.
 * @param x - Any shape and dtype.
 * @param repeats - How often along each axis, aligned at the last one: a number for the last axis alone.
 * @returns Each size of `x` times its count; further counts make further axes in front.
 * @throws {ArgumentError} for counts that are not non-negative integers.
 * @remarks Derivative: each element receives the sum over its copies. Source: array API standard, `tile`.
 * @example tile([1, 2], 2).toArray() // => [1, 2, 1, 2]
 * @example tile([1, 2], [2, 1]).toArray() // => [[1, 2], [1, 2]]
 */
export function tile<const X extends TensorLike, const Repeats extends number | readonly number[]>(
  x: X,
  repeats: Repeats,
): Tensor<Tile<ShapeOf<X>, Repeats>> {
  return wrap(rearrangements.tile(toNode("tile", x), repeats));
}

/**
 * The coordinates of all points of a grid, from those along each of its axes.
 * @param vectors - Vectors, or numbers; plain ones take the dtype of the first tensor among them.
 * @param options - `indexing`: `"xy"`, by default, for points (x, y) of a picture, whose rows are the second axis; `"ij"` for
 *   one axis after the other.
 * @returns A tensor for each vector, as an array, each of the shape of the grid: `[n1, n0, n2, ...]` for `"xy"`.
 * @throws {ShapeError} for more than one axis; {@link ArgumentError} for other options.
 * @remarks Derivative: each vector receives the cotangent, summed over the other axes. Source: array API standard, `meshgrid`.
 * @example meshgrid([[1, 2, 3], [4, 5]]).map((each) => each.toArray()) // => [[[1, 2, 3], [1, 2, 3]], [[4, 4, 4], [5, 5, 5]]]
 * @example meshgrid([[1, 2], [3]], { indexing: "ij" })[0].toArray() // => [[1], [2]]
 */
export function meshgrid<
  const Vectors extends readonly TensorLike[],
  const Indexing extends "xy" | "ij" = "xy",
>(
  vectors: Vectors,
  options?: { readonly indexing?: Indexing | undefined },
): { -readonly [K in keyof Vectors]: Tensor<Grid<ShapesOf<Vectors>, Indexing>> } {
  const grids: unknown = rearrangements.meshgrid(vectors, options).map((node) => wrap(node));
  return grids as { -readonly [K in keyof Vectors]: Tensor<Grid<ShapesOf<Vectors>, Indexing>> };
}
