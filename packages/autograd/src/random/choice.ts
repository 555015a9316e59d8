import { ArgumentError, DtypeError, ShapeError } from "../error/error.ts";
import { apply, constantNode } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import { add } from "../op/add.ts";
import { cast } from "../op/cast.ts";
import { greater } from "../op/comparison.ts";
import { cumsum } from "../op/cumsum.ts";
import { log } from "../op/log.ts";
import { mul } from "../op/mul.ts";
import { reshape } from "../op/reshape.ts";
import { searchSorted } from "../op/search-sorted.ts";
import { sub } from "../op/sub.ts";
import { take } from "../op/take.ts";
import { where } from "../op/where.ts";
import { isFloat } from "../shape/dtype.ts";
import type { ShapeOf } from "../shape/operand-type.ts";
import type { AxesArgument } from "../shape/reduce-type.ts";
import { formatShape, normalizeAxis, type Shape, sizeOf } from "../shape/shape.ts";
import type { Dims } from "../shape/shape-type.ts";
import type { Take } from "../shape/take-type.ts";
import { booleanArgument, countArgument, optionsArgument, shapeArgument } from "../tensor/argument.ts";
import { toNode } from "../tensor/convert.ts";
import { wrap, wrapMask } from "../tensor/handle.ts";
import { applyRoutine } from "../tensor/routines.ts";
import { section } from "../tensor/slices.ts";
import { topK } from "../tensor/sorting.ts";
import type { Chosen, Tensor, TensorLike } from "../tensor/tensor.ts";
import { checkedNumbers, unit } from "./draw.ts";
import { standardGumbel } from "./gumbel.ts";
import { integersBelow } from "./integers.ts";
import { type Key, type Words, wordsArgument } from "./key.ts";
import { order } from "./permutation.ts";
import { multinomialRules, totalWeight } from "./rules.ts";

export interface ChoiceOptions {
  /** Whether an element can be chosen again; by default true. */
  readonly replace?: boolean | undefined;
  /** A vector with the weight of each element, not negative, of any sum; by default all weigh the same. */
  readonly p?: TensorLike | undefined;
}

/**
 * Elements, rows or slices chosen at random, with or without replacement, all equally likely or by weight.
 * @param key - What {@link key} or {@link split} gives. The same key makes the same choice.
 * @param a - What is chosen from along an axis, of any dtype; or how many: `n` stands for the integers 0, 1, ..., n - 1.
 * @param shape - How many are chosen, in which shape.
 * @param options - `replace`, by default true; `p`, the weights; `axis`, by default the first.
 * @returns The shape of `a` with `shape` in place of the axis, of its dtype; int32 of the given shape for a number.
 * @throws {ArgumentError}, {@link DtypeError} or {@link ShapeError} for what is not a key, a shape or an option, if there is nothing to
 *   choose from, or not enough without replacement; for weights that are not a floating-point vector of the right size; {@link ArgumentError}
 *   for weights that are negative, NaN or infinite, or of which fewer are positive than are needed, at once where they are known, else when the
 *   result is computed.
 * @remarks Derivative: what is chosen receives the cotangent; none passes to `p`. With weights and without replacement, the
 *   elements with the largest sums of log(p) and Gumbel noise: as if drawn one after the other. The choices are those of `jax.random.choice`,
 *   without weights for up to 2¹⁶ elements.
 * @example
 * import { choice, key } from "@chainrule/autograd/random";
 * choice(key(42), 10, [4]).toArray() // => [4, 4, 1, 9]
 * choice(key(42), [5, 6, 7], [2], { replace: false, p: [0.5, 0.5, 0] }).toArray() // => [5, 6]
 */
