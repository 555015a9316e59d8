import { ArgumentError, type Tensor, type TensorLike, tensor, zeros } from "@chainrule/autograd";
import { sizeArgument, tensorArgument } from "../argument.ts";
import { classesOf, requireTwoClasses } from "./classes.ts";

interface Classified {
  readonly predicted: Int32Array;
  readonly actual: Int32Array;
  /** At least as many as there are. */
  readonly classes: number;
}

/**
 * The share of examples that are classified right.
 * @param prediction - `[examples, classes]`, scores or probabilities of which the largest counts, of two classes or more; or
 *   `[examples]`, class indices, or a mask.
 * @param target - `[examples]`, class indices; or `[examples, classes]`, one-hot vectors.
 * @returns From 0 to 1.
 * @throws {ArgumentError} for other shapes, for NaN among scores, for targets that name two classes at once, or without examples.
 * @example accuracy([[0.1, 0.9], [0.8, 0.2], [0.3, 0.7]], [1, 0, 0]) // => 0.6666666666666666
 */
export function accuracy(prediction: TensorLike, target: TensorLike): number {
  const { predicted, actual } = classified("accuracy", prediction, target);
  let right = 0;
  for (let k = 0; k < actual.length; k++) if (predicted[k] === actual[k]) right += 1;
  return right / actual.length;
}

/**
 * The share of examples whose class is among the k with the largest scores, of equal scores those of lower indices.
 * @param scores - `[examples, classes]`.
 * @param target - `[examples]`, class indices; or `[examples, classes]`, one-hot vectors.
 * @param k - How many count, a positive integer.
 * @returns From 0 to 1.
 * @throws {ArgumentError} as {@link accuracy} does, or for another k.
 * @example topKAccuracy([[0.1, 0.3, 0.6], [0.5, 0.3, 0.2]], [1, 2], 2) // => 0.5
 */
export function topKAccuracy(scores: TensorLike, target: TensorLike, k: number): number {
  const op = "topKAccuracy";
  sizeArgument(op, "k", k);
  const given = tensorArgument(op, "scores", scores, "float64");
  if (given.rank !== 2) {
    throw new ArgumentError(
      op,
      `scores must have shape [examples, classes], got [${given.shape.join(", ")}].`,
    );
  }
  requireTwoClasses(op, "scores", given, "Of one class there is nothing to choose from.");
  const { actual } = classified(op, given, target);
  const classes = given.shape[1] as number;
  const elements = given.data();
  let right = 0;
  for (let row = 0; row < actual.length; row++) {
    const own = elements[row * classes + (actual[row] as number)] as number;
    let before = 0;
    for (let other = 0; other < classes; other++) {
      const score = elements[row * classes + other] as number;
      if (score > own || (score === own && other < (actual[row] as number))) before += 1;
    }
    if (before < k) right += 1;
  }
  return right / actual.length;
}

/**
 * How often each class was taken for each other one.
 * @param prediction - `[examples, classes]`, scores; or `[examples]`, class indices.
 * @param target - `[examples]`, class indices; or `[examples, classes]`, one-hot vectors.
 * @returns `[classes, classes]`, int32: a row for each class as it is, a column for each as it was predicted.
 * @throws {ArgumentError} as {@link accuracy} does.
 * @remarks Derivative: none: it counts.
 * @example confusionMatrix([0, 1, 1, 1], [0, 0, 1, 1]).toArray() // => [[1, 1], [0, 2]]
 */
export function confusionMatrix(prediction: TensorLike, target: TensorLike): Tensor<[number, number]> {
  const { predicted, actual, classes } = classified("confusionMatrix", prediction, target);
  // Refuses in words what has no room.
  const counts = zeros([classes, classes], { dtype: "int32" }).data();
  for (let k = 0; k < actual.length; k++) {
    const place = (actual[k] as number) * classes + (predicted[k] as number);
    counts[place] = (counts[place] as number) + 1;
  }
  return tensor(counts, { shape: [classes, classes] });
}

function classified(op: string, prediction: TensorLike, target: TensorLike): Classified {
  const scores = tensorArgument(op, "prediction", prediction, "float64");
  const truth = tensorArgument(op, "target", target, "float64");
  const width = [scores, truth].find(({ rank }) => rank === 2)?.shape[1];
  requireTwoClasses(
    op,
    "prediction",
    scores,
    "Compare one output with a threshold: squeeze(1).greater(0.5).",
  );
  requireTwoClasses(op, "target", truth, "Give class indices of shape [examples]: squeeze(1).");
  const predicted = classesOf(op, "prediction", scores, width, false);
  const actual = classesOf(op, "target", truth, width, true);
  if (actual.length !== predicted.length || actual.length === 0) {
    throw new ArgumentError(
      op,
      `prediction and target must have the same number of examples, at least one, got ${predicted.length} and ${actual.length}.`,
    );
  }
  let classes = width ?? 0;
  for (const k of predicted) classes = Math.max(classes, k + 1);
  for (const k of actual) classes = Math.max(classes, k + 1);
  return { predicted, actual, classes };
}
