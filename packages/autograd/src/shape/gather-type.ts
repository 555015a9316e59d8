import type { Broadcast } from "./broadcast-type.ts";
import type { Dims } from "./shape-type.ts";

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
