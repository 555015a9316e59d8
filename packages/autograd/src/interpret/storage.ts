import type { Node } from "../graph/node.ts";
import type { TypedArray } from "../shape/dtype.ts";
import { roomFor } from "../shape/room.ts";

/**
 * Where the values of one run live. Tensors of one element, of which a scalar graph has millions, stand in one row (any
 * element of any dtype is a float64 too); larger ones have an array of their own, dropped after their last use.
 */
export class Storage {
  readonly arrays: (TypedArray | null)[];
  readonly offsets: Int32Array;
  readonly cells: Float64Array;

  constructor(count: number) {
    this.arrays = new Array<TypedArray | null>(count).fill(null);
    this.offsets = new Int32Array(count);
    this.cells = new Float64Array(count);
  }

  /** Room for value `k`, which is that of a node; returns its array. */
  reserve(k: number, { kind }: Node): TypedArray {
    const { shape, dtype, size } = kind.type;
    if (size !== 1) return this.bind(k, roomFor(kind.op.name, shape, dtype));
    this.offsets[k] = k;
    return this.bind(k, this.cells);
  }

  /** Value `k` is in an existing array. */
  bind(k: number, array: TypedArray): TypedArray {
    this.arrays[k] = array;
    return array;
  }

  /** Value `k` is value `other` under another name. */
  share(k: number, other: number): void {
    this.arrays[k] = this.arrays[other] as TypedArray;
    this.offsets[k] = this.offsets[other] as number;
  }

  /** A copy of value `k` that outlives the run. */
  extract(k: number, { kind }: Node): TypedArray {
    const { shape, dtype, size } = kind.type;
    const offset = this.offsets[k] as number;
    const source = this.arrays[k] as TypedArray;
    const result = roomFor(kind.op.name, shape, dtype);
    for (let i = 0; i < size; i++) result[i] = source[offset + i] as number;
    return result;
  }

  release(k: number): void {
    this.arrays[k] = null;
  }
}
