import { operands } from "../convert.ts";
import { distancesBetweenRows, cosineSimilarity as similarity } from "../distances.ts";
import { wrap } from "../handle.ts";
import type { Tensor, TensorLike } from "../tensor.ts";

/**
 * The cosine of the angle between vectors: x₁ · x₂ / (‖x₁‖ ‖x₂‖).
 * @param x1 - At least one axis; floating-point.
 * @param x2 - Of the same dtype; both broadcast.
 * @param axis - The axis of the vectors in what both broadcast to, a negative one counted from the end; by default the last.
 * @param options - `epsilon`: the least that a length counts as, by default 1e-8.
 * @returns The shape that both broadcast to, without the axis; values in [-1, 1], and 0 for a vector of zeros.
 * @throws {ShapeError} for an axis out of range, or shapes that do not broadcast; {@link DtypeError} for int32, bool, or dtypes that
 *   differ; {@link ArgumentError} for an `epsilon` that is not a finite number.
 * @remarks Derivative: of x₁, ȳ (x₂ / ‖x₂‖ - y x₁ / ‖x₁‖) / ‖x₁‖. Source: PyTorch, `torch.nn.functional.cosine_similarity`.
 * @example cosineSimilarity([3, 4], [4, 3]).item() // => 0.96
 */
export function cosineSimilarity(
  x1: TensorLike,
  x2: TensorLike,
  axis: number = -1,
  options?: { readonly epsilon?: number | undefined },
): Tensor {
  const [a, b] = operands("cosineSimilarity", x1, x2);
  return wrap(similarity(a, b, axis, options));
}

/**
 * The distance from each row of one matrix to each row of another, as the norm of their difference. Compiled, the differences are
 * not stored.
 * @param x1 - `[..., n, d]`, floating-point; leading axes are batches, which broadcast.
 * @param x2 - `[..., m, d]`, of the same dtype.
 * @param options - `p`: the order of the norm, from 0 to Infinity; by default 2.
 * @returns `[..., n, m]`.
 * @throws {ShapeError} for rows of different lengths, or batches that do not broadcast; {@link DtypeError} for int32, bool, or dtypes
 *   that differ; {@link ArgumentError} for another `p`.
 * @remarks Derivative: of p = 2, ȳ (x₁ - x₂) / y, and 0 where rows are equal. Source: PyTorch, `torch.cdist`; SciPy,
 *   `scipy.spatial.distance.cdist`.
 * @example cdist([[0, 0], [3, 0]], [[0, 4]]).toArray() // => [[4], [5]]
 */
export function cdist(x1: TensorLike, x2: TensorLike, options?: { readonly p?: number | undefined }): Tensor {
  const [a, b] = operands("cdist", x1, x2);
  return wrap(distancesBetweenRows(a, b, options));
}
