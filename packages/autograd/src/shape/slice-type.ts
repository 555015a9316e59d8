import type { Fill } from "./reduce-type.ts";
import type { Counted, Dims, Exactly, Mismatch, ShapeText } from "./shape-type.ts";

/**
 * What `slice` takes from one axis: `null` all of it; a number that one element, and the axis is gone; an object a range
 * as in Python, where a negative `start` or `stop` counts from the end and what is left out means as far as it goes.
 */
export type Range = number | null | RangeObject;

export interface RangeObject {
  /** The first index; by default the first, or the last if `step` is negative. */
  readonly start?: number | undefined;
  /** One past the last index, in the direction of `step`. */
  readonly stop?: number | undefined;
  /** Every how many; negative to go backwards, not 0. By default 1. */
  readonly step?: number | undefined;
}

/** The shape of a slice: sizes of ranges are left to run time, axes without a range stay. */
export type Slice<
  S extends Dims,
  Ranges extends readonly Range[],
  Result extends Dims = [],
> = number extends [...S, ...Ranges]["length"]
  ? number[]
  : Ranges extends readonly [infer First extends Range, ...infer RestRanges extends readonly Range[]]
    ? S extends [infer D extends number, ...infer Rest extends Dims]
      ? Slice<Rest, RestRanges, [First] extends [number] ? Result : [...Result, Sliced<D, First>]>
      : Mismatch
    : [...Result, ...S];

/** The type of the argument of `slice`. */
export type SliceArgument<S extends Dims, Ranges extends readonly Range[]> =
  Slice<S, Ranges> extends Mismatch
    ? `cannot slice ${ShapeText<S>} by ${Counted<Ranges, "range">}: it has ${Counted<S, "axis", "axes">}`
    : Ranges;

/** The widths `pad` adds: the same at every side, or `[before, after]` for each axis. */
export type PadWidths = number | readonly (readonly [before: number, after: number])[];

/** The shape of a padded tensor: sizes that change are left to run time. */
export type Pad<S extends Dims, Widths extends PadWidths> = Widths extends readonly (readonly [
  number,
  number,
])[]
  ? number extends [...S, ...Widths]["length"]
    ? Fill<S, number>
    : PadWalk<S, Widths>
  : Fill<S, number>;

/** The type of the argument of `pad`. */
export type PadArgument<S extends Dims, Widths extends PadWidths> =
  Pad<S, Widths> extends Mismatch
    ? `cannot pad ${ShapeText<S>}: it needs [before, after] for each axis`
    : Widths;

type Sliced<D extends number, R extends Range> = R extends null ? D : number;

type PadWalk<S extends Dims, Widths extends readonly unknown[], Result extends Dims = []> = S extends [
  infer D extends number,
  ...infer Rest extends Dims,
]
  ? Widths extends readonly [infer First, ...infer RestWidths]
    ? PadWalk<Rest, RestWidths, [...Result, Exactly<First> extends Exactly<readonly [0, 0]> ? D : number]>
    : Mismatch
  : Widths extends readonly []
    ? Result
    : Mismatch;
