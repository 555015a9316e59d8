import type { Value, Variable } from "./expression.ts";
import type { FunctionBuilder } from "./function-builder.ts";
import { MatmulPlace, type TileOrigin } from "./matmul-place.ts";
import type { MatmulPlan, MatmulSpec } from "./matmul-plan.ts";
import type { SimdLane } from "./simd-lane.ts";

/** Whether a block of k is the first, as known at run time. */
export interface BlockFlags {
  readonly first: Value<"i32">;
}

/** One register tile over one block of k. */
export interface Tile {
  readonly rows: number;
  /** One lane for each vector of the tile; the last may be narrower. */
  readonly lanes: readonly SimdLane[];
  /** The first elements of A and B, and their strides in bytes. */
  readonly a: Value<"i32">;
  readonly b: Value<"i32">;
  readonly aI: number;
  readonly aK: number;
  readonly bK: number;
  readonly bJ: number;
  /** Products to sum: a number if it is known, which unrolls a short loop. */
  readonly count: number | Value<"i32">;
  /** The base address of C, and where in C the tile is. */
  readonly c: Value<"i32">;
  readonly i: Value<"i32">;
  readonly j: Value<"i32">;
  /** Which block of k this is; undefined if it is the only one. */
  readonly block: BlockFlags | undefined;
}

type Vector = Value<"v128">;

/** Loops shorter than this many multiply-adds are unrolled. */
const unrolledSteps = 48;

export class TileEmitter {
  readonly #f: FunctionBuilder;
  readonly #plan: MatmulPlan;
  readonly #spec: MatmulSpec;
  readonly #whole: SimdLane;
  /** Two products on their way into their sums. */
  readonly #products: readonly Variable<"v128">[];

  constructor(f: FunctionBuilder, plan: MatmulPlan, spec: MatmulSpec, whole: SimdLane) {
    this.#f = f;
    this.#plan = plan;
    this.#spec = spec;
    this.#whole = whole;
    this.#products = [f.variable("v128", undefined, "p"), f.variable("v128", undefined, "p")];
  }

