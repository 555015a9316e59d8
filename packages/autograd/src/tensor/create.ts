import { describe } from "../error/describe.ts";
import { ArgumentError } from "../error/error.ts";
import { isArray } from "../error/foreign.ts";
import { inputNode } from "../graph/build.ts";
import type { DType } from "../shape/dtype.ts";
import type { NestedNumbers, NestedShape } from "../shape/nested-type.ts";
import { roomFor } from "../shape/room.ts";
import type { Dims } from "../shape/shape-type.ts";
import { countArgument, dtypeArgument, finiteArgument, optionsArgument, shapeArgument } from "./argument.ts";
import { dataOf, fillChecked } from "./data.ts";
import { wrap } from "./handle.ts";
import { isHolder } from "./holder.ts";
import type { Mask, Tensor } from "./tensor.ts";
import { type NumericArray, typedArrayNode } from "./typed-array.ts";

export type { NumericArray };

/** The last argument of functions that create tensors. */
export interface CreateOptions {
  /** By default float64, or bool for booleans. */
  readonly dtype?: DType | undefined;
}

/** Options for elements given as a typed array. */
export interface TypedOptions<S extends Dims> extends CreateOptions {
  /** By default one axis, as long as the array. */
  readonly shape?: readonly [...S] | undefined;
}

/**
 * A tensor from numbers or booleans in nested arrays, or from a typed array, which is copied.
 * @param data - Rows of equal length at every level, all numbers or all booleans.
 * @param options - `dtype`: by default float64 for numbers, bool for booleans, and that of a `Float64Array`,
 *   `Float32Array` or `Int32Array`; other typed arrays need it. `shape`: of the elements of a typed array.
 * @returns A tensor whose shape is that of the nesting, as far as it is literal also in its type.
 * @throws {ShapeError} for rows of unequal length; {@link ArgumentError} for elements that are not numbers, that
 *   mix numbers and booleans, or that the dtype cannot hold.
 * @example tensor([[0, 0, 1], [1, 1, 1]]).shape // => [2, 3]
 * @example tensor(new Float32Array([1, 2, 3, 4]), { shape: [2, 2] }).toArray() // => [[1, 2], [3, 4]]
 */
export function tensor<const S extends Dims = [number]>(
  data: NumericArray,
  options?: TypedOptions<S>,
): Tensor<S>;
export function tensor<const D extends boolean | readonly boolean[] | readonly (readonly boolean[])[]>(
  data: D,
  options?: { readonly dtype?: "bool" | undefined },
): Mask<NestedShape<D>>;
export function tensor<const D extends number | boolean | NestedNumbers>(
  data: D,
  options?: CreateOptions,
): Tensor<NestedShape<D>>;
export function tensor(data: unknown, options?: unknown): Tensor {
  if (ArrayBuffer.isView(data)) return wrap(typedArrayNode("tensor", data, options, "int32"));
  if (isHolder(data)) {
    throw new ArgumentError(
      "tensor",
      "data is already a tensor. Use it as it is, cast() it to another dtype, or detach() it from its graph.",
    );
  }
  return fromData(
    "tensor",
    data,
    options,
    "data must be numbers, booleans, nested arrays of them or a typed array",
  );
}

/**
 * A scalar.
 * @param value - A number, or a boolean for a mask.
 * @param options - `dtype`: by default float64, bool for a boolean.
 * @returns A tensor of shape `[]`.
 * @throws {ArgumentError} if `value` is not a number or boolean, or the dtype cannot hold it.
 * @example scalar(0.5).item() // => 0.5
 */
export function scalar(value: boolean, options?: { readonly dtype?: "bool" | undefined }): Mask<[]>;
export function scalar(value: number, options?: CreateOptions): Tensor<[]>;
export function scalar(value: unknown, options?: unknown): Tensor<[]> {
  if (typeof value !== "number" && typeof value !== "boolean") {
    throw new ArgumentError("scalar", `value must be a number or a boolean, got ${describe(value)}.`);
  }
  return fromData("scalar", value, options, "") as Tensor<[]>;
}

