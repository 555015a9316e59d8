/** Arithmetic that is composed of operations. */
import { graphBuilder as b } from "../../graph/graph-builder.ts";
import type { Node } from "../../graph/node.ts";
import { abs } from "../../op/abs.ts";
import { add } from "../../op/add.ts";
import { equal, less } from "../../op/comparison.ts";
import { log } from "../../op/log.ts";
import { log1p } from "../../op/log1p.ts";
import { logicalOr } from "../../op/logical.ts";
import { mul } from "../../op/mul.ts";
import { neg } from "../../op/neg.ts";
import { reciprocal } from "../../op/reciprocal.ts";
import { ceil, floor } from "../../op/rounding.ts";
import { strongMul } from "../../op/strong-mul.ts";
import { sub } from "../../op/sub.ts";
import { where } from "../../op/where.ts";
import type { Broadcast, BroadcastOperand } from "../../shape/broadcast-type.ts";
import type { ShapeOf } from "../../shape/operand-type.ts";
import { floatNode, floatNodes } from "../convert.ts";
import * as divisions from "../divisions.ts";
import { wrap } from "../handle.ts";
import { onLine } from "../interpolation.ts";
import type { Tensor, TensorLike } from "../tensor.ts";

/**
 * Each element without what comes after the point: rounded towards 0.
 * @param x - Any shape; floating-point.
 * @returns The shape of `x`.
 * @throws {DtypeError} for int32 or bool.
 * @remarks Derivative: 0 everywhere, also at the jumps. Source: IEEE 754-2019, 5.9; NumPy, `numpy.trunc`.
 * @example trunc([1.7, -1.7]).toArray() // => [1, -1]
 */
export function trunc<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
  return wrap(towardsZero(floatNode("trunc", x)));
}

/**
 * What comes after the point of each element, with its sign.
 * @param x - Any shape; floating-point.
 * @returns x - trunc(x), exact. The shape of `x`; NaN at ±∞.
 * @throws {DtypeError} for int32 or bool.
 * @remarks Derivative: 1 everywhere, also at the jumps. Source: PyTorch, `torch.frac`.
 * @example frac([1.75, -1.75]).toArray() // => [0.75, -0.75]
 */
export function frac<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
  const node = floatNode("frac", x);
  return wrap(b(sub, node, towardsZero(node)));
}

/**
 * The magnitude of the first argument with the sign of the second, which -0 has as well.
 * @param a - Any shape; floating-point.
 * @param sign - Any shape that broadcasts with `a`, the same dtype. NaN counts as positive.
 * @returns The shape that both broadcast to.
 * @throws {DtypeError} for int32 or bool, or for two that differ; {@link ShapeError} if the shapes do not broadcast.
 * @remarks Derivative: `a` receives the cotangent, negated where its sign was changed, and 0 where it is 0; `sign` none. Source:
 *   IEEE 754-2019, 5.5.1; NumPy, `numpy.copysign`.
 * @example copysign([1, -2, 3], [-0, 5, -1]).toArray() // => [-1, 2, -3]
 */
export function copysign<const X extends TensorLike, const Y extends TensorLike>(
  a: X,
  sign: BroadcastOperand<"copysign", ShapeOf<X>, Y, ShapeOf<Y>>,
): Tensor<Broadcast<ShapeOf<X>, ShapeOf<Y>>> {
  const [magnitude, signed] = floatNodes("copysign", [a, sign]) as [Node, Node];
  const size = b(abs, magnitude);
  const zero = b.constant(0, signed);
  const isNegative = b(logicalOr, b(less, signed, zero), b(less, b(reciprocal, signed), zero));
  return wrap(b(where, isNegative, b(neg, size), size));
}

/**
 * Between two ends: `start` at weight 0, `end` at weight 1, and on the straight line through them at any other.
 * @param start - Any shape; floating-point.
 * @param end - Any shape that broadcasts, the same dtype.
 * @param weight - Any shape that broadcasts, the same dtype; beyond [0, 1] it continues the line.
 * @returns start + weight · (end - start), exact at both ends. The shape that all three broadcast to.
 * @throws {DtypeError} for int32 or bool, or for dtypes that differ; {@link ShapeError} if the shapes do not broadcast.
 * @remarks Derivatives: 1 - weight; weight; end - start. Source: PyTorch, `torch.lerp`.
 * @example lerp([0, 10], [4, 20], 0.25).toArray() // => [1, 12.5]
 */
