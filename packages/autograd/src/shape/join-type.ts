import type { Quotient } from "./quotient-type.ts";
import type { AxesOf, LastAxis, Negative } from "./reduce-type.ts";
import type { Dims, DimText, Exactly, Mismatch, ShapeText } from "./shape-type.ts";

/** The shape of parts joined along an axis: that size is left to run time, the others must agree. */
export type Concat<Parts extends readonly Dims[], Axis extends number> = Parts extends readonly [
  infer First extends Dims,
  ...infer Rest extends readonly Dims[],
]
  ? number extends First["length"] | Axis
    ? number[]
    : [Extract<Axis, AxesOf<First>>] extends [never]
      ? Mismatch<
          First extends []
            ? "a scalar has no axes"
            : `axes go from ${Negative<First["length"]>} to ${LastAxis<First>}`
        >
      : ConcatAll<Rest, Forget<First, Axis>, Axis>
  : number extends Parts["length"]
    ? Parts[number] extends infer Each extends Dims
      ? number extends Each["length"] | Axis
        ? number[]
        : Forget<Each, Axis>
      : number[]
    : number[];

/** The type of the argument of `concat`: the parts, or the sentence that says why not. */
export type ConcatArgument<Parts extends readonly Dims[], Axis extends number, O> =
  Concat<Parts, Axis> extends Mismatch
    ? `cannot concat ${PartsText<Parts>} along axis ${Axis}: ${Concat<Parts, Axis>["mismatch"]}`
    : O;

/** The shape of equal parts stacked along a new axis. */
export type Stack<Parts extends readonly Dims[], Axis extends number> = Parts extends readonly [
  infer First extends Dims,
  ...infer Rest extends readonly Dims[],
]
  ? StackAll<Rest, First> extends Mismatch
    ? StackAll<Rest, First>
    : number extends First["length"] | Axis
      ? number[]
      : InsertSize<StackAll<Rest, First>, Axis, Parts["length"]>
  : number extends Parts["length"]
    ? Parts[number] extends infer Each extends Dims
      ? number extends Each["length"] | Axis
        ? number[]
        : InsertSize<Each, Axis, number>
      : number[]
    : number[];

/** The type of the argument of `stack`. */
export type StackArgument<Parts extends readonly Dims[], Axis extends number, O> =
  Stack<Parts, Axis> extends Mismatch
    ? `cannot stack ${PartsText<Parts>} along axis ${Axis}: ${Stack<Parts, Axis>["mismatch"]}`
    : O;

/** What `split` returns: as many tensors' shapes as sizes are given, or as the literal count says. */
export type Split<
  S extends Dims,
  Sections extends number | readonly number[],
  Axis extends number,
> = Sections extends readonly number[]
  ? SplitSizes<S, Sections, Axis>
  : Sections extends number
    ? Repeat<Divide<S, Axis, Sections>, Sections>
    : never;

type SplitSizes<S extends Dims, Sizes extends readonly number[], Axis extends number> = {
  -readonly [Part in keyof Sizes]: Resize<S, Axis, Sizes[Part]>;
};

/** `S` with one axis of a part of its size. */
type Divide<S extends Dims, Axis extends number, Parts extends number> = number extends S["length"] | Axis
  ? number[]
  : DivideWalk<S, Axis, Parts>;

type DivideWalk<
  S extends Dims,
  Axis extends number,
  Parts extends number,
  Result extends Dims = [],
> = S extends [infer D extends number, ...infer Rest extends Dims]
  ? [Extract<Axis, Result["length"] | Negative<S["length"]>>] extends [never]
    ? DivideWalk<Rest, Axis, Parts, [...Result, D]>
    : Quotient<D, Parts> extends infer Size extends number
      ? [...Result, Size, ...Rest]
      : never
  : Result;

