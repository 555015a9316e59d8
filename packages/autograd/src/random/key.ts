import { describe } from "../error/describe.ts";
import { ArgumentError, DtypeError, ShapeError } from "../error/error.ts";
import { isArray } from "../error/foreign.ts";
import { apply, constantNode, inputNode } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import { requireOneForAll } from "../graph/unknown-value.ts";
import { cast } from "../op/cast.ts";
import { concat } from "../op/concat.ts";
import { reshape } from "../op/reshape.ts";
import { slice } from "../op/slice.ts";
import { threefryHigh, threefryLow } from "../op/threefry.ts";
import { roomFor } from "../shape/room.ts";
import { formatShape, type Shape } from "../shape/shape.ts";
import { countArgument } from "../tensor/argument.ts";
import { nodeOf, wrap } from "../tensor/handle.ts";
import { isHolder } from "../tensor/holder.ts";
import { isParameter, type Parameter } from "../tensor/parameter.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** What random numbers are drawn with: 64 bits, as an int32 tensor like any other. */
export type Key = Tensor<[2]>;

/** As many keys. */
export type Keys<N extends number> = number extends N ? Key[] : KeyTuple<N, []>;
type KeyTuple<N extends number, Found extends readonly Key[]> = Found["length"] extends N
  ? Found
  : Found["length"] extends 64
    ? Key[]
    : KeyTuple<N, [...Found, Key]>;

/** The two words of a key. */
export type Words = readonly [Node, Node];

const wordShape: Shape = [1];

/** Element `k` of a key, as a scalar. */
function wordOf(key: Node, k: number): Node {
  const word = apply(slice, [key], { starts: [k], sizes: wordShape, steps: wordShape });
  return apply(reshape, [word], { shape: [] });
}

/** The words of an argument that has to be a key. */
export function wordsArgument(op: string, key: unknown): Words {
  if (!isHolder(key)) {
    const several =
      isArray(key) && key.every(isHolder) ? " For several keys at once use vmap, with stack(keys)." : "";
    const remedy = typeof key === "number" ? ` Write key(${key}).` : several;
    throw new ArgumentError(op, `key must be what key() or split() gives, got ${describe(key)}.${remedy}`);
  }
  const { node } = key;
  if (node.dtype !== "int32") {
    throw new DtypeError(op, `key must be what key() or split() gives, of dtype int32, got ${node.dtype}.`);
  }
  if (node.shape.length !== 1 || node.shape[0] !== 2) {
    const remedy = node.shape[node.shape.length - 1] === 2 ? " For several keys at once use vmap." : "";
    throw new ShapeError(op, `key must have shape [2], got ${formatShape(node.shape)}.${remedy}`, [
      node.shape,
    ]);
  }
  return [wordOf(node, 0), wordOf(node, 1)];
}

/** The words of the key that a key has for a counter, or of as many keys. */
export function wordsAt(words: Words, counter: Node): Words {
  return [apply(threefryHigh, [...words, counter]), apply(threefryLow, [...words, counter])];
}

/** The words of `n` independent keys, as {@link split} makes them. */
export function splitWords(words: Words, n: number): Words[] {
  return Array.from({ length: n }, (_, k) => wordsAt(words, constantNode(k, "int32")));
}

/** The numbers from 0 on, in a shape: the counters of as many draws. */
export function counters(op: string, shape: Shape): Node {
  const numbers = roomFor(op, shape, "int32");
  for (let i = 0; i < numbers.length; i++) numbers[i] = i;
  return inputNode(numbers, shape, "int32");
}

/**
 * A key from a seed, the beginning of all random numbers of a program.
 * @param seed - An integer from 0 to 2⁵³ - 1, or an int32 scalar.
 * @returns An int32 tensor of shape `[2]`: the upper and the lower 32 bits.
 * @throws {ArgumentError} for any other seed; {@link DtypeError} or {@link ShapeError} for a tensor that is not an int32 scalar.
 * @remarks The keys of `jax.random.key`. Not for cryptography.
 * @example
 * import { key } from "@chainrule/autograd/random";
 * key(42).toArray() // => [0, 42]
 */
export function key(seed: number | Tensor): Key {
  if (isHolder(seed)) {
    const high = inputNode(new Int32Array(1), [], "int32");
    return ofWords([high, integerScalar("key", "seed", seed.node)]);
  }
  if (typeof seed !== "number" || !Number.isSafeInteger(seed) || seed < 0) {
    throw new ArgumentError("key", `seed must be an integer from 0 to 2⁵³ - 1, got ${describe(seed)}.`);
  }
  const words = roomFor("key", [2], "int32");
  words[0] = Math.floor(seed / 2 ** 32);
  words[1] = seed | 0;
  return wrap(inputNode(words, [2], "int32"));
}