export function lerp<const X extends TensorLike, const Y extends TensorLike, const W extends TensorLike>(
  start: X,
  end: BroadcastOperand<"lerp", ShapeOf<X>, Y, ShapeOf<Y>>,
  weight: BroadcastOperand<"lerp", Broadcast<ShapeOf<X>, ShapeOf<Y>>, W, ShapeOf<W>>,
): Tensor<Broadcast<Broadcast<ShapeOf<X>, ShapeOf<Y>>, ShapeOf<W>>> {
  const [from, to, t] = floatNodes("lerp", [start, end, weight]) as [Node, Node, Node];
  return wrap(onLine(from, to, t));
}

/**
 * x · ln y, and 0 where x is 0, whatever y is.
 * @param x - Any shape; floating-point.
 * @param y - Any shape that broadcasts with `x`, the same dtype.
 * @returns The shape that both broadcast to; NaN for y < 0, unless x is 0.
 * @throws {DtypeError} for int32 or bool, or for two that differ; {@link ShapeError} if the shapes do not broadcast.
 * @remarks Derivatives: ln y, which is -∞ where y is 0; x / y, and 0 where x is 0. Source: JAX, `jax.scipy.special.xlogy`.
 * @example xlogy([0, 2], [0, 1]).toArray() // => [0, 0]
 */
export function xlogy<const X extends TensorLike, const Y extends TensorLike>(
  x: X,
  y: BroadcastOperand<"xlogy", ShapeOf<X>, Y, ShapeOf<Y>>,
): Tensor<Broadcast<ShapeOf<X>, ShapeOf<Y>>> {
  const [factor, argument] = floatNodes("xlogy", [x, y]) as [Node, Node];
  return wrap(timesLogarithm(factor, b(log, argument)));
}

/**
 * x · ln(1 + y), and 0 where x is 0, whatever y is.
 * @param x - Any shape; floating-point.
 * @param y - Any shape that broadcasts with `x`, the same dtype.
 * @returns The shape that both broadcast to; NaN for y < -1, unless x is 0.
 * @throws {DtypeError} for int32 or bool, or for two that differ; {@link ShapeError} if the shapes do not broadcast.
 * @remarks Derivatives: ln(1 + y), which is -∞ where y is -1; x / (1 + y), and 0 where x is 0. Source: JAX,
 *   `jax.scipy.special.xlog1py`.
 * @example xlog1py([0, 3], [-1, 0]).toArray() // => [0, 0]
 */
export function xlog1py<const X extends TensorLike, const Y extends TensorLike>(
  x: X,
  y: BroadcastOperand<"xlog1py", ShapeOf<X>, Y, ShapeOf<Y>>,
): Tensor<Broadcast<ShapeOf<X>, ShapeOf<Y>>> {
  const [factor, argument] = floatNodes("xlog1py", [x, y]) as [Node, Node];
  return wrap(timesLogarithm(factor, b(log1p, argument)));
}

/**
 * Degrees as radians.
 * @param x - Any shape; floating-point.
 * @returns x · π / 180. The shape of `x`.
 * @throws {DtypeError} for int32 or bool.
 * @remarks Derivative: π / 180. Source: NumPy, `numpy.deg2rad`.
 * @example deg2rad(180).item() // => 3.141592653589793
 */
export function deg2rad<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
  const node = floatNode("deg2rad", x);
  return wrap(b(mul, node, b.constant(Math.PI / 180, node)));
}

/**
 * Radians as degrees.
 * @param x - Any shape; floating-point.
 * @returns x · 180 / π. The shape of `x`.
 * @throws {DtypeError} for int32 or bool.
 * @remarks Derivative: 180 / π. Source: NumPy, `numpy.rad2deg`.
 * @example rad2deg(Math.PI).item() // => 180
 */
export function rad2deg<const X extends TensorLike>(x: X): Tensor<ShapeOf<X>> {
  const node = floatNode("rad2deg", x);
  return wrap(b(mul, node, b.constant(180 / Math.PI, node)));
}

