import { cholesky as choleskyOp } from "../op/cholesky.ts";
import type { ShapeOf } from "../shape/operand-type.ts";
import { toNode } from "../tensor/convert.ts";
import { wrap } from "../tensor/handle.ts";
import { applyRoutine } from "../tensor/routines.ts";
import type { Tensor, TensorLike } from "../tensor/tensor.ts";

/**
 * The Cholesky factor of a positive definite matrix: the lower triangular l with a positive diagonal and l lᵀ = a.
 * @param a - `[..., n, n]`, floating-point; leading axes are batches. Of a matrix that is not symmetric, (a + aᵀ) / 2 is taken.
 * @returns The shape of `a`, with zeros above the diagonal.
 * @throws {ShapeError} unless the last two axes have one size; {@link DtypeError} for int32 or bool; {@link ArgumentError} for a
 *   matrix that is not positive definite, with the place of the pivot that is not positive, when the result is computed.
 * @remarks Derivative: l̇ = l Φ(l⁻¹ ȧ l⁻ᵀ), Φ being the lower triangle with half the diagonal; what `a` receives is symmetric.
 *   Source: I. Murray, Differentiation of the Cholesky decomposition, 2016; symmetry as in JAX, `jax.numpy.linalg.cholesky`.
 * @example
 * import { cholesky } from "@chainrule/autograd/linalg";
 * cholesky([[4, 2], [2, 5]]).toArray() // => [[2, 0], [1, 2]]
 */
export function cholesky<const A extends TensorLike>(a: A): Tensor<ShapeOf<A>> {
  return wrap(applyRoutine(choleskyOp, [toNode("cholesky", a)], { name: "cholesky" }));
}
