import type { Shape } from "../shape/shape.ts";

/** A loop nest: sizes from the outermost loop in, and for each access its stride in every loop. */
export interface IndexSpace {
  readonly sizes: readonly number[];
  readonly strides: readonly (readonly number[])[];
  /** Whether each loop runs over reduced axes. */
  readonly reduced: readonly boolean[];
}

/**
 * The fewest loops that visit all elements of `shape` in row-major order: axes of size 1 vanish, and neighbours join
 * where every access steps through them evenly and both are reduced or both kept.
 */
export function indexSpace(
  shape: Shape,
  accesses: readonly (readonly number[])[],
  axes: readonly number[],
): IndexSpace {
  const sizes: number[] = [];
  const strides: number[][] = accesses.map(() => []);
  const reduced: boolean[] = [];
  for (let axis = 0; axis < shape.length; axis++) {
    const size = shape[axis] as number;
    if (size === 1) continue;
    const last = sizes.length - 1;
    const isReduced = axes.includes(axis);
    const joins =
      last >= 0 &&
      reduced[last] === isReduced &&
      accesses.every((access, k) => strides[k]?.[last] === (access[axis] as number) * size);
    if (joins) {
      sizes[last] = (sizes[last] as number) * size;
      for (const [k, access] of accesses.entries()) (strides[k] as number[])[last] = access[axis] as number;
    } else {
      sizes.push(size);
      reduced.push(isReduced);
      for (const [k, access] of accesses.entries()) (strides[k] as number[]).push(access[axis] as number);
    }
  }
  return { sizes, strides, reduced };
}
