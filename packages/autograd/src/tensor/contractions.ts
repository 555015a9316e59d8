/** Products of vectors, matrices and batches of them, as graphs. */

import { ShapeError } from "../error/error.ts";
import { apply, applyBinary } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import { numericDtype } from "../op/dtype-rule.ts";
import { matmul as matmulOp } from "../op/matmul.ts";
import { mul } from "../op/mul.ts";
import { reshape } from "../op/reshape.ts";
import { sum } from "../op/sum.ts";
import { formatShape, requireSize, type Shape } from "../shape/shape.ts";

export function matmul(a: Node, b: Node): Node {
  const [left, right] = [a.shape, b.shape];
  if (left.length >= 2 && right.length >= 2) return applyBinary(matmulOp, a, b);
  if (left.length === 0 || right.length === 0) {
    throw new ShapeError(
      "matmul",
      `both must have at least one axis, got ${both(left, right)}. Scale with mul().`,
      [left, right],
    );
  }
  if (left[left.length - 1] !== right[Math.max(0, right.length - 2)]) {
    throw new ShapeError("matmul", `inner sizes must match, got ${both(left, right)}.`, [left, right]);
  }
  // As NumPy: a vector is a row on the left, a column on the right, and its axis is dropped from the result.
  const row = left.length === 1 ? shaped(a, [1, left[0] as number]) : a;
  const column = right.length === 1 ? shaped(b, [right[0] as number, 1]) : b;
  const product = apply(matmulOp, [row, column]);
  const { shape } = product;
  const batch = shape.slice(0, -2);
  if (left.length === 1 && right.length === 1) return shaped(product, []);
  return shaped(product, [...batch, shape[shape.length - (left.length === 1 ? 1 : 2)] as number]);
}

export function dot(a: Node, b: Node): Node {
  requireVectors("dot", a.shape, b.shape, "Use matmul() for other ranks.");
  if (a.shape[0] !== b.shape[0]) {
    throw new ShapeError("dot", `lengths must match, got ${both(a.shape, b.shape)}.`, [a.shape, b.shape]);
  }
  return apply(sum, [apply(mul, [a, b])], { axes: [0], keepDims: false });
}

export function outer(a: Node, b: Node): Node {
  requireVectors("outer", a.shape, b.shape, "Make them, e.g. with reshape([-1]).");
  requireSize("outer", [a.shape[0] as number, b.shape[0] as number]);
  return apply(mul, [shaped(a, [a.shape[0] as number, 1]), shaped(b, [1, b.shape[0] as number])]);
}

export function kron(a: Node, b: Node): Node {
  numericDtype("kron", "numbers", [a.dtype, b.dtype]);
  // The one of fewer axes has further ones of size 1 in front.
  const rank = Math.max(a.shape.length, b.shape.length);
  const sizes = ({ shape }: Node): number[] => [...new Array<number>(rank - shape.length).fill(1), ...shape];
  const [outer, inner] = [sizes(a), sizes(b)];
  const left = shaped(
    a,
    outer.flatMap((size) => [size, 1]),
  );
  const right = shaped(
    b,
    inner.flatMap((size) => [1, size]),
  );
  const shape = outer.map((size, axis) => size * (inner[axis] as number));
  requireSize("kron", shape);
  return shaped(apply(mul, [left, right]), shape);
}

function shaped(x: Node, shape: Shape): Node {
  return apply(reshape, [x], { shape });
}

function requireVectors(op: string, a: Shape, b: Shape, remedy: string): void {
  if (a.length !== 1 || b.length !== 1) {
    throw new ShapeError(op, `needs vectors, got ${both(a, b)}. ${remedy}`, [a, b]);
  }
}

function both(a: Shape, b: Shape): string {
  return `a ${formatShape(a)} and b ${formatShape(b)}`;
}
