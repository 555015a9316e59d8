/** What the methods of tensors do, by name: functions from the receiver's node and the arguments to a node. */

import { apply, applyBinary, applyUnary } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import { stopped } from "../graph/stop-gradient.ts";
import { argmax } from "../op/arg-extremum.ts";
import { clip } from "../op/clip.ts";
import { cumsum } from "../op/cumsum.ts";
import type { Operation } from "../op/definition.ts";
import { logsumexp as logsumexpOp } from "../op/logsumexp.ts";
import { max as maxOp, min as minOp } from "../op/max.ts";
import { maximum } from "../op/maximum.ts";
import { norm as normOp } from "../op/norm.ts";
import { prod as prodOp } from "../op/prod.ts";
import { sum as sumOp } from "../op/sum.ts";
import { where } from "../op/where.ts";
import * as contractions from "./contractions.ts";
import { beside, operand, operandList } from "./convert.ts";
import { all, any } from "./counts.ts";
import { cumulative } from "./cumulatives.ts";
import { rectified } from "./elementwise.ts";
import { elementwiseMethods } from "./elementwise-methods.ts";
import { at } from "./gathering.ts";
import { take } from "./indexing.ts";
import { split } from "./joins.ts";
import * as movements from "./movements.ts";
import * as reductions from "./reductions.ts";
import { slice } from "./slices.ts";
import { argExtremum, sort } from "./sorting.ts";

export type Method = (x: Node, first: unknown, second: unknown) => Node;

const elementwise: Readonly<Record<string, Method>> = Object.fromEntries(
  elementwiseMethods.map((op) => [op.name, op.arity === 1 ? unary(op) : binary(op)]),
);

export const methods: Readonly<Record<string, Method>> = {
  ...elementwise,

  where: (condition, whenTrue, whenFalse) => {
    const [a, b] = operandList("where", [whenTrue, whenFalse]) as [Node, Node];
    return apply(where, [condition, a, b]);
  },
  clip: (x, low, high) => apply(clip, [x, operand("clip", low, x), operand("clip", high, x)]),

  sum: (x, axes, options) => reductions.reduce(sumOp, x, axes, options),
  max: (x, axes, options) => reductions.reduce(maxOp, x, axes, options),
  min: (x, axes, options) => reductions.reduce(minOp, x, axes, options),
  prod: (x, axes, options) => reductions.reduce(prodOp, x, axes, options),
  logsumexp: (x, axes, options) => reductions.reduce(logsumexpOp, x, axes, options),
  norm: (x, axes, options) => reductions.reduce(normOp, x, axes, options),
  mean: reductions.mean,
  var: (x, axes, options) => reductions.variance("var", x, axes, options),
  std: reductions.std,
  softmax: reductions.softmax,
  logSoftmax: reductions.logSoftmax,

  any,
  all,
  argmax: (x, axis, options) => argExtremum(argmax, reductions.counted(x, "int32"), axis, options),
  cumsum: (x, axis, options) => cumulative(cumsum, reductions.counted(x, "int32"), axis ?? 0, options),
  sort: (x, axis, options) => sort(x, axis ?? -1, options),
  take: (x, indices, axis) => take(x, indices, axis ?? 0),

  reshape: movements.reshape,
  transpose: movements.transpose,
  permute: movements.permute,
  expandDims: movements.expandDims,
  squeeze: movements.squeeze,
  broadcastTo: movements.broadcastTo,
  flip: movements.flip,
  slice,
  pad: movements.pad,

  matmul: withOther("matmul", contractions.matmul),
  dot: withOther("dot", contractions.dot),
  outer: withOther("outer", contractions.outer),

  cast: movements.cast,
  stopGradient: (x) => stopped(x),
  detach: (x) => stopped(x),
};

export const atMethod: (x: Node, places: readonly unknown[]) => Node = (x, places) => at("at", x, places);
export const splitMethod: (x: Node, sections: unknown, axis: unknown) => Node[] = split;

function unary(op: Operation): Method {
  return (x) => applyUnary(op, x);
}

function withOther(name: string, apply: (x: Node, other: Node) => Node): Method {
  return (x, given) => {
    const other = operand(name, given, x);
    return apply(beside(x, other), other);
  };
}

function binary(op: Operation): Method {
  const { name } = op;
  const applied = withOther(name, (x, other) => applyBinary(op, x, other));
  return op === maximum
    ? (x, other) => (Object.is(other, 0) ? rectified(x) : null) ?? applied(x, other, undefined)
    : applied;
}
