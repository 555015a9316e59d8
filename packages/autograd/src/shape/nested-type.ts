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

/**
 * Nested arrays of a shape, as an argument. An array whose length the compiler does not know is one of any length; one that is
 * written where it is given has the length of its axis.
 * @typeParam Anything - What they are if the rank is unknown.
 */
export type NestedOf<S extends Dims, Element, Anything> = S extends Dims
  ? number extends S["length"]
    ? Anything
    : NestedIn<S, Element>
  : never;

type NestedIn<S extends Dims, Element> = S extends [...infer Outer extends Dims, infer D extends number]
  ? NestedIn<Outer, ArrayOf<D, Element>>
  : Element;

/** Literals of more than nine elements are not counted: the compiler would show a type of as many. */
type ArrayOf<D extends number, Element> = number extends D
  ? readonly Element[]
  : `${D}` extends `${infer _First}${infer _Second}${infer _Rest}`
    ? readonly Element[]
    : Repeated<D, Element> | OfUnknownLength<D, Element>;

type Repeated<D extends number, Element, Row extends readonly Element[] = []> = Row["length"] extends D
  ? Readonly<Row>
  : Repeated<D, Element, [...Row, Element]>;

/** No tuple is one, since each has an element that is called 0. */
type OfUnknownLength<D extends number, Element> = readonly Element[] & {
  readonly 0?: `an array of length ${D}`;
};
