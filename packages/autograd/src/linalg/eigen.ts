import { eigenvalues, eigenvectors } from "../op/eigh.ts";
import type { MatrixRow } from "../shape/matrix-type.ts";
import type { ShapeOf } from "../shape/operand-type.ts";
import { toNode } from "../tensor/convert.ts";
import { wrap } from "../tensor/handle.ts";
import { applyRoutine } from "../tensor/routines.ts";
import type { Tensor, TensorLike } from "../tensor/tensor.ts";

/**
 * Eigenvalues and eigenvectors of a symmetric matrix.
 * @param a - `[..., n, n]`, floating-point; leading axes are batches. Of a matrix that is not symmetric, (a + aᵀ) / 2 is taken.
 * @returns `eigenvalues`, `[..., n]`, in ascending order, and `eigenvectors`, as columns, in the shape of `a`. The largest component of
 *   each, of equal ones the first, is positive.
 * @throws {ShapeError} unless the last two axes have one size; {@link DtypeError} for int32 or bool. Where eigenvalues are equal, as far
 *   as can be told, eigenvectors are any of many, and their derivative is refused with an {@link ArgumentError} when it is computed;
 *   eigenvalues have one.
 * @remarks Derivative: λ̇ᵢ = vᵢᵀ ȧ vᵢ, and v̇ = v (f ∘ vᵀ ȧ v) with fᵢⱼ = 1 / (λⱼ - λᵢ); what `a` receives is symmetric. That of
 *   eigenvectors has the digits that the gap between two eigenvalues has: where it is 1e-12 of the largest, 4 of 16. Computed by
 *   Jacobi's method up to n = 16, beyond that by reflections and the implicit QL method. Source: NumPy, `numpy.linalg.eigh`; M. Giles, Collected matrix derivative results for forward and reverse mode
 *   algorithmic differentiation, 2008, 3.1.
 * @example
 * import { eigh } from "@chainrule/autograd/linalg";
 * const { eigenvalues, eigenvectors } = eigh([[2, 0], [0, 1]]);
 * eigenvalues.toArray() // => [1, 2]
 * eigenvectors.toArray() // => [[0, 1], [1, 0]]
 */
export function eigh<const A extends TensorLike>(
  a: A,
): {
  readonly eigenvalues: Tensor<MatrixRow<ShapeOf<A>>>;
  readonly eigenvectors: Tensor<ShapeOf<A>>;
} {
  const matrix = toNode("eigh", a);
  return {
    eigenvalues: wrap(applyRoutine(eigenvalues, [matrix], { name: "eigh" })),
    eigenvectors: wrap(applyRoutine(eigenvectors, [matrix], { name: "eigh" })),
  };
}

/**
 * The eigenvalues of a symmetric matrix.
 * @param a - `[..., n, n]`, floating-point; leading axes are batches. Of a matrix that is not symmetric, (a + aᵀ) / 2 is taken.
 * @returns `[..., n]`, in ascending order.
 * @throws {ShapeError} unless the last two axes have one size; {@link DtypeError} for int32 or bool. A second derivative where
 *   eigenvalues are equal is refused with an {@link ArgumentError} when it is computed.
 * @remarks Derivative: λ̇ᵢ = vᵢᵀ ȧ vᵢ; of equal eigenvalues each along its own eigenvector, so that what is symmetric in them, as their
 *   sum, has the right one. Source: NumPy, `numpy.linalg.eigvalsh`.
 * @example
 * import { eigvalsh } from "@chainrule/autograd/linalg";
 * eigvalsh([[2, 0], [0, 1]]).toArray() // => [1, 2]
 */
export function eigvalsh<const A extends TensorLike>(a: A): Tensor<MatrixRow<ShapeOf<A>>> {
  return wrap(applyRoutine(eigenvalues, [toNode("eigvalsh", a)], { name: "eigvalsh", isAlone: true }));
}
