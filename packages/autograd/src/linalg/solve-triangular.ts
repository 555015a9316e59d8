import { ShapeError } from "../error/error.ts";
import { apply } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import { reshape } from "../op/reshape.ts";
import { solveTriangular as solveTriangularOp } from "../op/solve-triangular.ts";
import type { Matmul } from "../shape/matmul-type.ts";
import type { ShapeOf } from "../shape/operand-type.ts";
import { formatShape } from "../shape/shape.ts";
import { booleanArgument, optionsArgument } from "../tensor/argument.ts";
import { operands } from "../tensor/convert.ts";
import { wrap } from "../tensor/handle.ts";
import { applyRoutine } from "../tensor/routines.ts";
import type { Tensor, TensorLike } from "../tensor/tensor.ts";

/** Options of {@link solveTriangular}. */
export interface TriangularOptions {
  /** Whether the matrix is lower triangular, or upper; by default lower. */
  readonly lower?: boolean | undefined;
  /** Whether to solve with the transpose of the matrix; by default not. */
  readonly transpose?: boolean | undefined;
  /** Whether to take 1 for each element on the diagonal, whatever it is; by default not. */
  readonly unitDiagonal?: boolean | undefined;
}

/**
 * The solution x of the linear equations a x = b with a triangular matrix.
 * @param a - `[..., n, n]`, floating-point; leading axes are batches, which broadcast. The other triangle is not read.
 * @param b - `[..., n, k]`, or one vector `[n]`, of the dtype of `a`.
 * @param options - `lower`, by default true; `transpose`: whether to solve aᵀ x = b; `unitDiagonal`: whether to take 1 for each
 *   element on the diagonal.
 * @returns The shape of `b`, with the batches of both.
 * @throws {ShapeError} unless the last two axes of `a` have one size, which is the number of rows of `b`; {@link DtypeError} for
 *   int32, bool, or dtypes that differ; {@link ArgumentError} for other options, and for a zero on the diagonal, with its place,
 *   when the result is computed.
 * @remarks Derivative: b̄ solves aᵀ b̄ = x̄, and ā = -b̄ xᵀ in the triangle that is read. Source: M. Giles, Collected matrix
 *   derivative results for forward and reverse mode algorithmic differentiation, 2008; SciPy, `scipy.linalg.solve_triangular`.
 * @example
 * import { solveTriangular } from "@chainrule/autograd/linalg";
 * solveTriangular([[2, 0], [1, 4]], [2, 9]).toArray() // => [1, 2]
 * solveTriangular([[2, 0], [1, 4]], [4, 8], { transpose: true }).toArray() // => [1, 2]
 */
export function solveTriangular<const A extends TensorLike, const B extends TensorLike>(
  a: A,
  b: B,
  options?: TriangularOptions,
): Tensor<Matmul<ShapeOf<A>, ShapeOf<B>>> {
  const [matrix, right] = operands("solveTriangular", a, b);
  const known = optionsArgument("solveTriangular", options, ["lower", "transpose", "unitDiagonal"]);
  const flag = (name: string, usual: boolean): boolean =>
    booleanArgument("solveTriangular", name, known[name] ?? usual);
  const attributes = {
    lower: flag("lower", true),
    transposed: flag("transpose", false),
    unitDiagonal: flag("unitDiagonal", false),
  };
  if (right.shape.length !== 1) return wrap(applyRoutine(solveTriangularOp, [matrix, right], attributes));
  return wrap(solvedVector(matrix, right, attributes));
}

/** A vector is one column. */
function solvedVector(matrix: Node, vector: Node, attributes: Readonly<Record<string, boolean>>): Node {
  const [size] = vector.shape as readonly [number];
  if (matrix.shape.length >= 2 && matrix.shape.at(-1) !== size) {
    throw new ShapeError(
      "solveTriangular",
      `b must have as many rows as a, got a ${formatShape(matrix.shape)} and b ${formatShape(vector.shape)}.`,
      [matrix.shape, vector.shape],
    );
  }
  const column = apply(reshape, [vector], { shape: [size, 1] });
  const solved = applyRoutine(solveTriangularOp, [matrix, column], attributes);
  return apply(reshape, [solved], { shape: solved.shape.slice(0, -1) });
}
