import { ArgumentError, type Tensor } from "@chainrule/autograd";
import { shapeText } from "../argument.ts";

/** The scores of one class have nothing to be compared with: each example would be of it, and every answer right. */
export function requireTwoClasses(op: string, name: string, { shape }: Tensor, remedy: string): void {
  if (shape.length !== 2 || shape[1] !== 1) return;
  throw new ArgumentError(
    op,
    `${name} must have a column for each of at least two classes, got shape ${shapeText(shape)}. ${remedy}`,
  );
}

/**
 * The class of each example: given as an index, or the one with the largest score, of equal ones the first.
 * @param count - How many classes there are; by default as many as there are scores, or any number.
 * @param isTruth - Whether rows are one-hot: then the largest of each has to be alone.
 */
export function classesOf(
  op: string,
  name: string,
  value: Tensor,
  count: number | undefined,
  isTruth: boolean,
): Int32Array {
  const { shape } = value;
  const refuse = (text: string): ArgumentError => new ArgumentError(op, `${name} must ${text}`);
  const elements = value.data();
  if (value.rank === 1) {
    const wanted =
      count === undefined
        ? "be class indices, integers from 0 on"
        : `be class indices, integers from 0 to ${count - 1}`;
    const wrong = elements.findIndex(
      (index) => !Number.isInteger(index) || index < 0 || index >= (count ?? 2 ** 31),
    );
    if (wrong >= 0) throw refuse(`${wanted}, got ${elements[wrong]}.`);
    return Int32Array.from(elements);
  }
  const [examples, classes] = shape as [number, number];
  if (value.rank !== 2 || classes === 0 || (count !== undefined && classes !== count)) {
    const scores = `[examples, ${count ?? "classes"}]`;
    throw refuse(
      `have shape [examples], of class indices, or ${scores}, of scores, got ${shapeText(shape)}.`,
    );
  }
  return Int32Array.from({ length: examples }, (_, row) => {
    let best = 0;
    for (let k = 0; k < classes; k++) {
      const score = elements[row * classes + k] as number;
      if (Number.isNaN(score)) throw refuse(`not have NaN among its scores, got one in row ${row}.`);
      if (score > (elements[row * classes + best] as number)) best = k;
    }
    const own = elements.subarray(row * classes, (row + 1) * classes);
    if (isTruth && own.indexOf(own[best] as number, best + 1) >= 0)
      throw refuse(`be one-hot, got ${own[best]} more than once in row ${row}.`);
    return best;
  });
}
