import type { Node } from "../graph/node.ts";
import type { TypedArray } from "../shape/dtype.ts";
import { roomFor } from "../shape/room.ts";
import { doubles } from "./positions.ts";

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

  /**
   * Computes the elements of value `k`, that of a node, which are all zero before. They are float64, as those that {@link elements}
   * gives, and any element of any dtype is one exactly: where elements are computed with, engines see one kind of array.
   */
  fill(k: number, node: Node, compute: (out: Float64Array) => void): void {
    const array = this.reserve(k, node);
    const offset = this.offsets[k] as number;
    const { size } = node.kind.type;
    if (array instanceof Float64Array) {
      compute(array.subarray(offset, offset + size));
      return;
    }
    const out = new Float64Array(size);
    compute(out);
    array.set(out, offset);
  }

  /** The elements of value `k`, which is that of a node. */
  elements(k: number, { kind }: Node): Float64Array {
    return doubles(this.arrays[k] as TypedArray, this.offsets[k] as number, kind.type.size);
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
    if (size === 1) result[0] = source[offset] as number;
    else result.set(source.subarray(offset, offset + size));
    return result;
  }

  release(k: number): void {
    this.arrays[k] = null;
  }
}
