import { gradients, type Parameter, type Tensor } from "@chainrule/autograd";

/** One step of gradient descent as anybody might write it, without an optimiser; returns the loss before it. */
export function descend(loss: Tensor, parameters: readonly Parameter[], rate: Tensor | number): Tensor {
  const slopes = gradients(loss, parameters);
  for (const [k, cell] of parameters.entries()) cell.assign(cell.sub((slopes[k] as Tensor).mul(rate)));
  return loss;
}
