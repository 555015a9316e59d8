import { DtypeError } from "../error/error.ts";
import { apply, constantNode } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import { stopped } from "../graph/stop-gradient.ts";
import { add } from "../op/add.ts";
import { cast } from "../op/cast.ts";
import { greater, less, lessEqual } from "../op/comparison.ts";
import { concat } from "../op/concat.ts";
import { cumsum } from "../op/cumsum.ts";
import { div } from "../op/div.ts";
import { lgamma } from "../op/lgamma.ts";
import { log } from "../op/log.ts";
import { log1p } from "../op/log1p.ts";
import { logicalNot } from "../op/logical.ts";
import { minimum } from "../op/minimum.ts";
import { mul } from "../op/mul.ts";
import { neg } from "../op/neg.ts";
import { reshape } from "../op/reshape.ts";
import { ceil, floor } from "../op/rounding.ts";
import { sqrt } from "../op/sqrt.ts";
import { sub } from "../op/sub.ts";
import { where } from "../op/where.ts";
import type { Broadcast } from "../shape/broadcast-type.ts";
import type { ShapeOf } from "../shape/operand-type.ts";
import { broadcastShapes, type Shape } from "../shape/shape.ts";
import type { Dims } from "../shape/shape-type.ts";
import { shapeArgument } from "../tensor/argument.ts";
import { floatNode } from "../tensor/convert.ts";
import { wrap } from "../tensor/handle.ts";
import { indexNode } from "../tensor/indexing.ts";
import { applyRoutine } from "../tensor/routines.ts";
import { section } from "../tensor/slices.ts";
import type { Tensor, TensorLike } from "../tensor/tensor.ts";
import { filled } from "../transform/chain.ts";
import { checkedNumbers, unitAt } from "./draw.ts";
import { counters, type Key, splitWords, type Words, wordsArgument } from "./key.ts";
import { categoriesOf, spread } from "./parameters.ts";
import { untilAccepted } from "./rejection.ts";
import { binomialRules, multinomialRules, totalWeight } from "./rules.ts";
import { byTransformedRejection, type Hat } from "./transformed-rejection.ts";

/**
 * How often something of probability `p` happens in `n` trials.
 * @param key - What {@link key} or {@link split} gives. The same key gives the same counts.
 * @param n - Trials, a non-negative integer, or an int32 tensor with one for each count.
 * @param p - From 0 to 1: a number, or a tensor with one for each count.
 * @param shape - By default what `n` and `p` broadcast to.
 * @returns An int32 tensor.
 * @throws {ArgumentError}, {@link DtypeError} or {@link ShapeError} for what is not a key, a shape, integers and floating-point
 *   numbers that broadcast to it; {@link ArgumentError} for trials or probabilities out of their range, at once where they are known, else when
 *   the result is computed.
 * @remarks No derivative passes. Geometric waiting times while n p is at most 10, transformed rejection above. These are numbers of
 *   their own, since those of `jax.random.binomial` do not follow the distribution for many trials. Source: W. Hörmann, The generation of
 *   binomial random variates, 1993, BTRS.
 * @example
 * import { binomial, key } from "@chainrule/autograd/random";
 * binomial(key(42), 10, [0, 0.5, 1]).toArray()[2] // => 10
 */
export function binomial<
  const N extends TensorLike,
  const P extends TensorLike,
  const S extends Dims = Broadcast<ShapeOf<N>, ShapeOf<P>>,
>(key: Key, n: N, p: P, shape?: readonly [...S]): Tensor<S> {
  const words = wordsArgument("binomial", key);
  const [trials, chance] = [integersOf("binomial", n), floatNode("binomial", p)];
  const sizes =
    shape === undefined
      ? broadcastShapes("binomial", trials.shape, chance.shape)
      : shapeArgument("binomial", shape);
  const chances = stopped(spread("binomial", ["p", p, binomialRules.p], chance, sizes));
  const count = binomialNode("binomial", words, trialsIn("binomial", trials, sizes), chances);
  return wrap(apply(cast, [count], { dtype: "int32" }));
}

/**
 * How often each of several things happens in `n` trials.
 * @param key - What {@link key} or {@link split} gives. The same key gives the same counts.
 * @param n - Trials, a non-negative integer, or an int32 tensor with one for each row.
 * @param p - The weight of each thing along the last axis, not negative, of any sum above 0.
 * @param shape - Of the result without its last axis, by default what `n` and `p` without its last axis broadcast to.
 * @returns An int32 tensor, of which each row sums to `n`.
 * @throws {ArgumentError}, {@link DtypeError} or {@link ShapeError} for what is not a key, a shape, integers and floating-point
 *   numbers that broadcast to it; {@link ArgumentError} for trials or weights out of their range, at once where they are known, else when
 *   the result is computed.
 * @remarks No derivative passes. Each count is {@link binomial}, of what the ones before it have left.
 * @example
 * import { key, multinomial } from "@chainrule/autograd/random";
 * multinomial(key(42), 100, [0.2, 0.3, 0.5]).sum().item() // => 100
 */
