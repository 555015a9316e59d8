import type { Value } from "./expression.ts";
import type { FunctionBuilder, Index } from "./function-builder.ts";
import type { SimdLane } from "./simd-lane.ts";

/** Where a tile of C begins, along the splatted axis i and the vector axis j, in elements. */
export interface TileOrigin {
  readonly i: Value<"i32">;
  readonly j: Value<"i32">;
  readonly swapped: boolean;
  /** Addresses worked out so far in this tile. */
  readonly addresses: Map<string, Value<"i32">>;
}

/** A vector's place in C. Its lanes are consecutive columns, or consecutive rows if the kernel found that better. */
export class MatmulPlace {
  readonly f: FunctionBuilder;
  /** As wide as the vector is used: at C's edge it may be narrower than a whole one. */
  readonly lane: SimdLane;
  /** Whether the lanes are consecutive rows, of one column. */
  readonly alongRows: boolean;
  readonly #origin: TileOrigin;
  readonly #i: number;
  readonly #j: number;

  constructor(f: FunctionBuilder, lane: SimdLane, origin: TileOrigin, i: number, j: number) {
    this.f = f;
    this.lane = lane;
    this.alongRows = origin.swapped;
    this.#origin = origin;
    this.#i = i;
    this.#j = j;
  }

  /** The elements of C at this place; strides in bytes. */
  load(base: Index, rowStride: number, columnStride: number): Value<"v128"> {
    const [address, offset] = this.#address(base, rowStride, columnStride);
    return this.lane.loadStrided(address, this.alongRows ? rowStride : columnStride, offset);
  }

  store(base: Index, rowStride: number, columnStride: number, value: Value<"v128">): void {
    const [address, offset] = this.#address(base, rowStride, columnStride);
    this.lane.storeStrided(address, this.alongRows ? rowStride : columnStride, value, offset);
  }

  /** The address at the tile's origin, worked out once a tile, and this place's distance from it. */
  #address(base: Index, rowStride: number, columnStride: number): [address: Value<"i32">, offset: number] {
    const { i, j, addresses } = this.#origin;
    const [strideI, strideJ] = this.alongRows ? [columnStride, rowStride] : [rowStride, columnStride];
    const offset = this.#i * strideI + this.#j * strideJ;
    const key = `${typeof base === "number" ? base : `#${base.sequence}`} ${strideI} ${strideJ}`;
    let address = addresses.get(key);
    if (address === undefined) {
      const { f } = this;
      address = f.plus(f.plus(f.times(i, strideI), f.times(j, strideJ)), base);
      addresses.set(key, address);
    }
    return [address, offset];
  }
}
