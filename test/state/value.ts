import { number, type Scalar } from "./scalar.ts";

/** A tensor of the model: a plain array of numbers that know where they come from. */
export interface Value {
  readonly shape: readonly number[];
  readonly elements: readonly Scalar[];
  /** Of an argument that is a parameter itself: which one. What it is worth is asked when it is used. */
  readonly cell?: number;
}

export function valueOf(shape: readonly number[], elements: readonly Scalar[]): Value {
  return { shape, elements };
}

/** Data. */
export function given(shape: readonly number[], elements: readonly number[]): Value {
  return valueOf(shape, elements.map(number));
}

export function numbersOf({ elements }: Value): number[] {
  return elements.map(({ value }) => value);
}

/** Each element replaced by what `f` makes of it. */
export function mapped({ shape, elements }: Value, f: (element: Scalar) => Scalar): Value {
  return valueOf(shape, elements.map(f));
}

/** The shape that two broadcast to; null if they do not. */
export function broadcast(a: readonly number[], b: readonly number[]): readonly number[] | null {
  const rank = Math.max(a.length, b.length);
  const result: number[] = [];
  for (let axis = 0; axis < rank; axis++) {
    const [m, n] = [a[a.length - rank + axis] ?? 1, b[b.length - rank + axis] ?? 1];
    if (m !== n && m !== 1 && n !== 1) return null;
    result.push(m === 1 ? n : m);
  }
  return result;
}

/** Element by element, over the shape that all broadcast to. */
export function zipped(f: (...elements: Scalar[]) => Scalar, ...values: readonly Value[]): Value {
  const shape = values.reduce<readonly number[]>((all, value) => broadcast(all, value.shape) ?? all, []);
  const elements = indicesOf(shape).map((index) => f(...values.map((value) => at(value, index))));
  return valueOf(shape, elements);
}

/** The elements whose indices `source` gives for each index of a new shape. */
export function gathered(
  value: Value,
  shape: readonly number[],
  source: (index: readonly number[]) => readonly number[],
  rename: (element: Scalar) => Scalar,
): Value {
  return valueOf(
    shape,
    indicesOf(shape).map((index) => rename(at(value, source(index)))),
  );
}

/** The element at an index of a shape that the value broadcasts to. */
function at({ shape, elements }: Value, index: readonly number[]): Scalar {
  const own = index.slice(index.length - shape.length);
  const offset = shape.reduce((sum, size, axis) => sum * size + (size === 1 ? 0 : (own[axis] as number)), 0);
  return elements[offset] as Scalar;
}

/** All indices of a shape, the last axis fastest. */
export function indicesOf(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (rows, size) => rows.flatMap((row) => Array.from({ length: size }, (_, k) => [...row, k])),
    [[]],
  );
}
