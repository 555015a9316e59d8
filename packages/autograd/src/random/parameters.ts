/** Parameters of distributions, as functions are given them. */

import { ShapeError } from "../error/error.ts";
import { apply } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import { commonDtype } from "../op/dtype-rule.ts";
import { broadcastTo } from "../op/sum.ts";
import { broadcastShapes, formatShape, type Shape } from "../shape/shape.ts";
import { shapeArgument } from "../tensor/argument.ts";
import { operandList } from "../tensor/convert.ts";
import { checkedNumbers, floatDtype, type Rule, requireBroadcasts } from "./draw.ts";

/** What was given for a parameter, by its name, and what it has to be. */
export type Parameter = readonly [name: string, value: unknown, rule: Rule];

/** How many categories there are along the last axis of a parameter, at least one. */
export function categoriesOf(op: string, name: string, { shape }: Node): number {
  const size = shape.at(-1) ?? 0;
  if (size > 0) return size;
  throw new ShapeError(op, `${name} must have categories, got shape ${formatShape(shape)}.`, [shape]);
}

/** Parameters of what is drawn, known to be what they have to be, in the shape that is asked for or that they broadcast to. */
export function parameters(op: string, given: readonly Parameter[], shape: unknown): Node[] {
  const nodes = operandList(
    op,
    given.map(([, value]) => value),
  );
  for (const { dtype } of nodes) floatDtype(op, dtype, []);
  commonDtype(
    op,
    nodes.map(({ dtype }) => dtype),
  );
  const sizes =
    shape === undefined
      ? nodes.reduce<Shape>((all, node) => broadcastShapes(op, all, node.shape), [])
      : shapeArgument(op, shape);
  return nodes.map((node, k) => spread(op, given[k] as Parameter, node, sizes));
}

/** A parameter, known to be what it has to be, in a shape. */
export function spread(op: string, [name, , rule]: Parameter, node: Node, shape: Shape): Node {
  requireBroadcasts(op, name, node, shape);
  return apply(broadcastTo, [checkedNumbers(op, node, rule)], { shape });
}
