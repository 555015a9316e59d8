import type { Dims } from "./shape-type.ts";

/** Nested arrays of numbers, or of booleans, as they are written in a program. Raggedness shows at run time. */
export type NestedNumbers = readonly (number | boolean | NestedNumbers)[];

/** Of booleans alone. */
export type NestedBooleans = readonly (boolean | NestedBooleans)[];

/**
 * The shape of nested data, read off the first element at each level: literal for array literals, `number` for
 * arrays of unknown length.
 */
export type NestedShape<Data, Found extends Dims = []> = Data extends readonly unknown[]
  ? NestedNumbers extends Data
    ? number[]
    : NestedShape<Data[0], [...Found, Data["length"]]>
  : Found;

/** What `toArray` returns: arrays as deep as the shape, of unknown length to the compiler. */
export type NestedArray<S extends Dims, Element> = number extends S["length"]
  ? DeepArray<Element>
  : NestWalk<S, Element>;

/** Arrays of a depth known only at run time. */
export type DeepArray<Element> = Element | DeepArray<Element>[];

type NestWalk<S extends Dims, Result> = S extends [number, ...infer Rest extends Dims]
  ? NestWalk<Rest, Result[]>
  : Result;
