import { apply } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import { sigmoid } from "../op/sigmoid.ts";
import { sub } from "../op/sub.ts";
import type { Broadcast } from "../shape/broadcast-type.ts";
import type { ShapeOf } from "../shape/operand-type.ts";
import type { Dims } from "../shape/shape-type.ts";
import { wrap } from "../tensor/handle.ts";
import type { Tensor, TensorLike } from "../tensor/tensor.ts";
import { logGammaNode } from "./gamma.ts";
import { type Key, splitWords, type Words, wordsArgument } from "./key.ts";
import { parameters } from "./parameters.ts";
import { betaRules } from "./rules.ts";

/**
 * Numbers of a beta distribution, between 0 and 1.
 * @param key - What {@link key} or {@link split} gives. The same key gives the same numbers.
 * @param a - Above 0: a number, or a tensor with one for each number drawn.
 * @param b - The same for the other end.
 * @param shape - By default what `a` and `b` broadcast to.
 * @returns A tensor of their dtype: x / (x + y), x and y gamma-distributed with shape parameters `a` and `b`.
 * @throws {ArgumentError}, {@link DtypeError} or {@link ShapeError} for what is not a key, a shape or floating-point numbers that
 *   broadcast to it; {@link ArgumentError} for parameters that are not above 0, at once where they are known, else when the result is
 *   computed.
 * @remarks Derivatives with respect to `a` and `b`: those of x and y, which are those of {@link gamma}. The numbers are those of
 *   `jax.random.beta`, up to roundings.
 * @example
 * import { beta, key } from "@chainrule/autograd/random";
 * beta(key(42), 2, [1, 2, 3]).shape // => [3]
 */
export function beta<
  const A extends TensorLike,
  const B extends TensorLike,
  const S extends Dims = Broadcast<ShapeOf<A>, ShapeOf<B>>,
>(key: Key, a: A, b: B, shape?: readonly [...S]): Tensor<S> {
  const words = splitWords(wordsArgument("beta", key), 2) as [Words, Words];
  const given = parameters(
    "beta",
    [
      ["a", a, betaRules.a],
      ["b", b, betaRules.b],
    ],
    shape,
  );
  const [x, y] = given.map((each, k) => logGammaNode(words[k] as Words, each)) as [Node, Node];
  return wrap(apply(sigmoid, [apply(sub, [x, y])]));
}
