import * as arithmetic from "../op/arithmetic.ts";
import type { Builder } from "../op/builder.ts";
import * as comparison from "../op/comparison.ts";
import { matmul } from "../op/contraction.ts";
import { cast } from "../op/conversion.ts";
import * as elementary from "../op/elementary.ts";
import * as movement from "../op/movement.ts";
import * as reduce from "../op/reduce.ts";
import { where } from "../op/select.ts";
import { sigmoid } from "../op/special.ts";
import { operationNamed } from "../op/table.ts";
import { isFloat } from "../shape/dtype.ts";
import { type Shape, sameShape, stretchedAxes } from "../shape/shape.ts";
import { apply, applyBinary, applyUnary, constantNode, isConstant } from "./build.ts";
import type { Node } from "./node.ts";

/** A builder whose values are nodes, which also tells constants from what is computed. */
export interface GraphBuilder extends Builder<Node> {
  /** The value of a constant of the structure; null of any other node. */
  constantOf(x: Node): number | null;
}

/** Rules run on this builder give graphs. It leaves out movements that move nothing. */
export const graphBuilder: GraphBuilder = {
  constantOf: (x) => (isConstant(x) ? (x.attributes["value"] as number) : null),
  shapeOf: (x) => x.shape,
  constant: (value, like) => constantNode(value, like.dtype),

  add: (a, b) => applyBinary(arithmetic.add, a, b),
  sub: (a, b) => applyBinary(arithmetic.sub, a, b),
  mul: (a, b) => applyBinary(arithmetic.mul, a, b),
  div: (a, b) => applyBinary(arithmetic.div, a, b),
  neg: (a) => applyUnary(arithmetic.neg, a),
  pow: (a, b) => applyBinary(arithmetic.pow, a, b),
  strongMul: (a, b) => applyBinary(arithmetic.strongMul, a, b),
  exp: (x) => applyUnary(elementary.exp, x),
  log: (x) => applyUnary(elementary.log, x),
  sin: (x) => applyUnary(elementary.sin, x),
  cos: (x) => applyUnary(elementary.cos, x),
  sqrt: (x) => applyUnary(elementary.sqrt, x),
  square: (x) => applyUnary(arithmetic.square, x),
  reciprocal: (x) => applyUnary(arithmetic.reciprocal, x),
  sigmoid: (x) => applyUnary(sigmoid, x),
  sign: (x) => applyUnary(arithmetic.sign, x),
  abs: (x) => applyUnary(arithmetic.abs, x),

  equal: (a, b) => applyBinary(comparison.equal, a, b),
  notEqual: (a, b) => applyBinary(comparison.notEqual, a, b),
  less: (a, b) => applyBinary(comparison.less, a, b),
  lessEqual: (a, b) => applyBinary(comparison.lessEqual, a, b),
  greater: (a, b) => applyBinary(comparison.greater, a, b),
  greaterEqual: (a, b) => applyBinary(comparison.greaterEqual, a, b),
  logicalAnd: (a, b) => applyBinary(comparison.logicalAnd, a, b),
  where: (condition, a, b) => apply(where, [condition, a, b]),

  sum: (x, axes) => (axes.length === 0 ? x : apply(reduce.sum, [x], { axes, keepDims: true })),
  max: (x, axes) => (axes.length === 0 ? x : apply(reduce.max, [x], { axes, keepDims: true })),
  prod: (x, axes) => (axes.length === 0 ? x : apply(reduce.prod, [x], { axes, keepDims: true })),
  reshape: (x, shape) => (sameShape(x.shape, shape) ? x : apply(movement.reshape, [x], { shape })),
  broadcastTo: (x, shape) => (sameShape(x.shape, shape) ? x : apply(movement.broadcastTo, [x], { shape })),
  permute: (x, axes) => (axes.every((axis, k) => axis === k) ? x : apply(movement.permute, [x], { axes })),
  slice: (x, starts, sizes, steps) =>
    sameShape(x.shape, sizes) ? x : apply(movement.slice, [x], { starts, sizes, steps }),
  flip: (x, axes) => (axes.length === 0 ? x : apply(movement.flip, [x], { axes })),
  pad: (x, low, high, interior) =>
    low.every((n, k) => n === 0 && high[k] === 0 && (interior[k] === 0 || (x.shape[k] as number) < 2))
      ? x
      : apply(movement.pad, [x], { low, high, interior }),
  concat: (parts, axis) =>
    parts.length === 1 ? (parts[0] as Node) : apply(movement.concat, parts, { axis }),
  matmul: (a, b) => applyBinary(matmul, a, b),
  sumTo,
  cast: (x, dtype) => (x.dtype === dtype ? x : apply(cast, [x], { dtype })),

  apply: (name, ...inputs) => apply(operationNamed(name), inputs),
};

function sumTo(x: Node, shape: Shape): Node {
  if (sameShape(x.shape, shape)) return x;
  const axes = stretchedAxes(shape, x.shape);
  return graphBuilder.reshape(graphBuilder.sum(x, axes), shape);
}

/** A composite written out in other operations. */
export function expand(node: Node): Node {
  const meaning = node.op.meaning;
  if (meaning.kind !== "composite") throw new TypeError(`${node.op.name} is not a composite`);
  return meaning.expand(graphBuilder, node.inputs, node.attributes);
}

/** Whether derivatives pass through values of this node's dtype. */
export function carriesDerivative(node: Node): boolean {
  return isFloat(node.dtype);
}
