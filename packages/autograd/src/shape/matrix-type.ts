import type { Dims } from "./shape-type.ts";

/** What is left of a shape without the axes of matrices. */
export type MatrixBatch<S extends Dims> = number extends S["length"]
  ? number[]
  : S extends [...infer Batch extends Dims, number, number]
    ? Batch
    : number[];

/** The shape of a vector for each matrix. */
export type MatrixRow<S extends Dims> = number extends S["length"]
  ? number[]
  : S extends [...infer Rest extends Dims, number]
    ? Rest
    : number[];
