import { apply, constantNode } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import { abs } from "../op/abs.ts";
import { add } from "../op/add.ts";
import { cast } from "../op/cast.ts";
import { greaterEqual, less, lessEqual } from "../op/comparison.ts";
import { div } from "../op/div.ts";
import { log } from "../op/log.ts";
import { logicalAnd, logicalNot, logicalOr } from "../op/logical.ts";
import { mul } from "../op/mul.ts";
import { floor } from "../op/rounding.ts";
import { sub } from "../op/sub.ts";
import type { FloatDType } from "../shape/dtype.ts";
import { filled } from "../transform/chain.ts";
import { unitAt } from "./draw.ts";
import { counters, splitWords, type Words } from "./key.ts";
import { untilAccepted } from "./rejection.ts";

/** A distribution of counts under its hat, in the letters of the papers: float64 nodes, one number for each count. */
export interface Hat {
  readonly a: Node;
  readonly b: Node;
  /** Up to here v is accepted at once, where u is not near an end. */
  readonly limit: Node;
  /** What v is multiplied with, beside the hat, to be compared with the probability. */
  readonly height: Node;
  /** Where the middle of the hat is moved to. */
  readonly moved: (x: Node) => Node;
  /** The logarithm of the probability of a count, but for what `height` has of it. */
  readonly logProbability: (k: Node) => Node;
  /** Whether a count that is not negative is out of the question all the same. */
  readonly isOut: (k: Node, rest: Node, v: Node) => Node;
}

/**
 * Counts by transformed rejection: the inverse of the hat's distribution function at a uniform number, accepted or not by another.
 * Source: W. Hörmann, The transformed rejection method for generating Poisson random variables, 1993, PTRS; The generation of binomial
 * random variates, 1993, BTRS.
 * @param isAsked - Where there is something to draw.
 * @param dtype - Of the uniform numbers; all else is computed in float64, since it is small differences of large numbers that decide.
 */
export function byTransformedRejection(
  op: string,
  words: Words,
  isAsked: Node,
  { a, b, limit, height, moved, logProbability, isOut }: Hat,
  dtype: FloatDType,
): Node {
  const number = (value: number): Node => constantNode(value, "float64");
  const counter = counters(op, isAsked.shape);
  const [count] = untilAccepted(words, isAsked, [filled(0, a)], (key) => {
    const [next, forU, forV] = splitWords(key, 3) as [Words, Words, Words];
    const [drawn, v] = [forU, forV].map((own) =>
      apply(cast, [unitAt(own, counter, dtype)], { dtype: "float64" }),
    ) as [Node, Node];
    const u = apply(sub, [drawn, number(0.5)]);
    const rest = apply(sub, [number(0.5), apply(abs, [u])]);
    const steep = apply(add, [apply(div, [apply(mul, [a, number(2)]), rest]), b]);
    const k = apply(floor, [moved(apply(mul, [steep, u]))]);
    const hat = apply(add, [apply(div, [a, apply(mul, [rest, rest])]), b]);
    const tried = apply(log, [apply(div, [apply(mul, [v, height]), hat])]);
    const isQuick = apply(logicalAnd, [
      apply(greaterEqual, [rest, number(0.07)]),
      apply(lessEqual, [v, limit]),
    ]);
    const isImpossible = apply(logicalOr, [apply(less, [k, number(0)]), isOut(k, rest, v)]);
    const isBelow = apply(lessEqual, [tried, logProbability(k)]);
    const isAccepted = apply(logicalAnd, [apply(logicalNot, [isImpossible]), isBelow]);
    const isOpen = apply(logicalNot, [apply(logicalOr, [isQuick, isAccepted])]);
    return { next, isOpen, values: [k] };
  }) as [Node];
  return count;
}
