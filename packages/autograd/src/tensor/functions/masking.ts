import type { Segments } from "../../shape/gather-type.ts";
import type { ShapeOf } from "../../shape/operand-type.ts";
import type { Dims } from "../../shape/shape-type.ts";
import { toNode } from "../convert.ts";
import { wrap, wrapMask } from "../handle.ts";
import { booleanMask as masked, nonzero as placesOf } from "../masking.ts";
import type { Chosen, Tensor, TensorLike } from "../tensor.ts";

/** The indices of elements, a tensor for each axis. */
export type Places<S extends Dims, N extends number> = { [Axis in keyof S]: Tensor<[N]> };

/**
 * Where the elements are that are not zero: as many as are asked for, so that shapes do not depend on data.
 * @param x - Any shape and dtype; NaN is not zero.
 * @param options - `size`, how many; if there are more, those behind are left out: `countNonzero` tells. `fill`, what stands where there
 *   are fewer, an integer, by default 0.
 * @returns An int32 tensor of shape `[size]` for each axis, row by row: what `at(x, …)` and `gather` take.
 * @throws {ArgumentError} for a size that is not a non-negative integer, or another `fill`.
 * @remarks Derivative: none: they are integers. Source: JAX, `jax.numpy.nonzero(x, size=…)`; PyTorch, `torch.nonzero_static`.
 * @example nonzero([[0, 5], [7, 0]], { size: 3 }).map((each) => each.toArray()) // => [[0, 1, 0], [1, 0, 0]]
 */
export function nonzero<const X extends TensorLike, const N extends number>(
  x: X,
  options: { readonly size: N; readonly fill?: number | undefined },
): Places<ShapeOf<X>, N> {
  const places = placesOf(toNode("nonzero", x), options).map((node) => wrap<[N]>(node));
  return places as Places<ShapeOf<X>, N>;
}

/**
 * The elements, or rows, where a mask is true: as many as are asked for, so that shapes do not depend on data.
 * @param x - Any dtype.
 * @param mask - A mask, or nested arrays of booleans, of the shape of the first axes of `x`.
 * @param options - `size`, how many; if there are more, those behind are left out: `countNonzero(mask)` tells. `fill`, a number or scalar
 *   of the dtype of `x` that stands where there are fewer, by default 0.
 * @returns `[size]`, and behind it the axes of `x` that the mask does not have.
 * @throws {ShapeError} for a mask of another shape; {@link DtypeError} for one that is not bool; {@link ArgumentError} for a size that is
 *   not a non-negative integer.
 * @remarks Derivative: each element that was taken receives its cotangent, all others exactly 0; `fill` the others. Source: NumPy, x[mask];
 *   JAX, `jax.numpy.compress(…, size=…)`.
 * @example booleanMask([5, 6, 7], [true, false, true], { size: 3, fill: -1 }).toArray() // => [5, 7, -1]
 */
export function booleanMask<const X extends TensorLike, const M extends TensorLike, const N extends number>(
  x: X,
  mask: M,
  options: { readonly size: N; readonly fill?: TensorLike | undefined },
): Chosen<X, X, Segments<ShapeOf<X>, ShapeOf<M>, N>> {
  return wrapMask(masked(toNode("booleanMask", x), mask, options));
}
