import type { BroadcastTo } from "./broadcast-type.ts";
import type { AxesOf, LastAxis, Negative } from "./reduce-type.ts";
import type { Counted, Dims, Exactly, Mismatch, ShapeText } from "./shape-type.ts";

/** The shape with its axes in reverse order. */
export type Reverse<S extends Dims, Reversed extends Dims = []> = S extends [
  infer D extends number,
  ...infer Rest extends Dims,
]
  ? Reverse<Rest, [D, ...Reversed]>
  : number extends S["length"]
    ? number[]
    : Reversed;

/** The shape with axis `Axes[i]` of `S` at place `i`. */
export type Permute<S extends Dims, Axes extends readonly number[]> = number extends [...S, ...Axes]["length"]
  ? number[]
  : { -readonly [Place in keyof Axes]: SizeAt<S, Axes[Place]> };

/** The type of the argument of `permute`: `Axes` itself, or the sentence that says why not. */
export type PermuteArgument<S extends Dims, Axes extends readonly number[]> =
  PermuteProblem<S, Axes> extends Mismatch
    ? `cannot permute ${ShapeText<S>} by axes [${AxesText<Axes>}]: ${PermuteProblem<S, Axes>["mismatch"]}`
    : Axes;

/** The size of one axis, which may be negative; `number` if the axis is not known. */
export type SizeAt<S extends Dims, Axis extends number> = number extends Axis
  ? number
  : [SizeByAxis<S> & { readonly [A in Axis]: number }] extends [
        { readonly [A in Axis]: infer D extends number },
      ]
    ? D
    : number;

/** The shape with an axis of size 1 at each of `Axes`, places in the result. */
export type ExpandDims<S extends Dims, Axes extends number | readonly number[]> = number extends S["length"]
  ? number[]
  : Axes extends readonly number[]
    ? number extends Axes["length"] | Axes[number]
      ? number[]
      : InsertOnes<S, Axes[number], Axes>
    : Axes extends number
      ? number extends Axes
        ? [...S, number] extends infer Longer extends Dims
          ? { [Axis in keyof Longer]: number }
          : never
        : InsertOnes<S, Axes, [Axes]>
      : never;

/** The shape without its axes of size 1, or without the named ones. */
export type Squeeze<
  S extends Dims,
  Axes extends number | readonly number[] | undefined,
> = number extends S["length"]
  ? number[]
  : Axes extends undefined
    ? SqueezeAll<S>
    : Axes extends number
      ? SqueezeAxes<S, Axes>
      : Axes extends readonly number[]
        ? SqueezeAxes<S, Axes[number]>
        : never;

/** The type of the argument of `squeeze`. */
export type SqueezeArgument<S extends Dims, Axes extends number | readonly number[] | undefined> =
  SqueezeProblem<S, Axes> extends Mismatch
    ? `cannot squeeze ${ShapeText<S>}: ${SqueezeProblem<S, Axes>["mismatch"]}`
    : Axes;

/** What `reshape` returns: the shape asked for, with -1, which is found out at run time, as `number`. */
export type Reshape<Shape extends Dims> = {
  [Axis in keyof Shape]: Shape[Axis] extends -1 ? number : Shape[Axis];
};

/** The type of the argument of `broadcastTo`. */
export type BroadcastToArgument<S extends Dims, To extends Dims> =
  BroadcastTo<S, To> extends Mismatch
    ? `cannot broadcast ${ShapeText<S>} to ${ShapeText<To>}: ${BroadcastTo<S, To>["mismatch"]}`
    : readonly [...To];

type SizeByAxis<S extends Dims, Seen extends Dims = [], Found = unknown> = S extends [
  infer D extends number,
  ...infer Rest extends Dims,
]
  ? SizeByAxis<Rest, [...Seen, 0], Found & { readonly [A in Seen["length"] | Negative<S["length"]>]: D }>
  : Found;

type AxesText<Axes extends readonly number[], Text extends string = ""> = Axes extends readonly [
  infer A extends number,
  ...infer Rest extends readonly number[],
]
  ? AxesText<Rest, Text extends "" ? `${A}` : `${Text}, ${A}`>
  : Text;

type PermuteProblem<S extends Dims, Axes extends readonly number[]> = number extends
  | [...S, ...Axes]["length"]
  | Axes[number]
  ? []
  : Exactly<Axes["length"]> extends Exactly<S["length"]>
    ? [Exclude<Axes[number], AxesOf<S>>] extends [never]
      ? [SizesOnce<S, Axes[number]>] extends [true]
        ? []
        : Mismatch<"each axis must be named once">
      : Mismatch<`axes go from ${Negative<S["length"]>} to ${LastAxis<S>}`>
    : Mismatch<`it has ${Counted<S, "axis", "axes">}`>;

/** True if each axis is among `Axis`, by either of its two numbers. */
type SizesOnce<S extends Dims, Axis extends number, Seen extends Dims = []> = S extends [
  number,
  ...infer Rest extends Dims,
]
  ? [Extract<Axis, Seen["length"] | Negative<S["length"]>>] extends [never]
    ? false
    : SizesOnce<Rest, Axis, [...Seen, 0]>
  : true;

/** Walks the places of the result from the last to the first: a place in `Axis` gets a 1, others the next of `S`. */
type InsertOnes<
  S extends Dims,
  Axis extends number,
  Places extends readonly number[],
  Result extends Dims = [],
  Left extends readonly unknown[] = [...S, ...Places],
> = Left extends readonly [unknown, ...infer Rest]
  ? [Extract<Axis, Result["length"] | Negative<Left["length"]>>] extends [never]
    ? S extends [infer D extends number, ...infer RestS extends Dims]
      ? InsertOnes<RestS, Axis, Places, [...Result, D], Rest>
      : number[]
    : InsertOnes<S, Axis, Places, [...Result, 1], Rest>
  : Result;

type SqueezeAll<S extends Dims, Left extends Dims = []> = S extends [
  infer D extends number,
  ...infer Rest extends Dims,
]
  ? Exactly<D> extends Exactly<1>
    ? SqueezeAll<Rest, Left>
    : number extends D
      ? number[]
      : SqueezeAll<Rest, [...Left, D]>
  : Left;

type SqueezeAxes<
  S extends Dims,
  Axis extends number,
  Seen extends Dims = [],
  Left extends Dims = [],
> = number extends Axis
  ? number[]
  : S extends [infer D extends number, ...infer Rest extends Dims]
    ? [Extract<Axis, Seen["length"] | Negative<S["length"]>>] extends [never]
      ? SqueezeAxes<Rest, Axis, [...Seen, 0], [...Left, D]>
      : SqueezeAxes<Rest, Axis, [...Seen, 0], Left>
    : Left;

type SqueezeProblem<S extends Dims, Axes extends number | readonly number[] | undefined> = number extends [
  ...S,
]["length"]
  ? []
  : Axes extends undefined
    ? []
    : AxisUnion<Axes> extends infer Axis extends number
      ? number extends Axis
        ? []
        : [Exclude<Axis, AxesOf<S>>] extends [never]
          ? Exactly<SizeAt<S, Axis>> extends Exactly<1> | Exactly<number>
            ? []
            : Mismatch<`axis ${Axis} has size ${SizeAt<S, Axis>}, not 1`>
          : Mismatch<
              S extends []
                ? "a scalar has no axes"
                : `axes go from ${Negative<S["length"]>} to ${LastAxis<S>}`
            >
      : [];

type AxisUnion<Axes> = Axes extends readonly (infer Axis)[] ? Axis : Axes;