/**
 * What a division leaves over, with the sign of what is divided, as JavaScript's `%`.
 * @param a - Any shape; all numbers.
 * @param b - Any shape that broadcasts with `a`, the same dtype.
 * @returns a - b · trunc(a / b), exact. The shape that both broadcast to; NaN where b is 0 or a infinite, 0 for int32.
 * @throws {DtypeError} for bool, or for two that differ; {@link ShapeError} if the shapes do not broadcast.
 * @remarks Derivatives: 1; -trunc(a / b). Source: NumPy, `numpy.fmod`.
 * @example fmod([5, -5], 3).toArray() // => [2, -2]
 */
export function fmod<const X extends TensorLike, const Y extends TensorLike>(
  a: X,
  b: BroadcastOperand<"fmod", ShapeOf<X>, Y, ShapeOf<Y>>,
): Tensor<Broadcast<ShapeOf<X>, ShapeOf<Y>>> {
  return wrap(divisions.fmod("fmod", a, b));
}

/**
 * What a division leaves over, with the sign of the divisor, as Python's `%`.
 * @param a - Any shape; all numbers.
 * @param b - Any shape that broadcasts with `a`, the same dtype.
 * @returns a - b · ⌊a / b⌋. The shape that both broadcast to; NaN where b is 0 or a infinite, 0 for int32.
 * @throws {DtypeError} for bool, or for two that differ; {@link ShapeError} if the shapes do not broadcast.
 * @remarks Derivatives: 1; -⌊a / b⌋. Source: array API standard, `remainder`.
 * @example remainder([5, -5], 3).toArray() // => [2, 1]
 */
export function remainder<const X extends TensorLike, const Y extends TensorLike>(
  a: X,
  b: BroadcastOperand<"remainder", ShapeOf<X>, Y, ShapeOf<Y>>,
): Tensor<Broadcast<ShapeOf<X>, ShapeOf<Y>>> {
  return wrap(divisions.remainder("remainder", a, b));
}

/**
 * Another name for `remainder`, as in NumPy: what a division leaves over, with the sign of the divisor.
 * @param a - Any shape; all numbers.
 * @param b - Any shape that broadcasts with `a`, the same dtype.
 * @returns a - b · ⌊a / b⌋. The shape that both broadcast to; NaN where b is 0 or a infinite, 0 for int32.
 * @throws {DtypeError} for bool, or for two that differ; {@link ShapeError} if the shapes do not broadcast.
 * @remarks Derivatives: 1; -⌊a / b⌋. Source: NumPy, `numpy.mod`.
 * @example mod([5, -5], 3).toArray() // => [2, 1]
 */
export function mod<const X extends TensorLike, const Y extends TensorLike>(
  a: X,
  b: BroadcastOperand<"mod", ShapeOf<X>, Y, ShapeOf<Y>>,
): Tensor<Broadcast<ShapeOf<X>, ShapeOf<Y>>> {
  return wrap(divisions.remainder("mod", a, b));
}

/**
 * The whole number below a quotient, or equal to it: ⌊a / b⌋ of the exact quotient, which may round up to the next one.
 * @param a - Any shape; all numbers.
 * @param b - Any shape that broadcasts with `a`, the same dtype.
 * @returns The shape that both broadcast to; ±∞ or NaN where b is 0, and 0 for int32.
 * @throws {DtypeError} for bool, or for two that differ; {@link ShapeError} if the shapes do not broadcast.
 * @remarks Derivative: 0 everywhere, also at the jumps. Source: NumPy, `numpy.floor_divide`.
 * @example floorDivide([7, -7, 1], [2, 2, 0.1]).toArray() // => [3, -4, 9]
 */
export function floorDivide<const X extends TensorLike, const Y extends TensorLike>(
  a: X,
  b: BroadcastOperand<"floorDivide", ShapeOf<X>, Y, ShapeOf<Y>>,
): Tensor<Broadcast<ShapeOf<X>, ShapeOf<Y>>> {
  return wrap(divisions.floorDivide("floorDivide", a, b));
}

function towardsZero(x: Node): Node {
  return b(where, b(less, x, b.constant(0, x)), b(ceil, x), b(floor, x));
}

/** A product that is 0 where the factor is; a logarithm of 0 is a number like others, by which what is not finite is NaN. */
function timesLogarithm(factor: Node, logarithm: Node): Node {
  const zero = b.constant(0, factor);
  const product = b(strongMul, factor, logarithm);
  return b(
    where,
    b(equal, logarithm, b.constant(0, logarithm)),
    b(add, product, b(mul, factor, zero)),
    product,
  );
}
