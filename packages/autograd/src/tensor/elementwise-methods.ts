import { abs } from "../op/abs.ts";
import { add } from "../op/add.ts";
import { equal, greater, greaterEqual, less, lessEqual, notEqual } from "../op/comparison.ts";
import type { PlainOperation } from "../op/definition.ts";
import { div } from "../op/div.ts";
import { erf } from "../op/erf.ts";
import { exp } from "../op/exp.ts";
import { expm1 } from "../op/expm1.ts";
import { log } from "../op/log.ts";
import { log1p } from "../op/log1p.ts";
import { logicalAnd, logicalNot, logicalOr, logicalXor } from "../op/logical.ts";
import { maximum } from "../op/maximum.ts";
import { minimum } from "../op/minimum.ts";
import { mul } from "../op/mul.ts";
import { neg } from "../op/neg.ts";
import { pow } from "../op/pow.ts";
import { reciprocal } from "../op/reciprocal.ts";
import { relu } from "../op/relu.ts";
import { ceil, floor, round } from "../op/rounding.ts";
import { sigmoid } from "../op/sigmoid.ts";
import { sign } from "../op/sign.ts";
import { cos, sin } from "../op/sin.ts";
import { softplus } from "../op/softplus.ts";
import { sqrt } from "../op/sqrt.ts";
import { square } from "../op/square.ts";
import { sub } from "../op/sub.ts";
import { tan } from "../op/tan.ts";
import { tanh } from "../op/tanh.ts";

/**
 * The elementwise operations that are methods of tensors too: those that NumPy and PyTorch have as methods, and that occur
 * often. All others are functions alone, so that bundles do not grow with the number of operations.
 */
export const elementwiseMethods: readonly PlainOperation[] = [
  abs,
  add,
  ceil,
  cos,
  div,
  equal,
  erf,
  exp,
  expm1,
  floor,
  greater,
  greaterEqual,
  less,
  lessEqual,
  log,
  log1p,
  logicalAnd,
  logicalNot,
  logicalOr,
  logicalXor,
  maximum,
  minimum,
  mul,
  neg,
  notEqual,
  pow,
  reciprocal,
  relu,
  round,
  sigmoid,
  sign,
  sin,
  softplus,
  sqrt,
  square,
  sub,
  tan,
  tanh,
];
