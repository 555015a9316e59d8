import { apply } from "../graph/build.ts";
import { graphBuilder as b } from "../graph/graph-builder.ts";
import type { Node } from "../graph/node.ts";
import { abs } from "../op/abs.ts";
import { add } from "../op/add.ts";
import { cholesky } from "../op/cholesky.ts";
import { equal } from "../op/comparison.ts";
import { det as detOp } from "../op/det.ts";
import { diagonalOf } from "../op/diagonal.ts";
import { div } from "../op/div.ts";
import { stopGradient } from "../op/leaf.ts";
import { log } from "../op/log.ts";
import { lu, luParts } from "../op/lu.ts";
import { mul } from "../op/mul.ts";
import { prod } from "../op/prod.ts";
import { sign as signOp } from "../op/sign.ts";
import { sum } from "../op/sum.ts";
import { where } from "../op/where.ts";
import type { MatrixBatch } from "../shape/matrix-type.ts";
import type { ShapeOf } from "../shape/operand-type.ts";
import { toNode } from "../tensor/convert.ts";
import { wrap } from "../tensor/handle.ts";
import { applyRoutine } from "../tensor/routines.ts";
import type { Tensor, TensorLike } from "../tensor/tensor.ts";

/**
 * The determinant of a square matrix. For large ones, `slogdet` neither overflows nor vanishes, and has cheaper second derivatives.
 * @param a - `[..., n, n]`, floating-point; leading axes are batches.
 * @returns A number for each matrix; 1 for one without elements.
 * @throws {ShapeError} unless the last two axes have one size; {@link DtypeError} for int32 or bool.
 * @remarks Derivative: the matrix of cofactors, which a singular matrix has as well; exact at every order. A second derivative takes
 *   n⁵ steps. Source: NumPy, `numpy.linalg.det`; Jacobi's formula.
 * @example
 * import { det } from "@chainrule/autograd/linalg";
 * det([[1, 2], [3, 4]]).item() // => -2
 */
export function det<const A extends TensorLike>(a: A): Tensor<MatrixBatch<ShapeOf<A>>> {
  return wrap(applyRoutine(detOp, [toNode("det", a)]));
}

/**
 * The sign of the determinant of a square matrix, and the logarithm of its size.
 * @param a - `[..., n, n]`, floating-point; leading axes are batches.
 * @returns `sign`, which is -1, 0 or 1, and `logabsdet`, -∞ for a singular matrix: a number each for every matrix.
 * @throws {ShapeError} unless the last two axes have one size; {@link DtypeError} for int32 or bool. The derivative of a singular matrix
 *   is refused with an {@link ArgumentError} when it is computed.
 * @remarks Derivative: of `logabsdet`, a⁻ᵀ; none of `sign`. Source: NumPy, `numpy.linalg.slogdet`.
 * @example
 * import { slogdet } from "@chainrule/autograd/linalg";
 * const { sign, logabsdet } = slogdet([[0, 2], [1, 0]]);
 * sign.item() // => -1
 * logabsdet.exp().item() // => 2
 */
export function slogdet<const A extends TensorLike>(
  a: A,
): {
  readonly sign: Tensor<MatrixBatch<ShapeOf<A>>>;
  readonly logabsdet: Tensor<MatrixBatch<ShapeOf<A>>>;
} {
  const matrix = toNode("slogdet", a);
  const { factors, signs } = luParts(b, applyRoutine(lu, [matrix], { name: "slogdet", isRegular: false }));
  const along = { axes: [signs.shape.length - 1], keepDims: false };
  const diagonal = diagonalOf(b, factors);
  const sign = b(mul, b(prod, signs, along), b(prod, b(signOp, diagonal), along));
  return {
    // Not -0.
    sign: wrap(b(add, sign, b.constant(0, sign))),
    logabsdet: wrap(b(sum, logarithmOf(b(abs, diagonal)), along)),
  };
}

/**
 * The logarithm of the determinant of a positive definite matrix, by its Cholesky factor.
 * @param a - `[..., n, n]`, floating-point; leading axes are batches. Of a matrix that is not symmetric, (a + aᵀ) / 2 is taken.
 * @returns A number for each matrix.
 * @throws {ShapeError} unless the last two axes have one size; {@link DtypeError} for int32 or bool; {@link ArgumentError} for a
 *   matrix that is not positive definite, when the result is computed.
 * @remarks Derivative: a⁻¹. Source: G. Golub, C. Van Loan, Matrix computations, 2013, 4.2; `torch.logdet`, of positive definite
 *   matrices.
 * @example
 * import { logdet } from "@chainrule/autograd/linalg";
 * logdet([[4, 0], [0, 1]]).exp().item() // => 4
 */
export function logdet<const A extends TensorLike>(a: A): Tensor<MatrixBatch<ShapeOf<A>>> {
  const matrix = toNode("logdet", a);
  const diagonal = diagonalOf(b, applyRoutine(cholesky, [matrix], { name: "logdet" }));
  const total = b(sum, b(log, diagonal), { axes: [diagonal.shape.length - 1], keepDims: false });
  return wrap(b(mul, b.constant(2, total), total));
}

/**
 * The logarithm of what is scaled to 1, and that of the scale, which is constant: derivatives are powers of 1 / x, which may be beyond
 * every number, and here are powers of 1.
 */
function logarithmOf(x: Node): Node {
  const own = apply(stopGradient, [x]);
  const [none, one] = [b.constant(0, x), b.constant(1, x)];
  const scale = b(where, b(equal, own, none), one, own);
  return b(add, b(log, b(div, x, scale)), b(log, scale));
}
