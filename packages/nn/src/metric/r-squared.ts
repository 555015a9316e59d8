import { ArgumentError, type TensorLike } from "@chainrule/autograd";
import { requireShape, tensorArgument } from "../argument.ts";

/**
 * R², the share of the variance of a target that a prediction explains: 1 − Σ (target − prediction)² / Σ (target − its mean)²
 * over the examples; of several outputs the mean of what it is of each, as scikit-learn's `r2_score`.
 * @param prediction - `[examples]`, or `[examples, ...outputs]`.
 * @param target - As many numbers, those of an output not all the same.
 * @returns 1 for a perfect prediction, 0 for one as good as the mean, less for worse ones.
 * @throws {ShapeError} if the shapes differ; {@link ArgumentError} if the target is constant in an output, or empty.
 * @example rSquared([2.5, 0, 2, 8], [3, -0.5, 2, 7]) // => 0.9486081370449679
 */
export function rSquared(prediction: TensorLike, target: TensorLike): number {
  const op = "rSquared";
  const given = tensorArgument(op, "prediction", prediction, "float64");
  const wanted = tensorArgument(op, "target", target, "float64");
  requireShape(op, "prediction", given.shape, wanted.shape);
  const examples = wanted.shape[0] ?? 1;
  const outputs = Math.max(1, wanted.size / Math.max(1, examples));
  const [values, truth] = [given.data(), wanted.data()];
  const columnOf = (elements: ArrayLike<number>, output: number): number[] =>
    Array.from({ length: examples }, (_, k) => elements[k * outputs + output] as number);
  let sum = 0;
  for (let output = 0; output < outputs; output++) {
    const column = columnOf(truth, output);
    // Compared as they are: the rounded mean of equal numbers may differ from them.
    if (column.every((value) => value === column[0])) {
      const place = outputs === 1 ? "" : ` in output ${output}`;
      throw new ArgumentError(
        op,
        `target must not be constant${place}, since there is no variance to explain.`,
      );
    }
    sum += explainedShare(columnOf(values, output), column);
  }
  return sum / outputs;
}

function explainedShare(values: readonly number[], truth: readonly number[]): number {
  const mean = truth.reduce((sum, value) => sum + value, 0) / truth.length;
  let residual = 0;
  let total = 0;
  for (let k = 0; k < truth.length; k++) {
    residual += ((truth[k] as number) - (values[k] as number)) ** 2;
    total += ((truth[k] as number) - mean) ** 2;
  }
  return 1 - residual / total;
}
