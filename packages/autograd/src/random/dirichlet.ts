import { ShapeError } from "../error/error.ts";
import { apply } from "../graph/build.ts";
import { broadcastTo } from "../op/sum.ts";
import type { ShapeOf } from "../shape/operand-type.ts";
import { broadcastsTo, formatShape } from "../shape/shape.ts";
import type { Dims } from "../shape/shape-type.ts";
import { shapeArgument } from "../tensor/argument.ts";
import { floatNode } from "../tensor/convert.ts";
import { wrap } from "../tensor/handle.ts";
import { softmax } from "../tensor/reductions.ts";
import type { Tensor, TensorLike } from "../tensor/tensor.ts";
import { checkedNumbers } from "./draw.ts";
import { logGammaNode } from "./gamma.ts";
import { type Key, wordsArgument } from "./key.ts";
import { categoriesOf } from "./parameters.ts";
import { dirichletRules } from "./rules.ts";

/**
 * Probabilities of a Dirichlet distribution: rows of numbers that sum to 1.
 * @param key - What {@link key} or {@link split} gives. The same key gives the same numbers.
 * @param alpha - Above 0, one for each category along the last axis.
 * @param shape - Of the result without its last axis, by default that of `alpha` without its last axis, which has to broadcast to it.
 * @returns A tensor of the dtype of `alpha`.
 * @throws {ArgumentError}, {@link DtypeError} or {@link ShapeError} for what is not a key, a shape or floating-point numbers that
 *   broadcast to it; {@link ArgumentError} for an `alpha` that is not above 0, at once where it is known, else when the result is computed.
 * @remarks The softmax of logarithms of gamma-distributed numbers, also for an `alpha` so small that these numbers would be 0. Derivative with
 *   respect to `alpha`: as for {@link gamma}. The numbers are those of `jax.random.dirichlet`, up to roundings.
 * @example
 * import { dirichlet, key } from "@chainrule/autograd/random";
 * dirichlet(key(42), [1, 2, 3], [5]).shape // => [5, 3]
 */
export function dirichlet<const A extends TensorLike>(key: Key, alpha: A): Tensor<ShapeOf<A>>;
export function dirichlet<const S extends Dims>(
  key: Key,
  alpha: TensorLike,
  shape: readonly [...S],
): Tensor<[...S, number]>;
export function dirichlet(key: Key, alpha: TensorLike, shape?: unknown): never {
  const words = wordsArgument("dirichlet", key);
  const node = floatNode("dirichlet", alpha);
  const size = categoriesOf("dirichlet", "alpha", node);
  const sizes = shape === undefined ? node.shape : [...shapeArgument("dirichlet", shape), size];
  if (!broadcastsTo(node.shape, sizes)) {
    throw new ShapeError(
      "dirichlet",
      `alpha without its last axis must broadcast to the shape, got ${formatShape(node.shape)} for ${formatShape(sizes.slice(0, -1))}.`,
      [node.shape, sizes],
    );
  }
  const each = apply(broadcastTo, [checkedNumbers("dirichlet", node, dirichletRules.alpha)], {
    shape: sizes,
  });
  return wrap(softmax(logGammaNode(words, each), -1)) as never;
}
