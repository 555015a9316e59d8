import type { Tensor } from "../tensor/tensor.ts";

/**
 * What the type of a function that is transformed or compiled has to be as well: anything, unless it expects a plain number
 * somewhere in its arguments `Args`; then the sentence that says why not.
 */
export type TensorsForNumbers<Args extends readonly unknown[]> = true extends {
  [K in keyof Args]: ExpectsNumber<Args[K]>;
}[number]
  ? "a number is data and arrives as a tensor: type the parameter as Tensor, or pass a boolean or a string if it is a choice"
  : unknown;

/** @typeParam Depth - Grows with each step into an object, since types may be recursive. */
type ExpectsNumber<T, Depth extends readonly 0[] = []> = unknown extends T
  ? false
  : [Extract<T, Tensor>] extends [never]
    ? true extends NumberIn<T, Depth>
      ? true
      : false
    : false;

type NumberIn<T, Depth extends readonly 0[]> = T extends number
  ? true
  : T extends string | boolean | null | undefined | ((...args: never[]) => unknown)
    ? false
    : T extends readonly []
      ? false
      : T extends readonly boolean[]
        ? true
        : T extends object
          ? Depth["length"] extends 3
            ? false
            : T extends readonly unknown[]
              ? { [K in keyof T]: ExpectsNumber<T[K], [...Depth, 0]> }[number]
              : { [K in keyof T]-?: ExpectsNumber<T[K], [...Depth, 0]> }[keyof T]
          : false;
