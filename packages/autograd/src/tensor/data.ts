/** Turns what a program writes (numbers, booleans, nested arrays) into the elements of a tensor. */
import { describe } from "../error/describe.ts";
import { ArgumentError, type ChainruleError, DtypeError, ShapeError } from "../error/error.ts";
import { awaitIt, isArray } from "../error/foreign.ts";
import { allocate, type DType, type TypedArray } from "../shape/dtype.ts";
import { requireSize, type Shape, sizeOf } from "../shape/shape.ts";
import { isHolder } from "./holder.ts";

export interface Data {
  readonly elements: TypedArray;
  readonly shape: Shape;
  readonly dtype: DType;
}

/** Deeper nesting is an array that contains itself. */
export const deepest = 32;

/**
 * The elements of a number, a boolean or nested arrays. Nothing is coerced: anything else is refused, with its place.
 * @param dtype - Of numbers; booleans are bool.
 * @param strict - Whether booleans are refused for dtypes other than bool, and numbers may be bool (0 and 1).
 */
export function dataOf(op: string, value: unknown, dtype: DType, strict: boolean): Data {
  const shape: number[] = [];
  let first = value;
  while (isArray(first)) {
    if (shape.length === deepest)
      throw new ShapeError(op, `arrays must not nest deeper than ${deepest} levels.`);
    shape.push(first.length);
    first = first[0];
  }
  const inEmpty = shape.length > 0 && shape[shape.length - 1] === 0;
  const booleans = !inEmpty && typeof first === "boolean";
  const actual = booleans && !strict ? "bool" : dtype;
  requireSize(op, shape);
  const elements = allocate(actual, sizeOf(shape));
  const filler = new Filler(op, elements, actual, shape, booleans ? "boolean" : "number");
  if (shape.length === 0) elements[0] = filler.checked(value);
  else filler.fill(value as readonly unknown[], 0, 0);
  return { elements, shape, dtype: actual };
}

/** Fills a row with numbers that the dtype must be able to hold. */
export function fillChecked(
  op: string,
  elements: TypedArray,
  dtype: DType,
  element: (index: number) => number,
): void {
  const filler = new Filler(op, elements, dtype, [elements.length], "number");
  for (let i = 0; i < elements.length; i++) {
    filler.path[0] = i;
    elements[i] = filler.checked(element(i));
  }
}

/** One pass over nested arrays. */
class Filler {
  readonly op: string;
  readonly elements: TypedArray;
  readonly dtype: DType;
  readonly shape: Shape;
  /** What the first element is, and all must be. */
  readonly kind: "number" | "boolean";
  /** Indices of the current element, for errors. */
  readonly path: number[] = [];

  constructor(op: string, elements: TypedArray, dtype: DType, shape: Shape, kind: "number" | "boolean") {
    this.op = op;
    this.elements = elements;
    this.dtype = dtype;
    this.shape = shape;
    this.kind = kind;
  }

  /** Returns the offset after the last element written. */
  fill(rows: readonly unknown[], axis: number, start: number): number {
    const { path, shape, elements } = this;
    const length = rows.length;
    if (length !== shape[axis]) throw this.ragged(axis, String(length));
    const innermost = axis === shape.length - 1;
    const plain = this.dtype === "float64" && this.kind === "number";
    let offset = start;
    path.length = axis + 1;
    for (let i = 0; i < length; i++) {
      const row = rows[i];
      if (innermost && plain && typeof row === "number") {
        elements[offset++] = row;
        continue;
      }
      path[axis] = i;
      if (innermost) elements[offset++] = this.checked(row);
      else if (isArray(row)) offset = this.fill(row, axis + 1, offset);
      else if (typeof row === "number" || typeof row === "boolean")
        throw this.ragged(axis + 1, "a single value");
      else throw this.foreign(row);
    }
    path.length = axis;
    return offset;
  }

  /** The element as it is stored. */
  checked(value: unknown): number {
    if (typeof value !== this.kind) throw this.wrongKind(value);
    const number = Number(value);
    switch (this.dtype) {
      case "float64":
        if (this.kind === "boolean") throw this.booleanIn(value);
        return number;
      case "float32":
        if (this.kind === "boolean") throw this.booleanIn(value);
        if (Number.isFinite(number) && !Number.isFinite(Math.fround(number))) throw this.tooLarge(number);
        return number;
      case "int32":
        if (this.kind === "boolean") throw this.booleanIn(value);
        if ((number | 0) !== number) throw this.noInteger(number);
        return number;
      case "bool":
        if (number !== 0 && number !== 1) throw this.noTruthValue(number);
        return number;
    }
  }

  private get place(): string {
    return this.path.length === 0 ? "" : ` at [${this.path.join(", ")}]`;
  }

  private ragged(axis: number, got: string): ChainruleError {
    if (axis >= this.shape.length) return this.wrongKind([]);
    const first = `[${new Array(axis).fill(0).join(", ")}]`;
    return new ShapeError(
      this.op,
      `rows must have equal length, got ${this.shape[axis]} at ${first} and ${got} at [${this.path.join(", ")}].`,
    );
  }

  private wrongKind(value: unknown): ChainruleError {
    if (isArray(value)) {
      const first = `[${new Array(this.path.length).fill(0).join(", ")}]`;
      return new ShapeError(
        this.op,
        `rows must have equal length, got a single value at ${first} and an array${this.place}.`,
      );
    }
    if (typeof value === "number" || typeof value === "boolean") {
      const first = `[${new Array(this.path.length).fill(0).join(", ")}]`;
      return new ArgumentError(
        this.op,
        `elements must be all numbers or all booleans, got a ${this.kind} at ${first} and ${describe(value)}${this.place}.`,
      );
    }
    return this.foreign(value);
  }

  private foreign(value: unknown): ChainruleError {
    if (this.path.length === 0) return notTensorLike(this.op, value);
    const remedy = isHolder(value) ? " Join tensors with stack() or concat()." : "";
    return new ArgumentError(
      this.op,
      `elements must be numbers or booleans, got ${describe(value)}${this.place}.${remedy}`,
    );
  }

  private booleanIn(value: unknown): ChainruleError {
    return new DtypeError(
      this.op,
      `booleans need dtype bool, got ${this.dtype} and ${describe(value)}${this.place}. Use cast("${this.dtype}") on the result.`,
    );
  }

  private tooLarge(value: number): ChainruleError {
    return new ArgumentError(
      this.op,
      `float32 elements must be at most 3.4028235e38 in magnitude, got ${describe(value)}${this.place}.`,
    );
  }

  private noInteger(value: number): ChainruleError {
    return new ArgumentError(
      this.op,
      `int32 elements must be integers from -2147483648 to 2147483647, got ${describe(value)}${this.place}.`,
    );
  }

  private noTruthValue(value: number): ChainruleError {
    return new ArgumentError(
      this.op,
      `bool elements must be true, false, 0 or 1, got ${describe(value)}${this.place}.`,
    );
  }
}

/** The refusal of an argument that is not a tensor and cannot become one. */
export function notTensorLike(op: string, value: unknown): ArgumentError {
  return new ArgumentError(
    op,
    `arguments must be tensors, numbers or nested arrays of numbers, got ${describe(value)}.${awaitIt(value)}`,
  );
}