  emit(tile: Tile): void {
    const f = this.#f;
    const sums = this.#sum(tile);
    if (tile.block === undefined) {
      this.#store(tile, sums);
      return;
    }
    const { first } = tile.block;
    const totals = sums.map((row) => row.map((sum) => f.variable("v128", sum, "c")));
    f.if(f.op("i32.eqz", first), () => {
      const origin = this.#origin(tile);
      this.#each(tile, (r, v, lane, column) => {
        const place = new MatmulPlace(f, lane, origin, r, column);
        const total = totals[r]?.[v] as Variable<"v128">;
        f.set(total, lane.add(this.#loadC(tile, place), f.get(total)));
      });
    });
    this.#store(
      tile,
      totals.map((row) => row.map((total) => f.get(total))),
    );
  }

  #origin(tile: Tile): TileOrigin {
    return { i: tile.i, j: tile.j, swapped: this.#plan.swapped, addresses: new Map() };
  }

  #strides(): [row: number, column: number] {
    const { swapped, cI, cJ } = this.#plan;
    return swapped ? [cJ, cI] : [cI, cJ];
  }

  #loadC(tile: Tile, place: MatmulPlace): Vector {
    return place.load(tile.c, ...this.#strides());
  }

  #each(tile: Tile, visit: (row: number, vector: number, lane: SimdLane, column: number) => void): void {
    for (let r = 0; r < tile.rows; r++) {
      for (const [v, lane] of tile.lanes.entries()) visit(r, v, lane, v * this.#plan.width);
    }
  }

  #store(tile: Tile, values: readonly (readonly Vector[])[]): void {
    const origin = this.#origin(tile);
    this.#each(tile, (r, v, lane, column) => {
      const place = new MatmulPlace(this.#f, lane, origin, r, column);
      place.store(tile.c, ...this.#strides(), values[r]?.[v] as Vector);
    });
  }

  /** The sums of one block. */
  #sum(tile: Tile): Vector[][] {
    const known = typeof tile.count === "number" ? tile.count : undefined;
    if (known === 0) return this.#constantRows(tile, 0);
    if (known !== undefined && known * tile.rows * tile.lanes.length <= unrolledSteps)
      return this.#unrolled(tile, known);
    return this.#looped(tile);
  }

  #constantRows(tile: Tile, value: number): Vector[][] {
    const row = tile.lanes.map((lane) => lane.constant(value));
    return Array.from({ length: tile.rows }, () => row);
  }

  #loadB(tile: Tile, base: Value<"i32">, v: number, lane: SimdLane, offset: number): Vector {
    // Packed panels are padded: a whole vector is there to read.
    const reader = this.#plan.packB ? this.#whole : lane;
    return reader.loadStrided(base, tile.bJ, offset + v * this.#plan.width * tile.bJ);
  }

  #unrolled(tile: Tile, count: number): Vector[][] {
    const sums: Vector[][] = Array.from({ length: tile.rows }, () => []);
    for (let k = 0; k < count; k++) {
      const b = tile.lanes.map((lane, v) => this.#loadB(tile, tile.b, v, lane, k * tile.bK));
      for (let r = 0; r < tile.rows; r++) {
        const a = this.#whole.loadSplat(tile.a, k * tile.aK + r * tile.aI);
        const row = sums[r] as Vector[];
        for (const [v, vector] of b.entries()) {
          row[v] = k === 0 ? this.#whole.mul(a, vector) : this.#step(a, vector, row[v] as Vector);
        }
      }
    }
    return sums;
  }

  #step(a: Vector, b: Vector, sum: Vector): Vector {
    if (this.#spec.relaxedFma === true) {
      return this.#plan.dtype === "float64"
        ? this.#f.op("f64x2.relaxed_madd", a, b, sum)
        : this.#f.op("f32x4.relaxed_madd", a, b, sum);
    }
    return this.#whole.add(sum, this.#whole.mul(a, b));
  }

  /** The loop that all the time goes into. It ends when the pointer that moves has reached its end. */
  #looped(tile: Tile): Vector[][] {
    const f = this.#f;
    // -0 + x is x, bit for bit, also where x is a zero: so the first product is not rounded by an addition.
    const start = this.#whole.constant(-0);
    const sums = Array.from({ length: tile.rows }, () =>
      tile.lanes.map(() => f.variable("v128", start, "s")),
    );
    const a = f.variable("i32", tile.a, "a");
    const b = f.variable("i32", tile.b, "b");
    const counter = tile.bK > 0 ? b : tile.aK > 0 ? a : f.variable("i32", f.i32(0), "k");
    const step = tile.bK > 0 ? tile.bK : tile.aK > 0 ? tile.aK : 1;
    const end = f.plus(f.get(counter), f.times(tile.count, step));
    f.loop((again) => {
      this.#loopedStep(tile, f.get(a), f.get(b), sums);
      f.set(a, f.plus(f.get(a), tile.aK));
      f.set(b, f.plus(f.get(b), tile.bK));
      if (tile.bK === 0 && tile.aK === 0) f.set(counter, f.plus(f.get(counter), 1));
      f.branchIf(again, f.op("i32.ne", f.get(counter), end));
    });
    return sums.map((totals) => totals.map((total) => f.get(total)));
  }

  /**
   * One step of k, a vector of B at a time, two rows at once: both products come before both sums. In this order
   * multipliers and adders wait for each other least. Engines that arrange the arithmetic themselves keep the order of the
   * loads, and this one suits them too, unless B is read where it lies or the sums go on in a further block.
   */
  #loopedStep(
    tile: Tile,
    a: Value<"i32">,
    b: Value<"i32">,
    sums: readonly (readonly Variable<"v128">[])[],
  ): void {
    const f = this.#f;
    const whole = this.#whole;
    const loadB = (lane: SimdLane, v: number): Vector => this.#loadB(tile, b, v, lane, 0);
    const early = this.#spec.keepsOrder !== true && (tile.block !== undefined || !this.#plan.packB);
    const vectors: Vector[] = early ? tile.lanes.map(loadB) : [];
    const splats: Vector[] = [];
    for (const [v, lane] of tile.lanes.entries()) {
      for (let r = 0; r < tile.rows; r += 2) {
        const pair = sums.slice(r, r + 2).map((totals) => totals[v] as Variable<"v128">);
        for (const k of pair.keys()) splats[r + k] ??= whole.loadSplat(a, (r + k) * tile.aI);
        vectors[v] ??= loadB(lane, v);
        const vector = vectors[v];
        for (const [k, total] of pair.entries()) {
          const splat = splats[r + k] as Vector;
          if (this.#spec.relaxedFma === true) f.set(total, this.#step(splat, vector, f.get(total)));
          else f.set(this.#products[k] as Variable<"v128">, whole.mul(splat, vector));
        }
        if (this.#spec.relaxedFma === true) continue;
        for (const [k, total] of pair.entries()) {
          f.set(total, whole.add(f.get(total), f.get(this.#products[k] as Variable<"v128">)));
        }
      }
    }
  }
}
