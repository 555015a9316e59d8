import type { TypedArray } from "./dtype.ts";

/** Whether two values have the same elements. -0 is not 0, and NaN is NaN. */
export function sameBits(a: TypedArray, b: TypedArray): boolean {
  return a.length === b.length && firstOther(a, b) < 0;
}

/** Where the first element stands that is another in `b`; -1 if there is none. */
export function firstOther(a: TypedArray, b: TypedArray): number {
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return i;
  return -1;
}
