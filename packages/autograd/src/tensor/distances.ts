/** Norms, and what vectors have to do with each other, as graphs. */

import { describe } from "../error/describe.ts";
import { ArgumentError, ShapeError } from "../error/error.ts";
import { apply, constantNode } from "../graph/build.ts";
import { graphBuilder as b } from "../graph/graph-builder.ts";
import type { Node } from "../graph/node.ts";
import { abs } from "../op/abs.ts";
import { cast } from "../op/cast.ts";
import { equal, notEqual } from "../op/comparison.ts";
import { div } from "../op/div.ts";
import { numericDtype } from "../op/dtype-rule.ts";
import { stopGradient } from "../op/leaf.ts";
import { logicalOr } from "../op/logical.ts";
import { max, min } from "../op/max.ts";
import { maximum } from "../op/maximum.ts";
import { mul } from "../op/mul.ts";
import { norm } from "../op/norm.ts";
import { pow } from "../op/pow.ts";
import { requireElements } from "../op/reduction.ts";
import { reshape } from "../op/reshape.ts";
import { sub } from "../op/sub.ts";
import { broadcastTo, sum } from "../op/sum.ts";
import { where } from "../op/where.ts";
import { formatShape, normalizeAxis, sizeOf } from "../shape/shape.ts";
import { finiteArgument, numberArgument, optionsArgument } from "./argument.ts";

export function cosineSimilarity(x1: Node, x2: Node, axis: unknown, options: unknown): Node {
  numericDtype("cosineSimilarity", "floats", [x1.dtype, x2.dtype]);
  const { epsilon = 1e-8 } = optionsArgument("cosineSimilarity", options, ["epsilon"]);
  const least = finiteArgument("cosineSimilarity", "epsilon", epsilon);
  const product = apply(mul, [x1, x2]);
  const axes = [normalizeAxis("cosineSimilarity", axis as number, product.shape.length)];
  // Each by its own length, which is that of what it broadcasts to, so that nothing overflows.
  const unit = (x: Node): Node => {
    const wide = b(broadcastTo, x, { shape: product.shape });
    return b(div, wide, b(maximum, b(norm, wide, { axes, keepDims: true }), b.constant(least, x)));
  };
  return b(sum, b(mul, unit(x1), unit(x2)), { axes, keepDims: false });
}

/** From each row of one to each row of the other. */
export function distancesBetweenRows(x1: Node, x2: Node, options: unknown): Node {
  numericDtype("cdist", "floats", [x1.dtype, x2.dtype]);
  const { p = 2 } = optionsArgument("cdist", options, ["p"]);
  const order = orderArgument("cdist", "p", p);
  const [from, to] = [x1.shape, x2.shape];
  if (from.length < 2 || to.length < 2 || from.at(-1) !== to.at(-1)) {
    throw new ShapeError(
      "cdist",
      `both must have rows of one length, got x1 ${formatShape(from)} and x2 ${formatShape(to)}.`,
      [from, to],
    );
  }
  const left = apply(reshape, [x1], { shape: [...from.slice(0, -1), 1, from.at(-1) as number] });
  const right = apply(reshape, [x2], { shape: [...to.slice(0, -2), 1, ...to.slice(-2)] });
  const difference = apply(sub, [left, right]);
  return normOver("cdist", difference, order, [difference.shape.length - 1], false);
}

/** A number from 0 on, or an infinity. */
export function orderArgument(op: string, name: string, order: unknown): number {
  const number = numberArgument(op, name, order);
  if (number >= 0 || number === -Infinity) return number;
  throw new ArgumentError(
    op,
    `${name} must be a number from 0 on, Infinity or -Infinity, got ${describe(order)}.`,
  );
}

/** The p-norm of all elements along axes: of order 0 their number, but for zeros. */
export function normOver(
  op: string,
  x: Node,
  order: number,
  axes: readonly number[],
  keepDims: boolean,
): Node {
  const attributes = { axes, keepDims };
  if (order === 2) return b(norm, x, attributes);
  const size = b(abs, x);
  if (order === 1) return b(sum, size, attributes);
  const zero = b.constant(0, x);
  if (order === 0) return b(sum, b(cast, b(notEqual, x, zero), { dtype: x.dtype }), attributes);
  if (order === -Infinity) {
    requireElements(op, x.shape, axes);
    return b(min, size, attributes);
  }
  if (sizeOf(axes.map((axis) => x.shape[axis] as number)) === 0) return b(sum, size, attributes);
  if (order === Infinity) return b(max, size, attributes);
  // Scaled so that no power overflows; neither the norm nor its slope depends on the scale.
  const largest = apply(stopGradient, [b(max, size, { axes, keepDims: true })]);
  const isPlain = b(logicalOr, b(equal, largest, zero), b(equal, largest, b.constant(Infinity, x)));
  const scale = b(where, isPlain, b.constant(1, x), largest);
  const powers = b(pow, b(div, size, scale), constantNode(order, x.dtype));
  const root = b(pow, b(sum, powers, { axes, keepDims: true }), constantNode(1 / order, x.dtype));
  const scaled = b(mul, scale, root);
  return keepDims ? scaled : apply(reshape, [scaled], { shape: b.shapeOf(b(sum, size, attributes)) });
}
