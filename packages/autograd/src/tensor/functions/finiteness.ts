/** Numbers that are finite, and those that are not. */
import { graphBuilder as b } from "../../graph/graph-builder.ts";
import type { Node } from "../../graph/node.ts";
import { abs } from "../../op/abs.ts";
import { equal, less, notEqual } from "../../op/comparison.ts";
import { where } from "../../op/where.ts";
import { type FloatDType, isFloat, largestNumber } from "../../shape/dtype.ts";
import type { ShapeOf } from "../../shape/operand-type.ts";
import { numberArgument, optionsArgument } from "../argument.ts";
import { floatNode, operand, toNode } from "../convert.ts";
import { wrap, wrapMask } from "../handle.ts";
import type { Mask, Tensor, TensorLike } from "../tensor.ts";

/**
 * Whether each element is NaN.
 * @param x - Any shape and dtype.
 * @returns A mask of the shape of `x`; all false for int32 and bool.
 * @remarks Derivative: none, since the result is bool. Source: array API standard, `isnan`.
 * @example isNaN([1, NaN, Infinity]).toArray() // => [false, true, false]
 */
export function isNaN<const X extends TensorLike>(x: X): Mask<ShapeOf<X>> {
  const node = toNode("isNaN", x);
  return wrapMask(b(notEqual, node, node));
}

/**
 * Whether each element is a finite number.
 * @param x - Any shape and dtype.
 * @returns A mask of the shape of `x`; all true for int32 and bool.
 * @remarks Derivative: none, since the result is bool. Source: array API standard, `isfinite`.
 * @example isFinite([1, NaN, -Infinity]).toArray() // => [true, false, false]
 */
export function isFinite<const X extends TensorLike>(x: X): Mask<ShapeOf<X>> {
  const node = toNode("isFinite", x);
  if (!isFloat(node.dtype)) return wrapMask(b(equal, node, node));
  return wrapMask(b(less, b(abs, node), b.constant(Infinity, node)));
}

/**
 * Whether each element is ∞ or -∞.
 * @param x - Any shape and dtype.
 * @returns A mask of the shape of `x`; all false for int32 and bool.
 * @remarks Derivative: none, since the result is bool. Source: array API standard, `isinf`.
 * @example isInfinite([1, NaN, -Infinity]).toArray() // => [false, false, true]
 */
export function isInfinite<const X extends TensorLike>(x: X): Mask<ShapeOf<X>> {
  const node = toNode("isInfinite", x);
  if (!isFloat(node.dtype)) return wrapMask(b(notEqual, node, node));
  return wrapMask(b(equal, b(abs, node), b.constant(Infinity, node)));
}

/**
 * Each element that is finite, and numbers in place of the others.
 * @param x - Any shape; floating-point.
 * @param options - What to put: `nan` for NaN, by default 0; `posinf` for ∞ and `neginf` for -∞, by default the largest and the
 *   smallest number of the dtype.
 * @returns The shape of `x`.
 * @throws {DtypeError} for int32 or bool; {@link ArgumentError} for other options, or one that is not a number.
 * @remarks Derivative: 1 where x is finite, 0 elsewhere. Source: NumPy, `numpy.nan_to_num`.
 * @example nanToNum([1, NaN, -Infinity], { neginf: -5 }).toArray() // => [1, 0, -5]
 */
export function nanToNum<const X extends TensorLike>(
  x: X,
  options?: {
    readonly nan?: number | undefined;
    readonly posinf?: number | undefined;
    readonly neginf?: number | undefined;
  },
): Tensor<ShapeOf<X>> {
  const node = floatNode("nanToNum", x);
  const largest = largestNumber[node.dtype as FloatDType];
  const given = optionsArgument("nanToNum", options, ["nan", "posinf", "neginf"]);
  const replacement = (name: string, otherwise: number): Node =>
    operand("nanToNum", numberArgument("nanToNum", name, given[name] ?? otherwise), node);
  const [nan, above, below] = [
    replacement("nan", 0),
    replacement("posinf", largest),
    replacement("neginf", -largest),
  ];
  const isAt = (limit: number): Node => b(equal, node, b.constant(limit, node));
  const numbers = b(where, b(notEqual, node, node), nan, node);
  return wrap(b(where, isAt(Infinity), above, b(where, isAt(-Infinity), below, numbers)));
}
