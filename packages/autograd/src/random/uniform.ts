import { describe } from "../error/describe.ts";
import { DtypeError, ShapeError } from "../error/error.ts";
import { apply, constantNode } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import { add } from "../op/add.ts";
import { bitwiseAnd, bitwiseOr } from "../op/bitwise.ts";
import { cast } from "../op/cast.ts";
import { equal } from "../op/comparison.ts";
import { mul } from "../op/mul.ts";
import { leftShift, unsignedRightShift } from "../op/shift.ts";
import { sub } from "../op/sub.ts";
import { threefryBits, threefryHigh, threefryLow } from "../op/threefry.ts";
import { where } from "../op/where.ts";
import { type FloatDType, isFloat } from "../shape/dtype.ts";
import { broadcastsTo, formatShape, type Shape } from "../shape/shape.ts";
import type { Dims } from "../shape/shape-type.ts";
import { dtypeArgument, finiteArgument, optionsArgument, shapeArgument } from "../tensor/argument.ts";
import { operand } from "../tensor/convert.ts";
import { wrap } from "../tensor/handle.ts";
import { isHolder } from "../tensor/holder.ts";
import type { Tensor, TensorLike } from "../tensor/tensor.ts";
import { counters, type Key, type Words, wordsArgument } from "./key.ts";

export interface UniformOptions {
  /** A number or a tensor that broadcasts to the shape; by default 0. */
  readonly low?: TensorLike | undefined;
  /** A number or a tensor that broadcasts to the shape; by default 1. */
  readonly high?: TensorLike | undefined;
  /** By default that of `low` or `high` if one of them is a tensor, float64 otherwise. */
  readonly dtype?: FloatDType | undefined;
}

/**
 * Uniformly distributed numbers in [low, high).
 * @param key - What {@link key} or {@link split} gives. The same key gives the same numbers.
 * @param shape - Sizes, non-negative integers.
 * @param options - `low`, by default 0; `high`, by default 1; `dtype`, by default float64.
 * @returns A tensor of the given shape: multiples of 2⁻⁵² (float32: 2⁻²³), times high - low, plus low.
 * @throws {ArgumentError}, {@link DtypeError} or {@link ShapeError} for what is not a key, a shape or an option, for
 *   bounds that are numbers but not finite, or that do not broadcast to the shape.
 * @remarks Derivatives with respect to `low` and `high`: those of low + u · (high - low). The numbers are those of
 *   `jax.random.uniform`, for float64 with `jax_enable_x64`, bit for bit; with bounds, where JAX rounds after each step too. Where
 *   rounding would give `high`, as it does in JAX, they are `low`.
 * @example
 * import { key, uniform } from "@chainrule/autograd/random";
 * uniform(key(42), [2]).toArray() // => [0.4267275666499091, 0.015010069515314584]
 */
export function uniform<const S extends Dims>(
  key: Key,
  shape: readonly [...S],
  options?: UniformOptions,
): Tensor<S> {
  const words = wordsArgument("uniform", key);
  const sizes = shapeArgument("uniform", shape);
  const { low, high, dtype } = optionsArgument("uniform", options, ["low", "high", "dtype"]);
  const type = floatDtype("uniform", dtype, [low, high]);
  const u = unit("uniform", words, sizes, type);
  if (low === undefined && high === undefined) return wrap(u);
  const from = moment("uniform", "low", low ?? 0, u);
  const to = moment("uniform", "high", high ?? 1, u);
  const drawn = apply(add, [apply(mul, [u, apply(sub, [to, from])]), from]);
  // Rounding may reach the upper bound.
  return wrap(apply(where, [apply(equal, [drawn, to]), from, drawn]));
}

/** The dtype that is asked for, or that of the first of some options that is a tensor, or float64. */
export function floatDtype(op: string, dtype: unknown, options: readonly unknown[]): FloatDType {
  const asked = dtype ?? options.find(isHolder)?.node.dtype ?? "float64";
  const type = dtypeArgument(op, asked);
  if (!isFloat(type))
    throw new DtypeError(op, `dtype must be "float64" or "float32", got ${describe(asked)}.`);
  return type;
}

/** An option that is a number or a tensor and goes with every number drawn. */
export function moment(op: string, name: string, value: unknown, beside: Node): Node {
  if (typeof value === "number") return operand(op, finiteArgument(op, name, value), beside);
  const node = operand(op, value, beside);
  if (node.dtype !== beside.dtype) {
    throw new DtypeError(
      op,
      `${name} must have dtype ${beside.dtype}, got ${node.dtype}. Cast it, with cast("${beside.dtype}").`,
    );
  }
  if (!broadcastsTo(node.shape, beside.shape)) {
    throw new ShapeError(
      op,
      `${name} must broadcast to the shape, got ${formatShape(node.shape)} for ${formatShape(beside.shape)}.`,
      [node.shape, beside.shape],
    );
  }
  return node;
}

/** Numbers in [0, 1): the upper 52 of 64 random bits (float32: 23 of 32) behind the point. */
export function unit(op: string, words: Words, shape: Shape, dtype: FloatDType): Node {
  const counter = counters(op, shape);
  if (dtype === "float32") {
    return scaled(shifted(unsignedRightShift, apply(threefryBits, [...words, counter]), 9), dtype, 23);
  }
  const high = apply(threefryHigh, [...words, counter]);
  const low = apply(threefryLow, [...words, counter]);
  // Halves of 26 bits, since the conversion takes words for signed.
  const leading = shifted(unsignedRightShift, high, 6);
  const rest = shifted(leftShift, apply(bitwiseAnd, [high, constantNode(63, "int32")]), 20);
  const trailing = apply(bitwiseOr, [rest, shifted(unsignedRightShift, low, 12)]);
  return apply(add, [scaled(leading, dtype, 26), scaled(trailing, dtype, 52)]);
}

function shifted(op: typeof leftShift, x: Node, bits: number): Node {
  return apply(op, [x, constantNode(bits, "int32")]);
}

/** Of an integer, so many bits behind the point. */
function scaled(x: Node, dtype: FloatDType, bits: number): Node {
  return apply(mul, [apply(cast, [x], { dtype }), constantNode(2 ** -bits, dtype)]);
}