/**
 * Zeros (of dtype bool: false).
 * @param shape - Sizes, non-negative integers.
 * @param options - `dtype`: by default float64.
 * @returns A tensor of the given shape.
 * @throws {ShapeError} for sizes that are not non-negative integers, or more elements than an array can hold.
 * @example zeros([2, 3]).toArray() // => [[0, 0, 0], [0, 0, 0]]
 */
export function zeros<const S extends readonly number[]>(shape: S, options?: CreateOptions): Tensor<[...S]> {
  return filled("zeros", shape, 0, options);
}

/**
 * Ones (of dtype bool: true).
 * @param shape - Sizes, non-negative integers.
 * @param options - `dtype`: by default float64.
 * @returns A tensor of the given shape.
 * @throws {ShapeError} for sizes that are not non-negative integers, or more elements than an array can hold.
 * @example ones([3], { dtype: "int32" }).data() // => new Int32Array([1, 1, 1])
 */
export function ones<const S extends readonly number[]>(shape: S, options?: CreateOptions): Tensor<[...S]> {
  return filled("ones", shape, 1, options);
}

/**
 * One value, repeated.
 * @param shape - Sizes, non-negative integers.
 * @param value - A number, or a boolean for a mask.
 * @param options - `dtype`: by default float64, bool for a boolean.
 * @returns A tensor of the given shape.
 * @throws {ShapeError} for sizes that are not non-negative integers, or more elements than an array can hold;
 *   {@link ArgumentError} for a value that is not a
 *   number, or one that the dtype cannot hold.
 * @example full([2], 0.5).toArray() // => [0.5, 0.5]
 */
export function full<const S extends readonly number[]>(
  shape: S,
  value: boolean,
  options?: { readonly dtype?: "bool" | undefined },
): Mask<[...S]>;
export function full<const S extends readonly number[]>(
  shape: S,
  value: number,
  options?: CreateOptions,
): Tensor<[...S]>;
export function full<const S extends readonly number[]>(
  shape: S,
  value: unknown,
  options?: unknown,
): Tensor<[...S]> {
  if (typeof value !== "number" && typeof value !== "boolean") {
    throw new ArgumentError("full", `value must be a number or a boolean, got ${describe(value)}.`);
  }
  const natural = typeof value === "boolean" ? "bool" : "float64";
  const dtype = dtypeOption("full", options, natural);
  const { elements } = dataOf("full", value, dtype, true);
  return filled("full", shape, elements[0] as number, { dtype });
}

/**
 * Ones on the main diagonal, zeros elsewhere.
 * @param rows - A non-negative integer.
 * @param columns - A non-negative integer, by default as many as rows.
 * @param options - `dtype`: by default float64.
 * @returns Shape `[rows, columns]`.
 * @throws {ArgumentError} for counts that are not non-negative integers.
 * @example eye(2).toArray() // => [[1, 0], [0, 1]]
 */
export function eye<const N extends number>(rows: N, options?: CreateOptions): Tensor<[N, N]>;
export function eye<const N extends number, const M extends number = N>(
  rows: N,
  columns?: M,
  options?: CreateOptions,
): Tensor<[N, M]>;
export function eye(rows: unknown, ...others: readonly unknown[]): Tensor {
  const squared = others.length < 2 && typeof others[0] === "object";
  const [columns, options] = squared ? [undefined, others[0]] : others;
  const height = countArgument("eye", "rows", rows);
  const width = columns === undefined ? height : countArgument("eye", "columns", columns);
  const dtype = dtypeOption("eye", options, "float64");
  const shape = shapeArgument("eye", [height, width]);
  const elements = roomFor("eye", shape, dtype);
  for (let i = 0; i < Math.min(height, width); i++) elements[i * width + i] = 1;
  return wrap(inputNode(elements, shape, dtype));
}

