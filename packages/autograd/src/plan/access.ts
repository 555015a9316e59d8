import type { View } from "../op/definition.ts";
import { type Shape, stridesOf } from "../shape/shape.ts";

/** How a value is read without being copied: element `index` stands at `offset + Σ index·stride` of a stored value. */
export interface Access {
  readonly base: number;
  readonly offset: number;
  readonly strides: readonly number[];
}

/** The plain reading of a stored value. */
export function whole(base: number, shape: Shape): Access {
  return { base, offset: 0, strides: stridesOf(shape) };
}

/**
 * A view of something that is itself read through an access, as one access; null where index arithmetic cannot
 * express it (a reshape that joins axes which are not adjacent in memory).
 *
 * The view's strides count elements of the dense layout of `shape`. Each is taken apart into a number of steps along one
 * axis of `shape`, whose stride in memory the access knows.
 */
export function compose(access: Access, shape: Shape, view: View, result: Shape): Access | null {
  const dense = stridesOf(shape);
  if (isDense(access.strides, shape, dense)) {
    return { base: access.base, offset: access.offset + view.offset, strides: view.strides };
  }
  let offset = access.offset;
  let rest = view.offset;
  for (let axis = 0; axis < shape.length; axis++) {
    const stride = dense[axis] as number;
    const steps = stride === 0 ? 0 : Math.floor(rest / stride);
    offset += steps * (access.strides[axis] as number);
    rest -= steps * stride;
  }
  const strides: number[] = [];
  for (let axis = 0; axis < result.length; axis++) {
    const stride = view.strides[axis] as number;
    const size = result[axis] as number;
    if (size <= 1 || stride === 0) {
      strides.push(0);
      continue;
    }
    const source = axisOf(shape, dense, Math.abs(stride), size);
    if (source < 0) return null;
    strides.push((stride / (dense[source] as number)) * (access.strides[source] as number));
  }
  return { base: access.base, offset, strides };
}

/** Whether elements lie one after the other in row-major order. */
export function isDense(
  strides: readonly number[],
  shape: Shape,
  dense: readonly number[] = stridesOf(shape),
): boolean {
  return shape.every((size, axis) => size <= 1 || strides[axis] === dense[axis]);
}

/** The axis of `shape` along which steps of `stride` lead, if `size` of them stay within it; else -1. */
function axisOf(shape: Shape, dense: readonly number[], stride: number, size: number): number {
  for (let axis = 0; axis < shape.length; axis++) {
    const own = dense[axis] as number;
    const length = shape[axis] as number;
    if (length > 1 && stride % own === 0 && stride / own < length && (size - 1) * (stride / own) < length)
      return axis;
  }
  return -1;
}

/** The access of a value broadcast to a larger shape, aligned at the last axis. */
export function broadcastAccess(access: Access, from: Shape, to: Shape): Access {
  const missing = to.length - from.length;
  return {
    base: access.base,
    offset: access.offset,
    strides: to.map((_, axis) =>
      axis < missing || from[axis - missing] === 1 ? 0 : (access.strides[axis - missing] as number),
    ),
  };
}
