import type { Dims, Mismatch, ShapeText } from "./shape-type.ts";

/** One axis, several, or `undefined` for all. Negative axes count from the end. */
export type AxesLike = number | readonly number[] | undefined;

/**
 * The shape left after reducing `Axes`: without them, or with size 1 in their place if `Keep`.
 *
 * `Axes` is looked at before `S`, so that a loss over a generic shape is known to be a scalar.
 */
export type Reduce<S extends Dims, Axes extends AxesLike, Keep extends boolean> = Axes extends undefined
  ? Keep extends true
    ? Fill<S, 1>
    : []
  : number extends S["length"]
    ? number[]
    : number extends AxisOf<Axes>
      ? ReduceUnknown<S, Axes, Keep>
      : RemoveAxes<S, AxisOf<Axes>, Keep>;

/** The type of an argument that names axes of `S`: `Axes` itself, or the sentence that says why not. */
export type AxesArgument<Op extends string, S extends Dims, Axes extends AxesLike> =
  AxesProblem<S, Axes> extends Mismatch
    ? `cannot ${Op} ${ShapeText<S>} over axis ${WrongAxis<S, Axes>}: ${AxesProblem<S, Axes>["mismatch"]}`
    : Axes;

/** Every axis of `S`, counted from either end: `0 | 1 | -1 | -2` for two axes. */
export type AxesOf<S extends Dims, Seen extends Dims = [], Found extends number = never> = S extends [
  number,
  ...infer Rest extends Dims,
]
  ? AxesOf<Rest, [...Seen, 0], Found | Seen["length"] | Negative<S["length"]>>
  : Found;

/** The axes named by an argument, as a union. */
export type AxisOf<Axes extends AxesLike> = Axes extends readonly number[]
  ? Axes[number]
  : Exclude<Axes, undefined>;

/** `-N`; there is no other arithmetic on literal types than through their text. */
export type Negative<N extends number> = `-${N}` extends `${infer Result extends number}` ? Result : never;

type WrongAxis<S extends Dims, Axes extends AxesLike> = Exclude<AxisOf<Axes>, AxesOf<S>> & number;

// Through `[...S]` a generic shape counts as one of unknown rank, and any axis as possible.
type AxesProblem<S extends Dims, Axes extends AxesLike> = number extends [...S]["length"]
  ? []
  : number extends AxisOf<Axes>
    ? []
    : [WrongAxis<S, Axes>] extends [never]
      ? []
      : S extends []
        ? Mismatch<"a scalar has no axes">
        : Mismatch<`axes go from ${Negative<S["length"]>} to ${LastAxis<S>}`>;

/** Rank minus 1. */
export type LastAxis<S extends Dims> = S extends [number, ...infer Rest extends Dims]
  ? Rest["length"]
  : never;

/** The rank of `S` with one size at every axis. */
export type Fill<S extends Dims, Size extends number, Filled extends Dims = []> = S extends [
  number,
  ...infer Rest extends Dims,
]
  ? Fill<Rest, Size, [...Filled, Size]>
  : number extends S["length"]
    ? number[]
    : Filled;

/** An axis known only at run time: one axis leaves one axis fewer, several leave an unknown rank. */
type ReduceUnknown<S extends Dims, Axes extends AxesLike, Keep extends boolean> = Keep extends true
  ? Fill<S, number>
  : Axes extends number
    ? S extends [number, ...infer Rest extends Dims]
      ? Fill<Rest, number>
      : []
    : number[];

type RemoveAxes<
  S extends Dims,
  Axis extends number,
  Keep extends boolean,
  Seen extends Dims = [],
  Left extends Dims = [],
> = S extends [infer D extends number, ...infer Rest extends Dims]
  ? [Extract<Axis, Seen["length"] | Negative<S["length"]>>] extends [never]
    ? RemoveAxes<Rest, Axis, Keep, [...Seen, 0], [...Left, D]>
    : RemoveAxes<Rest, Axis, Keep, [...Seen, 0], Keep extends true ? [...Left, 1] : Left>
  : Left;