/**
 * Evenly spaced numbers from `start` up to, and without, `stop`: start + i · step.
 * @param start - The first number; if it is the only argument, `stop`, and the first number is 0.
 * @param stop - Where to end; not among the numbers.
 * @param step - Not 0, by default 1; negative to go down. One that is rounded, such as 0.1, may let `stop` in: see {@link linspace}.
 * @param options - `dtype`: by default float64.
 * @returns Shape `[n]`, n = ⌈(stop - start) / step⌉, or 0 if that is negative.
 * @throws {ArgumentError} for a bound or step that is not finite, or a step of 0.
 * @example arange(3).toArray() // => [0, 1, 2]
 * @example arange(1, 0, -0.25).toArray() // => [1, 0.75, 0.5, 0.25]
 */
export function arange(stop: number, options?: CreateOptions): Tensor<[number]>;
export function arange(start: number, stop: number, options?: CreateOptions): Tensor<[number]>;
export function arange(start: number, stop: number, step: number, options?: CreateOptions): Tensor<[number]>;
export function arange(...parts: readonly (number | CreateOptions | undefined)[]): Tensor<[number]> {
  const given =
    parts.length > 1 && typeof parts[parts.length - 1] !== "number" ? parts.length - 1 : parts.length;
  const options = parts[given];
  const start = given < 2 ? 0 : finiteArgument("arange", "start", parts[0]);
  const stop = finiteArgument("arange", "stop", parts[given < 2 ? 0 : 1]);
  const step = given < 3 ? 1 : finiteArgument("arange", "step", parts[2]);
  if (step === 0) throw new ArgumentError("arange", "step must not be 0.");
  const [size] = shapeArgument("arange", [Math.max(0, Math.ceil((stop - start) / step))]);
  return computed("arange", size as number, options, (i) => start + i * step);
}

/**
 * Evenly spaced numbers from `start` to `stop`, both included.
 * @param start - The first number.
 * @param stop - The last number, met exactly.
 * @param count - How many, a non-negative integer; if 1, only `start`.
 * @param options - `dtype`: by default float64.
 * @returns Shape `[count]`.
 * @throws {ArgumentError} for a bound that is not finite or a count that is not a non-negative integer.
 * @example linspace(0, 1, 5).toArray() // => [0, 0.25, 0.5, 0.75, 1]
 */
export function linspace<const N extends number>(
  start: number,
  stop: number,
  count: N,
  options?: CreateOptions,
): Tensor<[N]> {
  const first = finiteArgument("linspace", "start", start);
  const last = finiteArgument("linspace", "stop", stop);
  const [size] = shapeArgument("linspace", [countArgument("linspace", "count", count)]) as [number];
  const step = (last - first) / (size - 1);
  return computed("linspace", size, options, (i) =>
    i > 0 && i === size - 1 ? last : i === 0 ? first : i * step + first,
  );
}

function fromData(op: string, data: unknown, options: unknown, rule: string): Tensor {
  const { dtype } = optionsArgument(op, options, ["dtype"]);
  if (typeof data !== "number" && typeof data !== "boolean" && !isArray(data)) {
    throw new ArgumentError(op, `${rule}, got ${describe(data)}.`);
  }
  const named = dtype !== undefined;
  const {
    elements,
    shape,
    dtype: actual,
  } = dataOf(op, data, named ? dtypeArgument(op, dtype) : "float64", named);
  return wrap(inputNode(elements, shape, actual));
}

function dtypeOption(op: string, options: unknown, otherwise: DType): DType {
  const { dtype } = optionsArgument(op, options, ["dtype"]);
  return dtype === undefined ? otherwise : dtypeArgument(op, dtype);
}

function filled<S extends Dims>(op: string, shape: unknown, value: number, options: unknown): Tensor<S> {
  const dtype = dtypeOption(op, options, "float64");
  const sizes = shapeArgument(op, shape);
  const elements = roomFor(op, sizes, dtype);
  if (value !== 0 || Object.is(value, -0)) elements.fill(value);
  return wrap(inputNode(elements, sizes, dtype));
}

function computed<S extends Dims>(
  op: string,
  size: number,
  options: unknown,
  element: (index: number) => number,
): Tensor<S> {
  const dtype = dtypeOption(op, options, "float64");
  const elements = roomFor(op, [size], dtype);
  fillChecked(op, elements, dtype, element);
  return wrap(inputNode(elements, [size], dtype));
}
