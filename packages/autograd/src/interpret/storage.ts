import { allocate, type DType, type TypedArray } from "../shape/dtype.ts";

/**
 * Where the values of one run live. Tensors of one element, of which a scalar graph has millions, share one array per
 * dtype instead of having an object each; larger ones have an array of their own, dropped after their last use.
 */
export class Storage {
  readonly arrays: (TypedArray | null)[];
  readonly offsets: Int32Array;
  readonly #cells = new Map<DType, { array: TypedArray; used: number }>();
  readonly #count: number;

  constructor(count: number) {
    this.#count = count;
    this.arrays = new Array<TypedArray | null>(count).fill(null);
    this.offsets = new Int32Array(count);
  }

  /** Room for value `k`; returns its array. */
  reserve(k: number, dtype: DType, size: number): TypedArray {
    if (size !== 1) return this.bind(k, allocate(dtype, size));
    let cells = this.#cells.get(dtype);
    if (cells === undefined || cells.used === cells.array.length) {
      cells = { array: allocate(dtype, Math.min(this.#count, 4096)), used: 0 };
      this.#cells.set(dtype, cells);
    }
    this.arrays[k] = cells.array;
    this.offsets[k] = cells.used++;
    return cells.array;
  }

  /** Value `k` is the whole of an existing array. */
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
  extract(k: number, dtype: DType, size: number): TypedArray {
    const offset = this.offsets[k] as number;
    const source = this.arrays[k] as TypedArray;
    const result = allocate(dtype, size);
    for (let i = 0; i < size; i++) result[i] = source[offset + i] as number;
    return result;
  }

  release(k: number): void {
    this.arrays[k] = null;
  }
}
