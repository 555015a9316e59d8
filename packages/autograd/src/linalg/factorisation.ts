import { apply } from "../graph/build.ts";
import { graphBuilder as b } from "../graph/graph-builder.ts";
import type { Node } from "../graph/node.ts";
import { add } from "../op/add.ts";
import { concat } from "../op/concat.ts";
import { numericDtype } from "../op/dtype-rule.ts";
import { lu as luOp, luParts } from "../op/lu.ts";
import { matmul, matrixTranspose } from "../op/matmul.ts";
import { qr as qrOp, qrParts } from "../op/qr.ts";
import { triangle } from "../op/triangle.ts";
import type { MatrixRow } from "../shape/matrix-type.ts";
import type { ShapeOf } from "../shape/operand-type.ts";
import { toNode } from "../tensor/convert.ts";
import { wrap } from "../tensor/handle.ts";
import { applyRoutine } from "../tensor/routines.ts";
import { section } from "../tensor/slices.ts";
import type { Tensor, TensorLike } from "../tensor/tensor.ts";
import { identityLike } from "./identity.ts";
import { requireMatrix } from "./matrix-argument.ts";

/**
 * Triangular factors of a square matrix whose rows are exchanged, so that the largest element of what is left of a column is its pivot.
 * @param a - `[..., n, n]`, floating-point; leading axes are batches.
 * @returns `lower`, with ones on its diagonal, and `upper`, of the shape of `a`, whose product is the rows of `a` in the order
 *   `permutation`, int32, `[..., n]`.
 * @throws {ShapeError} unless the last two axes have one size; {@link DtypeError} for int32 or bool. The derivative of a singular matrix
 *   is refused with an {@link ArgumentError} when it is computed.
 * @remarks Derivative: with f = l⁻¹ p ȧ u⁻¹, l̇ is l times the lower triangle of f, u̇ its upper triangle times u. Source: SciPy,
 *   `scipy.linalg.lu`; F. de Hoog, R. Anderssen, M. Lukas, Differentiation of matrix functionals using triangular factorization, 2011.
 * @example
 * import { lu } from "@chainrule/autograd/linalg";
 * const { permutation, lower, upper } = lu([[1, 5], [2, 4]]);
 * permutation.toArray() // => [1, 0]
 * lower.matmul(upper).toArray() // => [[2, 4], [1, 5]]
 */
export function lu<const A extends TensorLike>(
  a: A,
): {
  readonly permutation: Tensor<MatrixRow<ShapeOf<A>>>;
  readonly lower: Tensor<ShapeOf<A>>;
  readonly upper: Tensor<ShapeOf<A>>;
} {
  const matrix = toNode("lu", a);
  const { factors, order } = luParts(b, applyRoutine(luOp, [matrix], { name: "lu", isRegular: false }));
  return {
    permutation: wrap(order),
    lower: wrap(b(add, b(triangle, factors, { upper: false, diagonal: 0 }), identityLike(factors))),
    upper: wrap(b(triangle, factors, { upper: true, diagonal: 1 })),
  };
}

/**
 * An orthonormal basis of the columns of a matrix, and the columns in it: a = q r.
 * @param a - `[..., m, n]`, floating-point; leading axes are batches.
 * @returns `q`, `[..., m, k]`, and `r`, `[..., k, n]`, upper triangular, k being the smaller one of m and n. Signs are those of LAPACK.
 * @throws {ShapeError} for fewer than two axes; {@link DtypeError} for int32 or bool. The derivative at columns that are not independent,
 *   as far as can be told, is refused with an {@link ArgumentError} when it is computed; of m columns or more, the last of the first m
 *   may depend on the others.
 * @remarks Derivative: q̇ = ȧ r⁻¹ - q s and ṙ = s r, s being the upper triangle of qᵀ ȧ r⁻¹ with its lower one added across. Source:
 *   NumPy, `numpy.linalg.qr`; S. Walter, L. Lehmann, Algorithmic differentiation of linear algebra functions, 2010.
 * @example
 * import { qr } from "@chainrule/autograd/linalg";
 * const { q, r } = qr([[0, 2], [3, 4]]);
 * q.toArray() // => [[0, -1], [-1, 0]]
 * r.toArray() // => [[-3, -4], [0, -2]]
 */
export function qr(a: TensorLike): { readonly q: Tensor; readonly r: Tensor } {
  const { q, r } = orthogonalised(toNode("qr", a));
  return { q: wrap(q), r: wrap(r) };
}

function orthogonalised(a: Node): { q: Node; r: Node } {
  numericDtype("qr", "floats", [a.dtype]);
  requireMatrix("qr", a);
  const [rows = 0, columns = 0] = a.shape.slice(-2);
  if (rows >= columns) return qrParts(b, applyRoutine(qrOp, [a]), rows);
  // Of a wide matrix, the first columns have the whole basis.
  const axis = a.shape.length - 1;
  const { q, r } = qrParts(b, applyRoutine(qrOp, [section(a, axis, 0, rows)]), rows);
  const rest = b(matmul, matrixTranspose(b, q), section(a, axis, rows, columns - rows));
  return { q, r: apply(concat, [r, rest], { axis }) };
}
