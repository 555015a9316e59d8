import type { Dims, Mismatch } from "./shape-type.ts";

/** The shape of what a tensor of shape `S` iterates over: `S` without its first axis. */
export type Row<S extends Dims> = S extends [number, ...infer Rest extends Dims]
  ? Rest
  : S extends []
    ? Mismatch<"a scalar has no first axis to iterate over">
    : number[];
