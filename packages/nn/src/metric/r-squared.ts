import { ArgumentError, type TensorLike } from "@chainrule/autograd";
import { requireShape, tensorArgument } from "../argument.ts";

/**
 * R², the share of the variance of a target that a prediction explains: 1 − Σ (target − prediction)² / Σ (target − its mean)².
 * @param prediction - Numbers.
 * @param target - As many, not all the same.
 * @returns 1 for a perfect prediction, 0 for one as good as the mean, less for worse ones.
 * @throws {ShapeError} if the shapes differ; {@link ArgumentError} if the target is constant or empty.
 * @example rSquared([2.5, 0, 2, 8], [3, -0.5, 2, 7]) // => 0.9486081370449679
 */
export function rSquared(prediction: TensorLike, target: TensorLike): number {
  const op = "rSquared";
  const given = tensorArgument(op, "prediction", prediction, "float64");
  const wanted = tensorArgument(op, "target", target, "float64");
  requireShape(op, "prediction", given.shape, wanted.shape);
  const [values, truth] = [given.data(), Float64Array.from(wanted.data())];
  const mean = truth.reduce((sum, value) => sum + value, 0) / truth.length;
  let residual = 0;
  let total = 0;
  for (let k = 0; k < truth.length; k++) {
    residual += ((truth[k] as number) - (values[k] as number)) ** 2;
    total += ((truth[k] as number) - mean) ** 2;
  }
  // Compared as they are: the rounded mean of equal numbers may differ from them.
  if (truth.every((value) => value === truth[0]))
    throw new ArgumentError(op, "target must not be constant, since there is no variance to explain.");
  return 1 - residual / total;
}
