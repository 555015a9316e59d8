import { apply } from "../graph/build.ts";
import { threefryBits } from "../op/threefry.ts";
import type { Dims } from "../shape/shape-type.ts";
import { shapeArgument } from "../tensor/argument.ts";
import { wrap } from "../tensor/handle.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { counters, type Key, wordsArgument } from "./key.ts";

/**
 * Random bits, 32 at a time.
 * @param key - What {@link key} or {@link split} gives. The same key gives the same bits.
 * @param shape - Sizes, non-negative integers.
 * @returns An int32 tensor of the given shape, each number from -2³¹ to 2³¹ - 1 equally likely.
 * @throws {ArgumentError}, {@link DtypeError} or {@link ShapeError} for what is not a key or a shape.
 * @remarks The bits of `jax.random.bits`, which takes them for numbers without a sign.
 * @example
 * import { bits, key } from "@chainrule/autograd/random";
 * bits(key(42), [2]).toArray() // => [2098992034, -1375260455]
 */
export function bits<const S extends Dims>(key: Key, shape: readonly [...S]): Tensor<S> {
  const words = wordsArgument("bits", key);
  return wrap(apply(threefryBits, [...words, counters("bits", shapeArgument("bits", shape))]));
}
