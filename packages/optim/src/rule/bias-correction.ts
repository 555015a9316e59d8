import type { Tensor } from "@chainrule/autograd";

/**
 * 1 − βᵗ: the sum of the weights that a moving average which began with 0 has given to what it averages. Written as
 * −expm1(t log β), since the difference would lose most digits of a float32 where β is near 1.
 */
export function biasCorrection(beta: Tensor<[]>, count: Tensor<[]>): Tensor<[]> {
  return beta.log().mul(count).expm1().neg();
}
