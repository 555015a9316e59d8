import { apply, constantNode } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import { div } from "../op/div.ts";
import { mul } from "../op/mul.ts";
import { sqrt } from "../op/sqrt.ts";
import type { FloatDType } from "../shape/dtype.ts";
import type { ShapeOf } from "../shape/operand-type.ts";
import type { Dims } from "../shape/shape-type.ts";
import { wrap } from "../tensor/handle.ts";
import type { Tensor, TensorLike } from "../tensor/tensor.ts";
import { normalAt } from "./draw.ts";
import { gammaNode } from "./gamma.ts";
import { counters, type Key, splitWords, type Words, wordsArgument } from "./key.ts";
import { parameters } from "./parameters.ts";
import { studentTRules } from "./rules.ts";

/**
 * Numbers of Student's t distribution.
 * @param key - What {@link key} or {@link split} gives. The same key gives the same numbers.
 * @param df - Degrees of freedom, above 0: a number, or a tensor with one for each number drawn.
 * @param shape - By default that of `df`.
 * @returns A tensor of the dtype of `df`: a normal number times √(df / 2 / g), g gamma-distributed with shape parameter df / 2.
 * @throws {ArgumentError}, {@link DtypeError} or {@link ShapeError} for what is not a key, a shape or floating-point numbers that
 *   broadcast to it; {@link ArgumentError} for a `df` that is not above 0, at once where it is known, else when the result is computed.
 * @remarks Derivative with respect to `df`: with the normal number fixed, and that of {@link gamma} for g. The numbers are those of `jax.random.t`, up to
 *   roundings.
 * @example
 * import { key, studentT } from "@chainrule/autograd/random";
 * studentT(key(42), 3, [4]).shape // => [4]
 */
export function studentT<const D extends TensorLike, const S extends Dims = ShapeOf<D>>(
  key: Key,
  df: D,
  shape?: readonly [...S],
): Tensor<S> {
  const [forNormal, forGamma] = splitWords(wordsArgument("studentT", key), 2) as [Words, Words];
  const [given] = parameters("studentT", [["df", df, studentTRules.df]], shape) as [Node];
  const { dtype } = given;
  const z = normalAt(forNormal, counters("studentT", given.shape), dtype as FloatDType);
  const half = apply(mul, [given, constantNode(0.5, dtype)]);
  return wrap(apply(mul, [z, apply(sqrt, [apply(div, [half, gammaNode(forGamma, half)])])]));
}
