import type { Dims } from "./shape-type.ts";

/** The shape of a convolution of images by a kernel: batch and channels are known, height and width follow from options. */
export type Convolution<X extends Dims, K extends Dims> = X extends readonly [
  infer N extends number,
  ...infer _,
]
  ? K extends readonly [infer Out extends number, ...infer _]
    ? [N, Out, number, number]
    : [N, number, number, number]
  : [number, number, number, number];
