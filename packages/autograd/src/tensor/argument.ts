/** Checks of what callers pass: each returns the argument, or throws the sentence that says what it must be. */
import { describe } from "../error/describe.ts";
import { ArgumentError, DtypeError, ShapeError } from "../error/error.ts";
import { isArray, isPlainObject } from "../error/foreign.ts";
import { type DType, dtypes } from "../shape/dtype.ts";
import { normalizeAxes, requireSize, type Shape } from "../shape/shape.ts";
import { isHolder } from "./holder.ts";

/** A shape, copied so that the caller's array may change. */
export function shapeArgument(op: string, shape: unknown): Shape {
  if (!isArray(shape)) {
    const remedy = typeof shape === "number" ? ` Write [${shape}].` : "";
    throw new ShapeError(op, `shape must be an array of sizes, got ${describe(shape)}.${remedy}`);
  }
  const sizes = sizesArgument(op, shape);
  requireSize(op, sizes);
  return sizes;
}

/** Sizes, each a non-negative integer. */
export function sizesArgument(op: string, sizes: readonly unknown[]): number[] {
  // By index, since `map` skips holes.
  const checked = new Array<number>(sizes.length);
  for (let i = 0; i < sizes.length; i++) {
    const size = sizes[i];
    if (typeof size !== "number" || !Number.isSafeInteger(size) || size < 0) {
      throw new ShapeError(op, `sizes must be non-negative integers, got ${describe(size)} at [${i}].`);
    }
    checked[i] = size;
  }
  return checked;
}

/** A count, such as the size of one axis. */
export function countArgument(op: string, name: string, count: unknown): number {
  if (typeof count !== "number" || !Number.isSafeInteger(count) || count < 0) {
    throw new ArgumentError(op, `${name} must be a non-negative integer, got ${describe(count)}.`);
  }
  return count;
}

/** An integer of either sign, such as an offset. */
export function integerArgument(op: string, name: string, value: unknown): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value)) {
    throw new ArgumentError(op, `${name} must be an integer, got ${describe(value)}.`);
  }
  return value;
}

export function numberArgument(op: string, name: string, value: unknown): number {
  if (typeof value !== "number")
    throw new ArgumentError(op, `${name} must be a number, got ${describe(value)}.`);
  return value;
}

export function finiteArgument(op: string, name: string, value: unknown): number {
  if (typeof value !== "number" || !Number.isFinite(value)) {
    throw new ArgumentError(op, `${name} must be a finite number, got ${describe(value)}.`);
  }
  return value;
}

export function booleanArgument(op: string, name: string, value: unknown): boolean {
  if (typeof value !== "boolean")
    throw new ArgumentError(op, `${name} must be true or false, got ${describe(value)}.`);
  return value;
}

export function dtypeArgument(op: string, dtype: unknown): DType {
  if (!(dtypes as readonly unknown[]).includes(dtype)) {
    throw new DtypeError(
      op,
      `dtype must be "float64", "float32", "int32" or "bool", got ${describe(dtype)}.`,
    );
  }
  return dtype as DType;
}

/** Axes counted from the front, ascending; all for `undefined`. */
export function axesArgument(op: string, axes: unknown, rank: number): readonly number[] {
  if (axes !== undefined && typeof axes !== "number" && !isArray(axes)) {
    throw new ArgumentError(op, `axes must be an integer or an array of integers, got ${describe(axes)}.`);
  }
  return normalizeAxes(op, axes as number | readonly number[] | undefined, rank);
}

/**
 * Nothing behind a number: `list.map(f)` passes the place in the list, which would be taken for that, and the list.
 * @throws {ArgumentError} for anything, `undefined` included.
 * @example requireNothingFurther("f", [[1, 2]]) // => throws 'f: takes no further argument, got [1, 2]. In list.map(f), write list.map((x) => f(x)).'
 */
export function requireNothingFurther(op: string, further: readonly unknown[]): void {
  if (further.length === 0) return;
  throw new ArgumentError(
    op,
    `takes no further argument, got ${describe(further[0])}. In list.map(${op}), write list.map((x) => ${op}(x)).`,
  );
}

/**
 * An options object with no keys other than `known`: misspelt options would otherwise be ignored in silence.
 * @throws {ArgumentError} if it has others, or is not an object. `undefined` stands for no options.
 * @example optionsArgument("f", { size: 3 }, ["size", "axis"]).size // => 3
 * @example optionsArgument("f", { sise: 3 }, ["size"]) // => throws 'f: there is no option "sise", only size.'
 * @example optionsArgument("f", { sise: 3 }, []) // => throws 'f: there is no option "sise", and no other.'
 */
export function optionsArgument(
  op: string,
  options: unknown,
  known: readonly string[],
): Readonly<Record<string, unknown>> {
  if (options === undefined) return noOptions;
  if (!isOptions(options, known)) {
    const wanted = known.length === 0 ? "left out" : `an object with ${known.join(", ")}`;
    throw new ArgumentError(op, `options must be ${wanted}, got ${describe(options)}.`);
  }
  for (const key of Object.keys(options)) {
    if (!known.includes(key)) {
      const others = known.length === 0 ? "and no other" : `only ${known.join(", ")}`;
      throw new ArgumentError(op, `there is no option ${describe(key)}, ${others}.`);
    }
  }
  return options;
}

/**
 * Whether a value can be options: a plain object, or one of a class that has some of them. A Map or a Date would pass for
 * empty options otherwise.
 */
export function isOptions(
  value: unknown,
  known: readonly string[],
): value is Readonly<Record<string, unknown>> {
  if (isPlainObject(value)) return true;
  if (typeof value !== "object" || value === null || isArray(value) || isHolder(value)) return false;
  try {
    const keys = Object.keys(value);
    return keys.length > 0 && keys.every((key) => known.includes(key));
  } catch {
    return false;
  }
}

const noOptions: Readonly<Record<string, unknown>> = Object.freeze({});