export function choice<const S extends Dims>(
  key: Key,
  a: number,
  shape: readonly [...S],
  options?: ChoiceOptions & { readonly axis?: 0 },
): Tensor<S>;
export function choice<const X extends TensorLike, const S extends Dims, const Axis extends number = 0>(
  key: Key,
  a: X,
  shape: readonly [...S],
  options?: ChoiceOptions & { readonly axis?: AxesArgument<"choice", ShapeOf<X>, Axis> },
): Chosen<X, X, Take<ShapeOf<X>, S, Axis>>;
export function choice(
  key: Key,
  a: TensorLike,
  shape: readonly number[],
  options?: ChoiceOptions & { readonly axis?: unknown },
): Tensor {
  const words = wordsArgument("choice", key);
  const given = optionsArgument("choice", options, ["replace", "p", "axis"]);
  const sizes = shapeArgument("choice", shape);
  if (typeof a === "number") {
    return wrap(indices(words, countArgument("choice", "a", a), sizes, given));
  }
  const from = toNode("choice", a);
  const rank = from.shape.length;
  const along = normalizeAxis("choice", (given["axis"] ?? 0) as number, rank);
  const chosen = indices(words, from.shape[along] as number, sizes, given);
  return wrapMask(applyRoutine(take, [from, chosen], { axis: along - rank, rank: sizes.length }));
}

/** Of what is chosen from `n` elements. */
function indices(words: Words, n: number, shape: Shape, options: Readonly<Record<string, unknown>>): Node {
  const replace = booleanArgument("choice", "replace", options["replace"] ?? true);
  const count = sizeOf(shape);
  if (count > 0 && n === 0) throw new ArgumentError("choice", "there is nothing to choose from.");
  if (!replace && count > n) {
    throw new ArgumentError(
      "choice",
      `without replacement at most ${n} can be chosen, got shape ${formatShape(shape)}.`,
    );
  }
  const p = options["p"] === undefined ? null : weights(options["p"], n);
  if (replace) return p === null ? anyOf(words, n, shape) : byWeight(words, p, shape);
  const chosen = p === null ? section(order("choice", words, n), 0, 0, count) : byWeightOnce(words, p, count);
  return apply(reshape, [chosen], { shape });
}

function weights(value: unknown, n: number): Node {
  const p = toNode("choice", value);
  if (!isFloat(p.dtype)) {
    throw new DtypeError(
      "choice",
      `p must be floating-point, got ${p.dtype}. Cast it, with cast("float64").`,
    );
  }
  if (p.shape.length !== 1 || p.shape[0] !== n) {
    throw new ShapeError("choice", `p must have shape [${n}], got ${formatShape(p.shape)}.`, [p.shape]);
  }
  return checkedNumbers("choice", p, multinomialRules.p);
}

function anyOf(words: Words, n: number, shape: Shape): Node {
  const drawn = integersBelow("choice", words, shape, constantNode(Math.max(1, n), "float64"));
  return apply(cast, [drawn], { dtype: "int32" });
}

/** Where a part of the sum of the weights, drawn in (0, 1], is reached. */
function byWeight(words: Words, p: Node, shape: Shape): Node {
  if (sizeOf(shape) === 0) return anyOf(words, 1, shape);
  const reached = applyRoutine(cumsum, [p], { axis: -1, reverse: false });
  const total = apply(reshape, [section(reached, 0, (p.shape[0] as number) - 1, 1)], { shape: [] });
  const positive = checkedNumbers("choice", total, totalWeight);
  const u = unit("choice", words, shape, p.dtype as "float64" | "float32");
  const part = apply(mul, [positive, apply(sub, [constantNode(1, p.dtype), u])]);
  return applyRoutine(searchSorted, [reached, part], { right: false, rank: shape.length });
}

function byWeightOnce(words: Words, p: Node, count: number): Node {
  const noise = standardGumbel("choice", words, p.shape, p.dtype as "float64" | "float32");
  const { indices: chosen } = topK(apply(add, [noise, apply(log, [p])]), count, -1);
  const own = checkedNumbers("choice", applyRoutine(take, [p, chosen], { axis: -1, rank: 1 }), {
    least: 0,
    isOpen: true,
    most: Number.MAX_VALUE,
    rule: `without replacement, ${count} weights must be above 0`,
  });
  // What was looked at is what is used.
  return apply(where, [apply(greater, [own, constantNode(0, p.dtype)]), chosen, constantNode(-1, "int32")]);
}