/**
 * Independent keys from one. Random numbers are drawn with each key once: what needs more of them splits its key first.
 * @param key - It must not be used for anything else.
 * @param n - How many, by default 2.
 * @returns An array of keys.
 * @throws {ArgumentError}, {@link DtypeError} or {@link ShapeError} if `key` is not a key or `n` not a non-negative integer.
 * @remarks The keys of `jax.random.split`.
 * @example
 * import { key, split } from "@chainrule/autograd/random";
 * const [first, second] = split(key(42));
 * first.toArray() // => [1832780943, 270669613]
 */
export function split<const N extends number = 2>(key: Key, n?: N): Keys<N> {
  const words = wordsArgument("split", key);
  const count = n === undefined ? 2 : countArgument("split", "n", n);
  const counter = counters("split", [count, 1]);
  const pairs = apply(concat, wordsAt(words, counter), { axis: 1 });
  const keys = Array.from({ length: count }, (_, k) => {
    const row = apply(slice, [pairs], { starts: [k, 0], sizes: [1, 2], steps: [1, 1] });
    return wrap<[2]>(apply(reshape, [row], { shape: [2] }));
  });
  return keys as Keys<N>;
}

/**
 * A key from a key and a number, such as that of a step or an example.
 * @param key - It must not be used for drawing.
 * @param n - An integer from 0 to 2³² - 1, or an int32 scalar.
 * @returns A key, independent of those of other numbers.
 * @throws {ArgumentError}, {@link DtypeError} or {@link ShapeError} if `key` is not a key or `n` not such a number.
 * @remarks The keys of `jax.random.fold_in`.
 * @example
 * import { foldIn, key } from "@chainrule/autograd/random";
 * foldIn(key(42), 7).toArray() // => [-1747954385, 1371500959]
 */
export function foldIn(key: Key, n: number | Tensor): Key {
  const words = wordsArgument("foldIn", key);
  const counter = isHolder(n) ? integerScalar("foldIn", "n", n.node) : numberNode(n);
  return ofWords(wordsAt(words, counter));
}

/**
 * The next of a row of keys, which a parameter counts: random numbers that are new in each call of a compiled function that is not given a
 * key.
 * @param key - What the row is made of; it must not be used for anything else.
 * @param counter - A scalar parameter, `parameter(0)`. It is assigned one more. Saved with a model, it goes on where it was.
 * @returns `foldIn(key, counter)`: a key to be used once.
 * @throws {ArgumentError}, {@link DtypeError} or {@link ShapeError} for what is not a key, or not a scalar parameter; where assigning is
 *   refused, as in a step of `scan`, and in `vmap`, whose examples would share the key.
 * @remarks Up to 2³¹ keys; 2²⁴ if the parameter is float32.
 * @example
 * import { key, nextKey, uniform } from "@chainrule/autograd/random";
 * const calls = parameter(0);
 * const draw = compile(() => uniform(nextKey(key(42), calls), []));
 * draw().item() === draw().item() // => false
 */
export function nextKey(key: Key, counter: Parameter<[]>): Key {
  const words = wordsArgument("nextKey", key);
  if (!isParameter(counter)) {
    const remedy = " Write parameter(0), and keep it.";
    throw new ArgumentError(
      "nextKey",
      `counter must be a scalar parameter, got ${describe(counter)}.${remedy}`,
    );
  }
  if (counter.shape.length > 0) {
    throw new ShapeError("nextKey", `counter must be a scalar, got shape ${formatShape(counter.shape)}.`, [
      counter.shape,
    ]);
  }
  requireOneForAll(
    "nextKey",
    "the same key",
    "Call it outside, and map the function over keys of split(nextKey(key, counter), count) as well.",
  );
  const count = apply(cast, [nodeOf(counter)], { dtype: "int32" });
  counter.assign(counter.add(1));
  return ofWords(wordsAt(words, count));
}

function numberNode(n: unknown): Node {
  if (typeof n !== "number" || !Number.isInteger(n) || n < 0 || n >= 2 ** 32) {
    throw new ArgumentError("foldIn", `n must be an integer from 0 to 2³² - 1, got ${describe(n)}.`);
  }
  return inputNode(Int32Array.of(n), [], "int32");
}

function integerScalar(op: string, name: string, node: Node): Node {
  if (node.dtype !== "int32") {
    throw new DtypeError(op, `${name} must be int32, got ${node.dtype}. Cast it, with cast("int32").`);
  }
  if (node.shape.length > 0) {
    throw new ShapeError(op, `${name} must be a scalar, got shape ${formatShape(node.shape)}.`, [node.shape]);
  }
  return node;
}

function ofWords(words: Words): Key {
  const parts = words.map((word) => apply(reshape, [word], { shape: wordShape }));
  return wrap(apply(concat, parts, { axis: 0 }));
}
