import type { Broadcast } from "./broadcast-type.ts";
import type { ShapeOf } from "./operand-type.ts";
import type { Dims } from "./shape-type.ts";
import type { RangeObject } from "./slice-type.ts";

/** The shape that indices broadcast to, in place of as many axes as there are indices. */
export type Gather<S extends Dims, Indices extends readonly Dims[], Joint extends Dims = []> = number extends
  | S["length"]
  | Indices["length"]
  ? number[]
  : Indices extends readonly [infer First extends Dims, ...infer Rest extends readonly Dims[]]
    ? S extends [number, ...infer Behind extends Dims]
      ? Gather<Behind, Rest, Broadcast<Joint, First>>
      : number[]
    : number extends Joint["length"]
      ? number[]
      : [...Joint, ...S];

/** A size in place of as many axes as the ids have. */
export type Segments<S extends Dims, Ids extends Dims, N extends number> = number extends
  | S["length"]
  | Ids["length"]
  ? number[]
  : Ids extends [number, ...infer RestIds extends Dims]
    ? S extends [number, ...infer RestS extends Dims]
      ? Segments<RestS, RestIds, N>
      : number[]
    : [N, ...S];

/** The shape of `at`: indices broadcast, in place of the first axis that has some; sizes of ranges are left to run time. */
export type At<
  S extends Dims,
  Places extends readonly unknown[],
  Before extends Dims = [],
  Joint extends Dims | null = null,
  After extends Dims = [],
> = number extends S["length"] | Places["length"]
  ? number[]
  : Places extends readonly [infer First, ...infer Rest]
    ? S extends [infer D extends number, ...infer RestS extends Dims]
      ? First extends number
        ? At<RestS, Rest, Before, Joint, After>
        : First extends null
          ? Kept<RestS, Rest, Before, Joint, After, D>
          : First extends RangeObject
            ? First extends { readonly shape: unknown } | readonly unknown[]
              ? At<RestS, Rest, Before, Joined<Joint, ShapeOf<First>>, After>
              : Kept<RestS, Rest, Before, Joint, After, number>
            : At<RestS, Rest, Before, Joined<Joint, ShapeOf<First>>, After>
      : number[]
    : Joint extends Dims
      ? number extends Joint["length"]
        ? number[]
        : [...Before, ...Joint, ...After, ...S]
      : [...Before, ...S];

type Joined<Joint extends Dims | null, Next extends Dims> = Joint extends Dims
  ? Broadcast<Joint, Next>
  : Next;

type Kept<
  S extends Dims,
  Places extends readonly unknown[],
  Before extends Dims,
  Joint extends Dims | null,
  After extends Dims,
  D extends number,
> = Joint extends null
  ? At<S, Places, [...Before, D], Joint, After>
  : At<S, Places, Before, Joint, [...After, D]>;
