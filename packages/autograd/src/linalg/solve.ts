import { ShapeError } from "../error/error.ts";
import { apply } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import { solve as solveOp } from "../op/linear-solve.ts";
import { reshape } from "../op/reshape.ts";
import { requireSquare } from "../op/solve-triangular.ts";
import type { Matmul } from "../shape/matmul-type.ts";
import type { ShapeOf } from "../shape/operand-type.ts";
import { formatShape } from "../shape/shape.ts";
import { operands, toNode } from "../tensor/convert.ts";
import { wrap } from "../tensor/handle.ts";
import { applyRoutine } from "../tensor/routines.ts";
import type { Tensor, TensorLike } from "../tensor/tensor.ts";
import { identityLike } from "./identity.ts";

/**
 * The solution of linear equations: x with a x = b.
 * @param a - `[..., n, n]`, floating-point; leading axes are batches, which broadcast with those of `b`.
 * @param b - `[..., n, m]`, or a vector `[n]`; of the same dtype.
 * @returns `[..., n, m]`; of a vector, `[..., n]`.
 * @throws {ShapeError} unless `a` is square and `b` has as many rows; {@link DtypeError} for int32, bool, or dtypes that differ;
 *   {@link ArgumentError} for a singular matrix, with the place of the pivot that is 0, when the result is computed.
 * @remarks Derivative: b̄ = a⁻ᵀ x̄, ā = -b̄ xᵀ. Source: NumPy, `numpy.linalg.solve`; M. Giles, Collected matrix derivative results for
 *   forward and reverse mode algorithmic differentiation, 2008, 2.3.1.
 * @example
 * import { solve } from "@chainrule/autograd/linalg";
 * solve([[2, 1], [1, 3]], [4, 7]).toArray() // => [1, 2]
 */
export function solve<const A extends TensorLike, const B extends TensorLike>(
  a: A,
  b: B,
): Tensor<Matmul<ShapeOf<A>, ShapeOf<B>>> {
  const [matrix, right] = operands("solve", a, b);
  return wrap(right.shape.length === 1 ? solvedVector(matrix, right) : solvedMatrix("solve", matrix, right));
}

/**
 * The inverse of a matrix. To solve equations, `solve` is more accurate and faster.
 * @param a - `[..., n, n]`, floating-point; leading axes are batches.
 * @returns The shape of `a`.
 * @throws {ShapeError} unless the last two axes have one size; {@link DtypeError} for int32 or bool; {@link ArgumentError} for a
 *   singular matrix, with the place of the pivot that is 0, when the result is computed.
 * @remarks Derivative: ā = -a⁻ᵀ ȳ a⁻ᵀ. Source: NumPy, `numpy.linalg.inv`; M. Giles, Collected matrix derivative results for forward and
 *   reverse mode algorithmic differentiation, 2008, 2.2.3.
 * @example
 * import { inv } from "@chainrule/autograd/linalg";
 * inv([[1, 1], [0, 1]]).toArray() // => [[1, -1], [0, 1]]
 */
export function inv<const A extends TensorLike>(a: A): Tensor<ShapeOf<A>> {
  return wrap(inverse("inv", toNode("inv", a)));
}

export function inverse(op: string, a: Node): Node {
  requireSquare(op, a.shape);
  return solvedMatrix(op, a, identityLike(a));
}

function solvedMatrix(name: string, a: Node, b: Node): Node {
  return applyRoutine(solveOp, [a, b], { transposed: false, name });
}

/** A vector is one column. */
function solvedVector(matrix: Node, vector: Node): Node {
  const [size] = vector.shape as readonly [number];
  if (matrix.shape.length >= 2 && matrix.shape.at(-1) !== size) {
    throw new ShapeError(
      "solve",
      `b must have as many rows as a, got a ${formatShape(matrix.shape)} and b ${formatShape(vector.shape)}.`,
      [matrix.shape, vector.shape],
    );
  }
  const solved = solvedMatrix("solve", matrix, apply(reshape, [vector], { shape: [size, 1] }));
  return apply(reshape, [solved], { shape: solved.shape.slice(0, -1) });
}
