import type { AxesOf, Negative } from "./reduce-type.ts";
import type { Dims } from "./shape-type.ts";

/** The shape of `S` with the axes of `Indices` in place of one axis. */
export type Take<S extends Dims, Indices extends Dims, Axis extends number> = number extends
  | [...S, ...Indices]["length"]
  | Axis
  ? number[]
  : [Extract<Axis, AxesOf<S>>] extends [never]
    ? number[]
    : Replaced<S, Indices, Axis>;

type Replaced<
  S extends Dims,
  Indices extends Dims,
  Axis extends number,
  Before extends Dims = [],
> = S extends [infer D extends number, ...infer Rest extends Dims]
  ? [Extract<Axis, Before["length"] | Negative<S["length"]>>] extends [never]
    ? Replaced<Rest, Indices, Axis, [...Before, D]>
    : [...Before, ...Indices, ...Rest]
  : number[];
