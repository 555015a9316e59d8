import { type Tensor, zeros } from "@chainrule/autograd";

/** Zeros of the shape and dtype of a parameter: how most rules begin. */
export function zerosLike({ shape, dtype }: Tensor): Tensor {
  return zeros(shape, { dtype });
}
