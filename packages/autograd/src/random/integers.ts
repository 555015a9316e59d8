import { describe } from "../error/describe.ts";
import { ArgumentError, DtypeError } from "../error/error.ts";
import { apply, constantNode } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import { add } from "../op/add.ts";
import { bitwiseAnd } from "../op/bitwise.ts";
import { cast } from "../op/cast.ts";
import { div } from "../op/div.ts";
import { mul } from "../op/mul.ts";
import { floor } from "../op/rounding.ts";
import { unsignedRightShift } from "../op/shift.ts";
import { sub } from "../op/sub.ts";
import { threefryBits } from "../op/threefry.ts";
import type { Shape } from "../shape/shape.ts";
import type { Dims } from "../shape/shape-type.ts";
import { optionsArgument, shapeArgument } from "../tensor/argument.ts";
import { operand } from "../tensor/convert.ts";
import { wrap } from "../tensor/handle.ts";
import { indexNode } from "../tensor/indexing.ts";
import type { Tensor, TensorLike } from "../tensor/tensor.ts";
import { checkedNumbers, requireBroadcasts } from "./draw.ts";
import { counters, type Key, splitWords, type Words, wordsArgument } from "./key.ts";

export interface IntegersOptions {
  /** The least integer, or an int32 tensor that broadcasts to the shape; by default 0. */
  readonly low?: TensorLike | undefined;
  /** One more than the largest integer, up to 2³¹, or an int32 tensor that broadcasts to the shape. */
  readonly high: TensorLike;
}

/**
 * Integers from `low` up to and without `high`, each equally likely.
 * @param key - What {@link key} or {@link split} gives. The same key gives the same integers.
 * @param shape - Sizes, non-negative integers.
 * @param options - `low`, by default 0, and `high`, which is above it.
 * @returns An int32 tensor of the given shape.
 * @throws {ArgumentError}, {@link DtypeError} or {@link ShapeError} for what is not a key, a shape or an option, for bounds
 *   that are not integers or do not broadcast to the shape; {@link ArgumentError} where `high` is not above `low`, at once where that is
 *   known, else when the result is computed.
 * @remarks What 64 random bits leave over when divided by high - low: of n integers none is more likely than another by more
 *   than n / 2⁶⁴ of its share. `jax.random.randint` means to give the same, and does for up to 2¹⁶ integers; where its 32 bits
 *   overflow, some of its integers are twice as likely as others.
 * @example
 * import { integers, key } from "@chainrule/autograd/random";
 * integers(key(42), [5], { low: 1, high: 7 }).toArray() // => [1, 1, 4, 2, 6]
 */
export function integers<const S extends Dims>(
  key: Key,
  shape: readonly [...S],
  options: IntegersOptions,
): Tensor<S> {
  const words = wordsArgument("integers", key);
  const sizes = shapeArgument("integers", shape);
  const { low = 0, high } = optionsArgument("integers", options, ["low", "high"]);
  if (high === undefined) {
    throw new ArgumentError("integers", "high must be given. Write integers(key, shape, { high: 10 }).");
  }
  const [from, to] = [bound("low", low, sizes), bound("high", high, sizes)];
  if (typeof low === "number" && typeof high === "number" && high <= low) {
    throw new ArgumentError("integers", `high must be above low, got low ${low} and high ${high}.`);
  }
  const count = checkedNumbers("integers", apply(sub, [to, from]), {
    least: 1,
    isOpen: false,
    most: 2 ** 32,
    rule: "high - low must be at least 1",
  });
  const drawn = integersBelow("integers", words, sizes, count);
  return wrap(apply(cast, [apply(add, [from, drawn])], { dtype: "int32" }));
}

/** Integers from 0 up to and without a number, as float64, which holds all that are met on the way. */
export function integersBelow(op: string, words: Words, shape: Shape, count: Node): Node {
  const counter = counters(op, shape);
  const halves = splitWords(words, 2).flatMap((own) => {
    const drawn = apply(threefryBits, [...own, counter]);
    const upper = apply(unsignedRightShift, [drawn, constantNode(16, "int32")]);
    return [upper, apply(bitwiseAnd, [drawn, constantNode(2 ** 16 - 1, "int32")])];
  });
  const [first, ...others] = halves.map((half) => apply(cast, [half], { dtype: "float64" }));
  // Long division by digits of 16 bits: a remainder and a digit are below 2⁴⁸.
  return others.reduce(
    (rest, digit) => {
      const shifted = apply(mul, [rest, constantNode(2 ** 16, "float64")]);
      return remainder(apply(add, [shifted, digit]), count);
    },
    remainder(first as Node, count),
  );
}

/** Of integers below 2⁴⁸ and positive ones up to 2³², where the quotient is never rounded up to the next integer. */
function remainder(x: Node, count: Node): Node {
  return apply(sub, [x, apply(mul, [count, apply(floor, [apply(div, [x, count])])])]);
}

/** A bound as float64, since one more than the largest int32 is none. */
function bound(name: string, value: unknown, shape: Shape): Node {
  if (typeof value === "number") {
    if (!Number.isInteger(value) || value < -(2 ** 31) || value > 2 ** 31) {
      throw new ArgumentError(
        "integers",
        `${name} must be an integer from -2³¹ to 2³¹, got ${describe(value)}.`,
      );
    }
    return operand("integers", value, constantNode(0, "float64"));
  }
  const node = indexNode("integers", value);
  if (node.dtype !== "int32") {
    throw new DtypeError(
      "integers",
      `${name} must be int32, got ${node.dtype}. Cast it, with cast("int32").`,
    );
  }
  requireBroadcasts("integers", name, node, shape);
  return apply(cast, [node], { dtype: "float64" });
}
