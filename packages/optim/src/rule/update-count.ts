import { scalar, type Tensor } from "@chainrule/autograd";

/**
 * How often a parameter was updated: 0, before the first update. Averages have seen as many gradients, which are fewer than
 * the optimiser has made steps if the parameter had none in some of them.
 */
export function updateCount({ dtype }: Tensor): Tensor<[]> {
  return scalar(0, { dtype });
}
