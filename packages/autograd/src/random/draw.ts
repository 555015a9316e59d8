/** What draws are made of: numbers between 0 and 1, options, checks. */

import { describe } from "../error/describe.ts";
import { DtypeError, ShapeError } from "../error/error.ts";
import { apply, constantNode } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import { add } from "../op/add.ts";
import { bitwiseAnd, bitwiseOr } from "../op/bitwise.ts";
import { cast } from "../op/cast.ts";
import { type CheckedNumberAttributes, checkedNumber, isInRange, outOfRule } from "../op/checked-number.ts";
import { erfinv } from "../op/erfinv.ts";
import { mul } from "../op/mul.ts";
import { leftShift, unsignedRightShift } from "../op/shift.ts";
import { sub } from "../op/sub.ts";
import { threefryBits, threefryHigh, threefryLow } from "../op/threefry.ts";
import { type DType, type FloatDType, isFloat } from "../shape/dtype.ts";
import { broadcastsTo, formatShape, indexOf, type Shape } from "../shape/shape.ts";
import { dtypeArgument, finiteArgument } from "../tensor/argument.ts";
import { operand } from "../tensor/convert.ts";
import { isHolder } from "../tensor/holder.ts";
import { applyRoutine } from "../tensor/routines.ts";
import { counters, type Words } from "./key.ts";

/** The dtype that is asked for, or that of the first of some options that is a tensor, or float64. */
export function floatDtype(op: string, dtype: unknown, options: readonly unknown[]): FloatDType {
  const asked = dtype ?? options.find(isHolder)?.node.dtype ?? "float64";
  const type = dtypeArgument(op, asked);
  if (!isFloat(type))
    throw new DtypeError(op, `dtype must be "float64" or "float32", got ${describe(asked)}.`);
  return type;
}

/** An option that is a number or a tensor and goes with every number drawn; known to follow its rule, if it has one. */
export function moment(op: string, [name, value, rule]: Given, beside: Node): Node {
  if (typeof value === "number") {
    const number = operand(op, finiteArgument(op, name, value), beside);
    return rule === undefined ? number : numbersByRule(op, number, rule, value);
  }
  const node = operand(op, value, beside);
  if (node.dtype !== beside.dtype) {
    throw new DtypeError(
      op,
      `${name} must have dtype ${beside.dtype}, got ${node.dtype}. Cast it, with cast("${beside.dtype}").`,
    );
  }
  requireBroadcasts(op, name, node, beside.shape);
  return rule === undefined ? node : checkedNumbers(op, node, rule);
}

/** Requires one number for each of those drawn, or fewer for all. */
export function requireBroadcasts(op: string, name: string, node: Node, shape: Shape): void {
  if (broadcastsTo(node.shape, shape)) return;
  throw new ShapeError(
    op,
    `${name} must broadcast to the shape, got ${formatShape(node.shape)} for ${formatShape(shape)}.`,
    [node.shape, shape],
  );
}

/** Numbers in [0, 1), as many as the shape says. */
export function unit(op: string, words: Words, shape: Shape, dtype: FloatDType): Node {
  return unitAt(words, counters(op, shape), dtype);
}

/** Numbers in [0, 1), of a key or several: the upper 52 of 64 random bits (float32: 23 of 32) behind the point. */
export function unitAt(words: Words, counter: Node, dtype: FloatDType): Node {
  if (dtype === "float32") {
    return scaled(shifted(unsignedRightShift, apply(threefryBits, [...words, counter]), 9), dtype, 23);
  }
  const high = apply(threefryHigh, [...words, counter]);
  const low = apply(threefryLow, [...words, counter]);
  // Halves of 26 bits, since the conversion takes words for signed.
  const leading = shifted(unsignedRightShift, high, 6);
  const rest = shifted(leftShift, apply(bitwiseAnd, [high, constantNode(63, "int32")]), 20);
  const trailing = apply(bitwiseOr, [rest, shifted(unsignedRightShift, low, 12)]);
  return apply(add, [scaled(leading, dtype, 26), scaled(trailing, dtype, 52)]);
}

function shifted(op: typeof leftShift, x: Node, bits: number): Node {
  return apply(op, [x, constantNode(bits, "int32")]);
}

/** Of an integer, so many bits behind the point. */
function scaled(x: Node, dtype: FloatDType, bits: number): Node {
  return apply(mul, [apply(cast, [x], { dtype }), constantNode(2 ** -bits, dtype)]);
}

/** The smallest normal number, in place of a 0 that has no logarithm. */
export const leastNormal: Readonly<Record<FloatDType, number>> = { float64: 2 ** -1022, float32: 2 ** -126 };

/** The number after -1. */
const lowest = { float64: -(1 - 2 ** -53), float32: -(1 - 2 ** -24) } as const;

/** Numbers in (-1, 1), of {@link unitAt}. */
export function signedUnitAt(words: Words, counter: Node, dtype: FloatDType): Node {
  const doubled = apply(mul, [unitAt(words, counter, dtype), constantNode(2, dtype)]);
  return apply(add, [doubled, constantNode(lowest[dtype], dtype)]);
}

/** Normally distributed numbers, of a key or several. */
export function normalAt(words: Words, counter: Node, dtype: FloatDType): Node {
  const u = signedUnitAt(words, counter, dtype);
  return apply(mul, [apply(erfinv, [u]), constantNode(Math.SQRT2, dtype)]);
}

/** A name, what was given for it, undefined for nothing, and what it has to be. */
export type Given = readonly [name: string, value: unknown, rule?: Rule];

/** Numbers of a standard distribution, stretched and moved. */
export function placed(op: string, standard: Node, location: Given, scale: Given): Node {
  let z = standard;
  if (scale[1] !== undefined) z = apply(mul, [z, moment(op, scale, z)]);
  if (location[1] !== undefined) z = apply(add, [z, moment(op, location, z)]);
  return z;
}

/** What numbers have to be. */
export type Rule = Omit<CheckedNumberAttributes, "rank" | "caller">;

/** The same as {@link checkedNumbers}; a plain number is looked at now, and never again. */
export function numbersByRule(op: string, x: Node, rule: Rule, given: unknown): Node {
  if (typeof given !== "number") return checkedNumbers(op, x, rule);
  requireByRule(op, given, rule, x.dtype);
  return x;
}

/** high - low, known to follow a rule. */
export function widthBetween(
  op: string,
  [low, high]: readonly [unknown, unknown],
  [from, to]: readonly [Node, Node],
  rule: Rule,
): Node {
  const given = typeof low === "number" && typeof high === "number" ? high - low : undefined;
  return numbersByRule(op, apply(sub, [to, from]), rule, given);
}

/** Refuses a number that does not follow a rule, among those of a dtype. */
export function requireByRule(op: string, value: number, rule: Rule, dtype: DType): void {
  const rounded = dtype === "float32" ? Math.fround(value) : value;
  if (!isInRange(rounded, rule)) throw outOfRule({ index: [], value: rounded }, { ...rule, caller: op });
}

/** Numbers that are known to follow a rule: refused at once where they are known not to, else when something is computed of them. */
export function checkedNumbers(op: string, x: Node, own: Rule): Node {
  const { least, isOpen, most, rule } = own;
  const attributes = { least, isOpen, most, rule, rank: x.shape.length, caller: op };
  if (x.value !== null) {
    const wrong = x.value.findIndex((value) => !isInRange(value, own));
    if (wrong >= 0)
      throw outOfRule({ index: indexOf(wrong, x.shape), value: x.value[wrong] as number }, attributes);
  }
  return applyRoutine(checkedNumber, [x], attributes);
}
