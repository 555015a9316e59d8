import type { Node } from "../graph/node.ts";
import { double } from "../scalar/double.ts";
import type { DType, TypedArray } from "../shape/dtype.ts";
import { sizeOf } from "../shape/shape.ts";
import { type Reading, reading } from "./positions.ts";
import { laneOf } from "./scalar.ts";

/** An operand: its elements from `offset` on, read as `reading` says. */
export interface Operand {
  readonly array: TypedArray;
  readonly offset: number;
  readonly reading: Reading;
}

export function operand(node: Node, result: Node, array: TypedArray, offset: number): Operand {
  return { array, offset, reading: reading(node.shape, result.shape) };
}

/** Element `i` of the broadcast operand. */
function at(x: Operand, i: number): number {
  if (x.reading === "same") return x.array[x.offset + i] as number;
  if (x.reading === "scalar") return x.array[x.offset] as number;
  return x.array[x.offset + (x.reading[i] as number)] as number;
}

/** Computes an elementwise node into `out`, from `offset` on. */
export function elementwise(node: Node, operands: readonly Operand[], out: TypedArray, offset: number): void {
  const size = sizeOf(node.shape);
  const meaning = node.op.meaning;
  const [a, b, c] = operands as readonly [Operand, Operand, Operand];
  switch (meaning.kind) {
    case "map": {
      const lane = laneOf(node.dtype);
      for (let i = 0; i < size; i++) {
        out[offset + i] = meaning.scalar(lane, at(a, i), b ? at(b, i) : 0, c ? at(c, i) : 0);
      }
      return;
    }
    case "compare": {
      const lane = laneOf((node.inputs[0] as Node).dtype);
      for (let i = 0; i < size; i++) out[offset + i] = meaning.scalar(lane, at(a, i), at(b, i)) ? 1 : 0;
      return;
    }
    case "logic": {
      for (let i = 0; i < size; i++) {
        out[offset + i] = meaning.scalar(double, at(a, i) !== 0, b ? at(b, i) !== 0 : false) ? 1 : 0;
      }
      return;
    }
    case "select": {
      for (let i = 0; i < size; i++) out[offset + i] = at(a, i) !== 0 ? at(b, i) : at(c, i);
      return;
    }
    case "cast": {
      const convert = conversion((node.inputs[0] as Node).dtype, node.dtype);
      for (let i = 0; i < size; i++) out[offset + i] = convert(at(a, i));
      return;
    }
    default:
      throw new TypeError(`${node.op.name} is not elementwise`);
  }
}

function conversion(from: DType, to: DType): (x: number) => number {
  switch (to) {
    case "bool":
      return (x) => (x !== 0 ? 1 : 0);
    case "int32":
      return from === "int32"
        ? (x) => x
        : (x) => Math.trunc(Math.max(-2147483648, Math.min(2147483647, x || 0)));
    case "float32":
      return Math.fround;
    case "float64":
      return (x) => x;
  }
}