/** `S` with one axis of another size. */
export type Resize<S extends Dims, Axis extends number, Size extends number> = number extends
  | S["length"]
  | Axis
  ? number[]
  : ResizeWalk<S, Axis, Size>;

type ResizeWalk<
  S extends Dims,
  Axis extends number,
  Size extends number,
  Result extends Dims = [],
> = S extends [infer D extends number, ...infer Rest extends Dims]
  ? ResizeWalk<
      Rest,
      Axis,
      Size,
      [...Result, [Extract<Axis, Result["length"] | Negative<S["length"]>>] extends [never] ? D : Size]
    >
  : Result;

/** A tuple of equal elements up to 99 long; an array if the length is not a literal or longer. */
type Repeat<Element, Count extends number, Result extends Element[] = []> = number extends Count
  ? Element[]
  : `${Count}` extends `${infer _A}${infer _B}${infer _C}${infer _D}` | `-${string}` | `${string}.${string}`
    ? Element[]
    : Result["length"] extends Count
      ? Result
      : Repeat<Element, Count, [...Result, Element]>;

type Forget<S extends Dims, Axis extends number> = Resize<S, Axis, number>;

type ConcatAll<
  Rest extends readonly Dims[],
  Common extends Dims,
  Axis extends number,
> = Rest extends readonly [infer Next extends Dims, ...infer After extends readonly Dims[]]
  ? number extends Next["length"]
    ? ConcatAll<After, Common, Axis>
    : Unify<Common, Forget<Next, Axis>> extends infer Both extends Dims
      ? Both extends Mismatch
        ? Both
        : ConcatAll<After, Both, Axis>
      : never
  : Common;

type StackAll<Rest extends readonly Dims[], Common extends Dims> = Rest extends readonly [
  infer Next extends Dims,
  ...infer After extends readonly Dims[],
]
  ? number extends (Next | Common)["length"]
    ? StackAll<After, number extends Next["length"] ? Common : Next>
    : Unify<Common, Next> extends infer Both extends Dims
      ? Both extends Mismatch
        ? Both
        : StackAll<After, Both>
      : never
  : Common;

/** Two shapes that must be equal, unknown sizes aside. */
export type Unify<A extends Dims, B extends Dims, Result extends Dims = []> = A extends [
  infer D extends number,
  ...infer RestA extends Dims,
]
  ? B extends [infer E extends number, ...infer RestB extends Dims]
    ? Exactly<D> extends Exactly<E>
      ? Unify<RestA, RestB, [...Result, D]>
      : number extends D
        ? Unify<RestA, RestB, [...Result, E]>
        : number extends E
          ? Unify<RestA, RestB, [...Result, D]>
          : Mismatch<`dims [${DimText<D>}] and [${DimText<E>}] differ`>
    : Mismatch<"ranks differ">
  : B extends []
    ? Result
    : Mismatch<"ranks differ">;

/** `S` with a size inserted at a place of the result; an unknown rank if there is no such place. */
type InsertSize<S extends Dims, Axis extends number, Size extends number> = InsertWalk<
  [...S, Size],
  S,
  Axis,
  Size
>;

type InsertWalk<
  Left extends Dims,
  S extends Dims,
  Axis extends number,
  Size extends number,
  Result extends Dims = [],
> = Left extends [number, ...infer Rest extends Dims]
  ? [Extract<Axis, Result["length"] | Negative<Left["length"]>>] extends [never]
    ? S extends [infer D extends number, ...infer RestS extends Dims]
      ? InsertWalk<Rest, RestS, Axis, Size, [...Result, D]>
      : number[]
    : InsertWalk<Rest, S, Axis, Size, [...Result, Size]>
  : Result;

type PartsText<Parts extends readonly Dims[], Text extends string = ""> = Parts extends readonly [
  infer First extends Dims,
  ...infer Rest extends readonly Dims[],
]
  ? PartsText<Rest, Text extends "" ? ShapeText<First> : `${Text} and ${ShapeText<First>}`>
  : Text;
