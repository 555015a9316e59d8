import type { Fill, Reduce } from "./reduce-type.ts";
import type { Dims } from "./shape-type.ts";

/** The shape without two axes, and the diagonal of them behind the others. */
export type Diagonal<S extends Dims, Axis1 extends number, Axis2 extends number> =
  Reduce<S, readonly [Axis1, Axis2], false> extends infer Others extends Dims
    ? number extends Others["length"]
      ? number[]
      : [...Others, number]
    : never;

/** A matrix of a vector, a vector of a matrix. */
export type Diag<S extends Dims, K extends number> = number extends S["length"]
  ? number[]
  : S extends [infer N extends number]
    ? K extends 0
      ? [N, N]
      : [number, number]
    : [number];

/** Sizes that are multiplied are left to run time; the longer of the two lists says how many there are. */
export type Tile<S extends Dims, Reps extends number | readonly number[]> = Reps extends readonly number[]
  ? number extends S["length"] | Reps["length"]
    ? number[]
    : Longer<S, Reps>
  : Fill<S, number>;

type Longer<
  S extends readonly number[],
  R extends readonly number[],
  Result extends Dims = [],
> = S extends readonly [number, ...infer RestS extends readonly number[]]
  ? Longer<
      RestS,
      R extends readonly [number, ...infer RestR extends readonly number[]] ? RestR : [],
      [...Result, number]
    >
  : R extends readonly [number, ...infer RestR extends readonly number[]]
    ? Longer<[], RestR, [...Result, number]>
    : Result;

/** The shape of each grid: a size of each vector, the first two exchanged for `xy`. */
export type Grid<
  Vectors extends readonly Dims[],
  Indexing extends "xy" | "ij",
> = number extends Vectors["length"]
  ? number[]
  : Indexing extends "ij"
    ? GridSizes<Vectors>
    : Vectors extends readonly [
          infer A extends Dims,
          infer B extends Dims,
          ...infer Rest extends readonly Dims[],
        ]
      ? GridSizes<[B, A, ...Rest]>
      : GridSizes<Vectors>;

type GridSizes<Vectors extends readonly Dims[], Result extends Dims = []> = Vectors extends readonly [
  infer First extends Dims,
  ...infer Rest extends readonly Dims[],
]
  ? GridSizes<Rest, [...Result, First extends [infer N extends number] ? N : number]>
  : Result;
