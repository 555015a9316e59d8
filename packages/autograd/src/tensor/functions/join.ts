import type { Concat, ConcatArgument, Split, Stack, StackArgument } from "../../shape/join-type.ts";
import type { ShapeOf, ShapesOf } from "../../shape/operand-type.ts";
import type { AxesArgument } from "../../shape/reduce-type.ts";
import { requireNothingFurther } from "../argument.ts";
import { toNode } from "../convert.ts";
import { wrap } from "../handle.ts";
import * as joins from "../joins.ts";
import type { Tensor, TensorLike, TensorsOf } from "../tensor.ts";

/**
 * Joined along an existing axis.
 * @param parts - At least one; shapes that agree except along the axis, one dtype.
 * @param axis - Negative counted from the end; by default 0.
 * @param further - Nothing; anything is refused, such as what `list.map` passes.
 * @returns The sizes along the axis added up, the others as they are.
 * @throws {ShapeError} for shapes that do not agree or an axis out of range; {@link DtypeError} for mixed dtypes;
 *   {@link ArgumentError} for no parts.
 * @remarks Derivative: each part receives its window of the cotangent. Source: array API standard, `concat`.
 * @example concat([[1, 2], [3]]).toArray() // => [1, 2, 3]
 */
export function concat<const P extends readonly TensorLike[], const Axis extends number = 0>(
  parts: ConcatArgument<ShapesOf<P>, Axis, P>,
  axis?: Axis,
  ...further: never[]
): Tensor<Concat<ShapesOf<P>, Axis>> {
  requireNothingFurther("concat", further);
  return wrap(joins.concat(parts, axis));
}

/**
 * Stacked along a new axis.
 * @param parts - At least one, of one shape and dtype.
 * @param axis - The place of the new axis in the result, negative counted from its end; by default 0.
 * @param further - Nothing; anything is refused, such as what `list.map` passes.
 * @returns The shape of a part, with the number of parts at the new axis.
 * @throws {ShapeError} for shapes that differ or an axis out of range; {@link DtypeError} for mixed dtypes;
 *   {@link ArgumentError} for no parts.
 * @remarks Derivative: each part receives its layer of the cotangent. Source: array API standard, `stack`.
 * @example stack([[1, 2], [3, 4]], 1).toArray() // => [[1, 3], [2, 4]]
 */
export function stack<const P extends readonly TensorLike[], const Axis extends number = 0>(
  parts: StackArgument<ShapesOf<P>, Axis, P>,
  axis?: Axis,
  ...further: never[]
): Tensor<Stack<ShapesOf<P>, Axis>> {
  requireNothingFurther("stack", further);
  return wrap(joins.stack(parts, axis));
}

/**
 * Cut into parts along an axis.
 * @param x - Any shape and dtype with at least one axis.
 * @param sections - How many equal parts, or the size of each. Sizes, not the places to cut at: they must add up, so that
 *   a list meant otherwise does not go unnoticed.
 * @param axis - Negative counted from the end; by default 0.
 * @returns The parts in order, as an array; of the shape of `x` except along the axis.
 * @throws {ShapeError} for sizes that do not add up, parts that would not be equal, or an axis out of range.
 * @remarks Derivative: the cotangents of the parts, each in its place. Source: NumPy, `numpy.split`, but with sizes in
 *   place of places to cut at.
 * @example split([1, 2, 3, 4], 2).map((part) => part.toArray()) // => [[1, 2], [3, 4]]
 * @example split([1, 2, 3], [1, 2])[1].toArray() // => [2, 3]
 */
export function split<
  const X extends TensorLike,
  const Sections extends number | readonly number[],
  const Axis extends number = 0,
>(
  x: X,
  sections: Sections,
  axis?: AxesArgument<"split", ShapeOf<X>, Axis>,
): TensorsOf<Split<ShapeOf<X>, Sections, Axis>> {
  const parts: unknown = joins.split(toNode("split", x), sections, axis).map((node) => wrap(node));
  return parts as TensorsOf<Split<ShapeOf<X>, Sections, Axis>>;
}
