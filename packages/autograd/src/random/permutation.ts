import { apply, constantNode } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import { argsort } from "../op/argsort.ts";
import { bitwiseXor } from "../op/bitwise.ts";
import { take } from "../op/take.ts";
import { threefryBits } from "../op/threefry.ts";
import type { ShapeOf } from "../shape/operand-type.ts";
import type { AxesArgument } from "../shape/reduce-type.ts";
import { normalizeAxis } from "../shape/shape.ts";
import { countArgument } from "../tensor/argument.ts";
import { toNode } from "../tensor/convert.ts";
import { wrap, wrapMask } from "../tensor/handle.ts";
import { ascending } from "../tensor/indexing.ts";
import { applyRoutine } from "../tensor/routines.ts";
import type { Chosen, Tensor, TensorLike } from "../tensor/tensor.ts";
import { counters, type Key, splitWords, type Words, wordsArgument } from "./key.ts";

/**
 * The integers from 0 up to and without `n` in random order, each order equally likely.
 * @param key - What {@link key} or {@link split} gives. The same key gives the same order.
 * @param n - How many.
 * @returns An int32 vector: indices for `take`.
 * @throws {ArgumentError}, {@link DtypeError} or {@link ShapeError} if `key` is not a key or `n` not a non-negative integer.
 * @remarks Sorted by random bits, as often as equal ones among them would show. The numbers of `jax.random.permutation`.
 * @example
 * import { key, permutation } from "@chainrule/autograd/random";
 * permutation(key(42), 5).toArray() // => [4, 2, 3, 0, 1]
 */
export function permutation<const N extends number>(key: Key, n: N): Tensor<[N]> {
  const words = wordsArgument("permutation", key);
  return wrap(order("permutation", words, countArgument("permutation", "n", n)));
}

/**
 * The elements, rows or slices along an axis in random order, each order equally likely.
 * @param key - What {@link key} or {@link split} gives. The same key gives the same order, also for another tensor of as many.
 * @param x - At least one axis; any dtype.
 * @param axis - The axis, a negative one counted from the end; by default the first.
 * @returns The shape and dtype of `x`: `take(x, permutation(key, n), axis)`. `x` itself stays as it is.
 * @throws {ArgumentError}, {@link DtypeError} or {@link ShapeError} if `key` is not a key, or for an axis out of range.
 * @remarks Derivative: each element receives the cotangent of the place where it went. The order is that of
 *   `jax.random.permutation`.
 * @example
 * import { key, shuffle } from "@chainrule/autograd/random";
 * shuffle(key(42), [[0, 1], [2, 3], [4, 5]]).toArray() // => [[4, 5], [0, 1], [2, 3]]
 */
export function shuffle<const X extends TensorLike, const Axis extends number = 0>(
  key: Key,
  x: X,
  axis?: AxesArgument<"shuffle", ShapeOf<X>, Axis>,
): Chosen<X, X, ShapeOf<X>> {
  const words = wordsArgument("shuffle", key);
  const node = toNode("shuffle", x);
  const rank = node.shape.length;
  const along = normalizeAxis("shuffle", (axis ?? 0) as number, rank);
  const shuffled = order("shuffle", words, node.shape[along] as number);
  return wrapMask(applyRoutine(take, [node, shuffled], { axis: along - rank, rank: 1 }));
}

/** Indices in random order. */
export function order(op: string, words: Words, n: number): Node {
  // So many that some two elements are never told apart in one of n³ runs at most.
  const rounds = Math.ceil((3 * Math.log(Math.max(1, n))) / Math.log(2 ** 32 - 1));
  let [found, own] = [ascending(n), words];
  for (let round = 0; round < rounds; round++) {
    const [next, drawing] = splitWords(own, 2) as [Words, Words];
    const drawn = apply(threefryBits, [...drawing, counters(op, [n])]);
    // In the order of numbers without a sign.
    const unsigned = apply(bitwiseXor, [drawn, constantNode(-(2 ** 31), "int32")]);
    const sorted = applyRoutine(argsort, [unsigned], { axis: -1, descending: false });
    found = applyRoutine(take, [found, sorted], { axis: -1, rank: 1 });
    own = next;
  }
  return found;
}
