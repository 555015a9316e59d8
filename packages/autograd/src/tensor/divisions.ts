/** Divisions with a rest, as graphs. */

import { graphBuilder as b } from "../graph/graph-builder.ts";
import type { Node } from "../graph/node.ts";
import { add } from "../op/add.ts";
import { cast } from "../op/cast.ts";
import { equal, less, notEqual } from "../op/comparison.ts";
import { div } from "../op/div.ts";
import { numericDtype } from "../op/dtype-rule.ts";
import { fmod as fmodOp } from "../op/fmod.ts";
import { logicalAnd, logicalXor } from "../op/logical.ts";
import { neg } from "../op/neg.ts";
import { floor, round } from "../op/rounding.ts";
import { sub } from "../op/sub.ts";
import { broadcastTo } from "../op/sum.ts";
import { where } from "../op/where.ts";
import { broadcastShapes } from "../shape/shape.ts";
import { operands } from "./convert.ts";
import { applyRoutine } from "./routines.ts";

export function fmod(op: string, x: unknown, y: unknown): Node {
  return wholly(op, x, y, (a, divisor) => rest(a, divisor));
}

export function remainder(op: string, x: unknown, y: unknown): Node {
  return wholly(op, x, y, (a, divisor) => {
    const left = rest(a, divisor);
    const zero = b.constant(0, left);
    // A rest of 0 has the sign of the divisor as well: a sum with 0 is +0.
    const exact = b(where, b(less, divisor, zero), b(neg, b(add, b(neg, left), zero)), b(add, left, zero));
    return b(where, isBeyond(left, divisor), b(add, left, divisor), exact);
  });
}

export function floorDivide(op: string, x: unknown, y: unknown): Node {
  return wholly(op, x, y, (a, divisor) => {
    const left = rest(a, divisor);
    // What is left to divide is a multiple of the divisor, so that nothing but the last bit is rounded off.
    const quotient = b(round, b(div, b(sub, a, left), divisor));
    const below = b(where, isBeyond(left, divisor), b.constant(-1, a), b.constant(0, a));
    const isZero = b(equal, divisor, b.constant(0, divisor));
    return b(where, isZero, b(floor, b(div, a, divisor)), b(add, quotient, below));
  });
}

/** With the sign of what is divided. */
function rest(a: Node, divisor: Node): Node {
  return applyRoutine(fmodOp, [a, divisor], { rank: a.shape.length });
}

/** Whether something is left over whose sign is not that of the divisor. */
function isBeyond(left: Node, divisor: Node): Node {
  const zero = b.constant(0, left);
  return b(logicalAnd, b(notEqual, left, zero), b(logicalXor, b(less, left, zero), b(less, divisor, zero)));
}

/** Of both arguments in their common shape. Integers are divided as float64, which holds them; by 0 they give 0. */
function wholly(op: string, x: unknown, y: unknown, divide: (a: Node, divisor: Node) => Node): Node {
  const given = operands(op, x, y);
  const dtype = numericDtype(
    op,
    "numbers",
    given.map((node) => node.dtype),
  );
  const shape = broadcastShapes(op, given[0].shape, given[1].shape);
  const [a, divisor] = given.map((node) => b(broadcastTo, node, { shape })) as [Node, Node];
  if (dtype !== "int32") return divide(a, divisor);
  const [wide, by] = [b(cast, a, { dtype: "float64" }), b(cast, divisor, { dtype: "float64" })];
  const zero = b.constant(0, by);
  const result = b(where, b(equal, by, zero), zero, divide(wide, by));
  // The least number by -1 is out of range, and wraps around.
  const isWithin = b(less, result, b.constant(2 ** 31, result));
  const wrapped = b(where, isWithin, result, b(sub, result, b.constant(2 ** 32, result)));
  return b(cast, wrapped, { dtype: "int32" });
}
