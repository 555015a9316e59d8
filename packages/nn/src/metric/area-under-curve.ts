import { ArgumentError, type TensorLike } from "@chainrule/autograd";
import { requireShape, tensorArgument } from "../argument.ts";

/**
 * The area under the receiver operating characteristic: how probable it is that an example of one kind has a larger score than one
 * of the other, where equal scores count half.
 * @param scores - `[examples]`: the larger, the more likely an example is of the first kind.
 * @param target - `[examples]`: 1 or true for the first kind, 0 or false for the other; both must occur.
 * @returns From 0 to 1; 0.5 of scores that say nothing.
 * @throws {ArgumentError} or {@link ShapeError} for anything else.
 * @remarks Source: J. Hanley, B. McNeil, The meaning and use of the area under a ROC curve, Radiology 143, 1982.
 * @example areaUnderCurve([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]) // => 0.75
 */
export function areaUnderCurve(scores: TensorLike, target: TensorLike): number {
  const op = "areaUnderCurve";
  const given = tensorArgument(op, "scores", scores, "float64");
  const truth = tensorArgument(op, "target", target, "float64");
  requireShape(op, "target", truth.shape, given.shape);
  if (given.rank !== 1) {
    throw new ArgumentError(op, `scores must have shape [examples], got [${given.shape.join(", ")}].`);
  }
  const [values, kinds] = [given.data(), Float64Array.from(truth.data())];
  const wrong = kinds.findIndex((kind) => kind !== 0 && kind !== 1);
  if (wrong >= 0) throw new ArgumentError(op, `target must be 0 or 1, got ${kinds[wrong]}.`);
  const nan = values.findIndex(Number.isNaN);
  if (nan >= 0) throw new ArgumentError(op, `scores must not have NaN, got one at ${nan}.`);
  const first = kinds.reduce((sum, kind) => sum + kind, 0);
  if (first === 0 || first === kinds.length) {
    throw new ArgumentError(op, `target must have both 0 and 1, got only ${kinds[0]}.`);
  }
  const order = Array.from(values.keys()).sort((a, b) => (values[a] as number) - (values[b] as number));
  // Twice the sum of the ranks of the first kind: equal scores share the mean of their ranks, which may be a half.
  let ranks = 0;
  for (let begin = 0; begin < order.length; ) {
    const score = values[order[begin] as number];
    let end = begin;
    let ofFirst = 0;
    for (; end < order.length && values[order[end] as number] === score; end++) {
      ofFirst += kinds[order[end] as number] as number;
    }
    ranks += ofFirst * (begin + 1 + end);
    begin = end;
  }
  const pairs = first * (kinds.length - first);
  return (ranks - first * (first + 1)) / (2 * pairs);
}
