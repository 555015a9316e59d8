/** How the generated functions of elementwise operations work. */
import { apply } from "../../graph/build.ts";
import type { Operation } from "../../op/definition.ts";
import type { Dims } from "../../shape/shape-type.ts";
import { toNode } from "../convert.ts";
import { binaryNode } from "../elementwise.ts";
import { wrap, wrapMask } from "../handle.ts";
import type { Mask, Tensor, TensorLike } from "../tensor.ts";

export function unary<S extends Dims>(op: Operation, x: TensorLike): Tensor<S> {
  return wrap(apply(op, [toNode(op.name, x)]));
}

export function binary<S extends Dims>(op: Operation, a: unknown, b: unknown): Tensor<S> {
  return wrap(binaryNode(op, a, b));
}

export function unaryMask<S extends Dims>(op: Operation, x: TensorLike): Mask<S> {
  return wrapMask(apply(op, [toNode(op.name, x)]));
}

export function binaryMask<S extends Dims>(op: Operation, a: unknown, b: unknown): Mask<S> {
  return wrapMask(binaryNode(op, a, b));
}
