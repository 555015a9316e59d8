import { describe } from "../error/describe.ts";
import { ArgumentError, DtypeError, ShapeError } from "../error/error.ts";
import { typedArrayName } from "../error/foreign.ts";
import { inputNode } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import { allocate, type DType, type TypedArray } from "../shape/dtype.ts";
import { formatShape, type Shape, sizeOf } from "../shape/shape.ts";
import { dtypeArgument, optionsArgument, shapeArgument } from "./argument.ts";
import { dataOf } from "./data.ts";

/** Typed arrays of numbers that `tensor` takes; those without a dtype of their own need one named. */
export type NumericArray =
  | TypedArray
  | Int8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Uint32Array;

/**
 * A typed array as a node, copied.
 * @param options - `dtype` and `shape`.
 * @param example - A dtype to name to who has to name one.
 */
export function typedArrayNode(op: string, data: ArrayBufferView, options: unknown, example: DType): Node {
  const { dtype: wanted, shape: asked } = optionsArgument(op, options, ["dtype", "shape"]);
  const natural = ownDtype(data);
  if (natural === null) {
    throw new ArgumentError(op, `data must be an array of numbers, got ${describe(data)}.`);
  }
  if (wanted === undefined && natural === undefined) {
    throw new DtypeError(op, `${describe(data)} needs a dtype, e.g. { dtype: "${example}" }.`);
  }
  requireAttached(op, data);
  const dtype = wanted === undefined ? (natural as DType) : dtypeArgument(op, wanted);
  const source = data as NumericArray;
  const shape: Shape = asked === undefined ? [source.length] : shapeArgument(op, asked);
  if (sizeOf(shape) !== source.length) {
    throw new ShapeError(
      op,
      `shape must have as many elements as data, got ${formatShape(shape)} with ${sizeOf(shape)} and ${source.length}.`,
      [shape],
    );
  }
  if (dtype === natural || dtype === "float64") {
    const elements = allocate(dtype, source.length);
    elements.set(source);
    return inputNode(elements, shape, dtype);
  }
  const { elements } = dataOf(op, Array.from(source), dtype, true);
  return inputNode(elements, shape, dtype);
}

/** Refuses a typed array whose buffer went elsewhere, which seems to have no elements. */
function requireAttached(op: string, data: ArrayBufferView): void {
  if (data.byteLength > 0) return;
  try {
    new Uint8Array(0).set(data as Uint8Array);
  } catch {
    throw new ArgumentError(
      op,
      `data must be in memory, got ${describe(data)} whose buffer was transferred or made smaller.`,
    );
  }
}

/** The dtype of a typed array; undefined if it is not one of ours, null if its elements are not numbers. */
function ownDtype(data: ArrayBufferView): DType | undefined | null {
  switch (typedArrayName(data)) {
    case "Float64Array":
      return "float64";
    case "Float32Array":
      return "float32";
    case "Int32Array":
      return "int32";
    // A DataView.
    case undefined:
    case "BigInt64Array":
    case "BigUint64Array":
      return null;
    default:
      return undefined;
  }
}
