/** Checks of what callers pass: each returns the argument, or throws the sentence that says what it must be. */
import {
  ArgumentError,
  DtypeError,
  type FloatDType,
  isParameter,
  isTensor,
  ShapeError,
  type Tensor,
  tensor,
} from "@chainrule/autograd";
import { describeValue, isArray } from "@chainrule/autograd/gears";

export function finiteArgument(op: string, name: string, value: unknown): number {
  if (typeof value !== "number" || !Number.isFinite(value)) {
    throw new ArgumentError(op, `${name} must be a finite number, got ${describeValue(value)}.`);
  }
  return value;
}

export function nonNegativeArgument(op: string, name: string, value: unknown): number {
  if (typeof value !== "number" || !Number.isFinite(value) || value < 0) {
    throw new ArgumentError(op, `${name} must be a finite number, 0 or more, got ${describeValue(value)}.`);
  }
  return value;
}

export function positiveArgument(op: string, name: string, value: unknown): number {
  if (typeof value !== "number" || !Number.isFinite(value) || value <= 0) {
    throw new ArgumentError(op, `${name} must be a positive finite number, got ${describeValue(value)}.`);
  }
  return value;
}

/** The number of inputs or outputs of a layer. */
export function sizeArgument(op: string, name: string, value: unknown): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 1) {
    throw new ArgumentError(op, `${name} must be a positive integer, got ${describeValue(value)}.`);
  }
  return value;
}

export function floatDtypeArgument(op: string, value: unknown): FloatDType {
  if (value !== "float64" && value !== "float32") {
    throw new DtypeError(op, `dtype must be "float64" or "float32", got ${describeValue(value)}.`);
  }
  return value;
}

/** A tensor, or nested arrays as one of the given dtype. */
export function tensorArgument(op: string, name: string, value: unknown, dtype: FloatDType): Tensor {
  if (isTensor(value)) return value;
  if (typeof value !== "number" && !isArray(value)) {
    throw new ArgumentError(
      op,
      `${name} must be a tensor or nested arrays of numbers, got ${describeValue(value)}.`,
    );
  }
  return tensor(value as number, { dtype });
}

/** The first value of a parameter, of exactly this shape and dtype; not another parameter, with which it would share nothing. */
export function valueArgument(
  op: string,
  name: string,
  value: unknown,
  shape: readonly number[],
  dtype: FloatDType,
): Tensor {
  if (isParameter(value)) {
    throw new ArgumentError(
      op,
      `${name} must be numbers to begin with, got a parameter, which would be copied and not shared. Take its stopGradient() for its ` +
        "numbers, or use the parameter itself in a function or class of your own.",
    );
  }
  const tensor = tensorArgument(op, name, value, dtype);
  requireShape(op, name, tensor.shape, shape);
  if (tensor.dtype !== dtype) {
    throw new DtypeError(
      op,
      `${name} must be ${dtype}, got ${tensor.dtype}. Set the option dtype, or use cast("${dtype}").`,
    );
  }
  return tensor;
}

export function requireShape(
  op: string,
  name: string,
  shape: readonly number[],
  wanted: readonly number[],
): void {
  if (shape.length === wanted.length && shape.every((size, axis) => size === wanted[axis])) return;
  throw new ShapeError(op, `${name} must have shape ${shapeText(wanted)}, got ${shapeText(shape)}.`, [
    wanted,
    shape,
  ]);
}

export function shapeText(shape: readonly number[]): string {
  return `[${shape.join(", ")}]`;
}