export function multinomial<const P extends TensorLike>(key: Key, n: number, p: P): Tensor<ShapeOf<P>>;
export function multinomial<const S extends Dims = number[]>(
  key: Key,
  n: TensorLike,
  p: TensorLike,
  shape?: readonly [...S],
): Tensor<[...S, number]>;
export function multinomial(key: Key, n: TensorLike, p: TensorLike, shape?: unknown): never {
  const words = wordsArgument("multinomial", key);
  const [trials, given] = [integersOf("multinomial", n), floatNode("multinomial", p)];
  const size = categoriesOf("multinomial", "p", given);
  const rows =
    shape === undefined
      ? broadcastShapes("multinomial", trials.shape, given.shape.slice(0, -1))
      : shapeArgument("multinomial", shape);
  const weights = stopped(spread("multinomial", ["p", p, multinomialRules.p], given, [...rows, size]));
  const left = applyRoutine(cumsum, [weights], { axis: -1, reverse: true });
  const zero = constantNode(0, weights.dtype);
  const partAt = (x: Node, k: number): Node =>
    apply(reshape, [section(x, rows.length, k, 1)], { shape: rows });
  const total = checkedNumbers("multinomial", partAt(left, 0), totalWeight);
  const shares = apply(where, [apply(lessEqual, [left, zero]), zero, apply(div, [weights, left])]);
  const keys = splitWords(words, size);
  // What was looked at is what is used.
  const isDrawn = apply(greater, [total, zero]);
  let rest = apply(where, [isDrawn, trialsIn("multinomial", trials, rows), constantNode(0, "float64")]);
  const counts = keys.map((own, k) => {
    const count = k === size - 1 ? rest : binomialNode("multinomial", own, rest, partAt(shares, k));
    rest = apply(sub, [rest, count]);
    return apply(reshape, [count], { shape: [...rows, 1] });
  });
  const all = counts.length === 1 ? (counts[0] as Node) : apply(concat, counts, { axis: rows.length });
  return wrap(apply(cast, [all], { dtype: "int32" })) as never;
}

function integersOf(op: string, value: unknown): Node {
  const node = indexNode(op, value);
  if (node.dtype === "int32") return node;
  throw new DtypeError(op, `n must be int32, got ${node.dtype}. Cast it, with cast("int32").`);
}

/** As float64. */
function trialsIn(op: string, n: Node, shape: Shape): Node {
  return apply(cast, [spread(op, ["n", n, binomialRules.n], n, shape)], { dtype: "float64" });
}

/** Counts as float64, in which all is computed. */
function binomialNode(op: string, words: Words, n: Node, given: Node): Node {
  const number = (value: number): Node => constantNode(value, "float64");
  const p = apply(cast, [given], { dtype: "float64" });
  // What is rarer is counted.
  const q = apply(minimum, [p, apply(sub, [number(1), p])]);
  const isFew = apply(lessEqual, [apply(mul, [n, q]), number(10)]);
  const count = apply(where, [
    isFew,
    byWaiting(op, words, n, q, isFew),
    byHat(op, words, n, q, apply(logicalNot, [isFew])),
  ]);
  return apply(where, [apply(less, [p, number(0.5)]), count, apply(sub, [n, count])]);
}

/** How many waiting times fit into the trials. */
function byWaiting(op: string, words: Words, n: Node, q: Node, isFew: Node): Node {
  const counter = counters(op, n.shape);
  const rate = apply(log1p, [apply(neg, [q])]);
  const first = [filled(-1, n), filled(0, n)];
  const [count] = untilAccepted(words, isFew, first, (key, [k, waited]) => {
    const [next, drawing] = splitWords(key, 2) as [Words, Words];
    const u = unitAt(drawing, counter, "float64");
    const time = apply(ceil, [apply(div, [apply(log, [u]), rate])]);
    const sum = apply(add, [waited as Node, time]);
    const more = apply(add, [k as Node, constantNode(1, "float64")]);
    return { next, isOpen: apply(lessEqual, [sum, n]), values: [more, sum] };
  }) as [Node];
  return count;
}

function byHat(op: string, words: Words, n: Node, given: Node, isMany: Node): Node {
  const number = (value: number): Node => constantNode(value, "float64");
  // Any distribution that the algorithm is for, where it is not asked.
  const trials = apply(where, [isMany, n, number(1000)]);
  const q = apply(where, [isMany, given, number(0.5)]);
  const other = apply(sub, [number(1), q]);
  const mean = apply(mul, [trials, q]);
  const deviation = apply(sqrt, [apply(mul, [mean, other])]);
  const b = apply(add, [apply(mul, [deviation, number(2.53)]), number(1.15)]);
  const center = apply(add, [mean, number(0.5)]);
  const odds = apply(log, [apply(div, [q, other])]);
  const mode = apply(floor, [apply(mul, [apply(add, [trials, number(1)]), q])]);
  const ways = (k: Node): Node => {
    const rest = apply(sub, [trials, k]);
    const [one, another] = [k, rest].map((x) => apply(lgamma, [apply(add, [x, number(1)])])) as [Node, Node];
    return apply(add, [one, another]);
  };
  const most = ways(mode);
  const hat: Hat = {
    a: apply(add, [
      apply(sub, [apply(mul, [b, number(0.0248)]), number(0.0873)]),
      apply(mul, [q, number(0.01)]),
    ]),
    b,
    limit: apply(sub, [number(0.92), apply(div, [number(4.2), b])]),
    height: apply(mul, [apply(add, [apply(div, [number(5.1), b]), number(2.83)]), deviation]),
    moved: (x) => apply(add, [x, center]),
    logProbability: (k) =>
      apply(add, [apply(sub, [most, ways(k)]), apply(mul, [apply(sub, [k, mode]), odds])]),
    isOut: (k) => apply(less, [trials, k]),
  };
  return byTransformedRejection(op, words, isMany, hat, "float64");
}
