import type { ModuleBuilder } from "./assembler.ts";
import type { FunctionReference, Value } from "./expression.ts";
import type { FunctionBuilder, Index } from "./function-builder.ts";
import { type Panel, PanelPacker, panelStep } from "./matmul-pack.ts";
import {
  blockK,
  chunkRows,
  type MatmulPlan,
  type MatmulSpec,
  type MatmulTuning,
  packedBBytes,
  panelRows,
  planMatmul,
} from "./matmul-plan.ts";
import { type BlockFlags, TileEmitter } from "./matmul-tile.ts";
import { type SimdLane, simdLane } from "./simd-lane.ts";

/** Byte addresses of the operands, of C, and of `matmulScratchBytes` of scratch memory, 16-byte aligned at best. */
export interface MatmulPointers {
  readonly a: Index;
  readonly b: Index;
  readonly c: Index;
  readonly scratch: Index;
}

/** Rows of B that are packed side by side: as many as a processor follows. */
const packedRows = 8;

/** A stretch of an axis that is cut into equal pieces. */
interface Stretch {
  readonly from: Index;
  readonly to: Index;
  readonly size: number;
}

/** `defineMatmul(module, name, spec)(a, b, c, scratch)`: the kernel as a function of its own. */
export function defineMatmul(
  module: ModuleBuilder,
  name: string,
  spec: MatmulSpec,
  tuning?: Partial<MatmulTuning>,
  exported?: string,
): FunctionReference {
  return module.define(
    name,
    ["i32", "i32", "i32", "i32"],
    "none",
    (f, a, b, c, scratch) => emitMatmul(f, module, spec, { a, b, c, scratch }, tuning),
    exported,
  );
}

/**
 * Emits C = A B into the current function.
 *
 * Order of summation: k is cut into blocks of 256; in a block the sum starts as the first product, then products are
 * added one by one, each rounded by itself; later blocks are added to the sum of the earlier ones. No choice of tiles,
 * packing or orientation changes it.
 */
export function emitMatmul(
  f: FunctionBuilder,
  module: ModuleBuilder,
  spec: MatmulSpec,
  pointers: MatmulPointers,
  tuning?: Partial<MatmulTuning>,
): void {
  if (spec.m === 0 || spec.n === 0) return;
  new MatmulEmitter(f, module, spec, planMatmul(spec, tuning), pointers).emit();
}

class MatmulEmitter {
  readonly #f: FunctionBuilder;
  readonly #module: ModuleBuilder;
  readonly #plan: MatmulPlan;
  readonly #whole: SimdLane;
  readonly #tiles: TileEmitter;
  readonly #packer: PanelPacker;
  readonly #a: Value<"i32">;
  readonly #b: Value<"i32">;
  readonly #c: Value<"i32">;
  readonly #packedA: Value<"i32">;
  readonly #packedB: Value<"i32">;

  constructor(
    f: FunctionBuilder,
    module: ModuleBuilder,
    spec: MatmulSpec,
    plan: MatmulPlan,
    pointers: MatmulPointers,
  ) {
    this.#f = f;
    this.#module = module;
    this.#plan = plan;
    this.#whole = simdLane(f, module, plan.dtype);
    this.#tiles = new TileEmitter(f, plan, spec, this.#whole);
    this.#packer = new PanelPacker(f, module, plan.dtype);
    this.#a = f.index(plan.swapped ? pointers.b : pointers.a);
    this.#b = f.index(plan.swapped ? pointers.a : pointers.b);
    this.#c = f.index(pointers.c);
    this.#packedB = f.index(pointers.scratch);
    this.#packedA = f.plus(pointers.scratch, packedBBytes(plan));
  }

  emit(): void {
    const { sizeJ, sizeK, chunkJ, packB } = this.#plan;
    const f = this.#f;
    // Packed panels of B must fit the scratch area; what is not packed needs no cutting.
    const chunks = packB ? chunkJ : sizeJ;
    this.#pieces({ from: 0, to: sizeJ, size: chunks }, (j, columns) => {
      if (sizeK <= blockK) {
        this.#block(j, columns, f.i32(0), sizeK, undefined);
        return;
      }
      f.range(
        0,
        sizeK,
        blockK,
        (k) => {
          const rest = f.op("i32.sub", f.i32(sizeK), k);
          const last = f.op("i32.le_s", rest, f.i32(blockK));
          const count = f.select(last, rest, f.i32(blockK));
          this.#block(j, columns, k, count, { first: f.op("i32.eqz", k) });
        },
        "k",
      );
    });
  }

  /**
   * Cuts a stretch into pieces of equal size and one rest; sizes are known while emitting, so that each kind of piece gets
   * code of its own.
   */
  #pieces(
    stretch: Stretch & { from: number; to: number },
    build: (start: Value<"i32">, size: number) => void,
  ): void {
    const { from, to, size } = stretch;
    const rest = (to - from) % size;
    this.#f.range(from, to - rest, size, (start) => build(start, size), "j");
    if (rest > 0) build(this.#f.i32(to - rest), rest);
  }

  /** Cuts the steps of a block of k into pieces of `size`; the last may be shorter. */
  #someSteps(count: Index, size: number, build: (from: Value<"i32">, steps: Index) => void): void {
    const f = this.#f;
    f.range(0, count, size, (from) => {
      const known = typeof count === "number" && count <= size;
      if (known || this.#plan.sizeK % size === 0) {
        build(from, known ? count : size);
        return;
      }
      const rest = f.op("i32.sub", f.index(count), from);
      build(from, f.select(f.op("i32.lt_u", rest, f.i32(size)), rest, f.i32(size)));
    });
  }

  /** One block of k for the columns from `j` on. */
  #block(
    j: Value<"i32">,
    columns: number,
    k: Value<"i32">,
    count: Index,
    block: BlockFlags | undefined,
  ): void {
    const f = this.#f;
    const plan = this.#plan;
    const tileColumns = plan.tileVectors * plan.width;
    const bAtK = f.plus(this.#b, f.times(k, plan.bK));
    const aAtK = f.plus(this.#a, f.times(k, plan.aK));
    if (plan.packB) {
      // Rows of B that lie at a stretch are packed a few at a time, so that what is read next is near.
      const few = plan.bJ === plan.elementBytes ? packedRows : blockK;
      this.#someSteps(count, few, (from, steps) => {
        this.#pieces({ from: 0, to: columns, size: tileColumns }, (at, breadth) => {
          const panel = this.#panelB(breadth);
          const source = f.plus(f.plus(bAtK, f.times(from, plan.bK)), f.times(f.plus(j, at), plan.bJ));
          const target = f.plus(
            this.#panelAddress(this.#packedB, at, count),
            f.times(from, panelStep(panel, plan.dtype)),
          );
          this.#packer.pack(panel, source, target, steps);
        });
      });
    }
    const rows = plan.packA ? chunkRows(plan) : plan.sizeI;
    this.#pieces({ from: 0, to: plan.sizeI, size: rows }, (i, height) => {
      if (plan.packA) {
        this.#pieces({ from: 0, to: height, size: panelRows(plan) }, (at, breadth) => {
          const source = f.plus(aAtK, f.times(f.plus(i, at), plan.aI));
          this.#packer.pack(
            this.#panelA(breadth),
            source,
            this.#panelAddress(this.#packedA, at, count),
            count,
          );
        });
      }
      this.#pieces({ from: 0, to: columns, size: tileColumns }, (jt, breadth) => {
        const lanes = this.#lanes(breadth);
        const b = plan.packB
          ? this.#panelAddress(this.#packedB, jt, count)
          : f.plus(bAtK, f.times(f.plus(j, jt), plan.bJ));
        const column = f.plus(j, jt);
        this.#pieces({ from: 0, to: height, size: plan.tileRows }, (it, tileRows) => {
          const row = f.plus(i, it);
          const a = plan.packA ? this.#packedRow(it, count) : f.plus(aAtK, f.times(row, plan.aI));
          this.#tiles.emit({
            rows: tileRows,
            lanes,
            a,
            b,
            aI: plan.packA ? plan.elementBytes : plan.aI,
            aK: plan.packA ? panelStep(this.#panelA(tileRows), plan.dtype) : plan.aK,
            bK: plan.packB ? panelStep(this.#panelB(breadth), plan.dtype) : plan.bK,
            bJ: plan.packB ? plan.elementBytes : plan.bJ,
            count,
            c: this.#c,
            i: row,
            j: column,
            block,
          });
        });
      });
    });
  }

  #lanes(columns: number): SimdLane[] {
    const { width, dtype } = this.#plan;
    const lanes: SimdLane[] = [];
    for (let at = 0; at < columns; at += width) {
      const used = Math.min(width, columns - at);
      lanes.push(used === width ? this.#whole : simdLane(this.#f, this.#module, dtype, used));
    }
    return lanes;
  }

  #panelA(breadth: number): Panel {
    const plan = this.#plan;
    return { breadth, across: plan.aI, along: plan.aK, padded: panelRows(plan) > plan.tileRows };
  }

  /** The first element of a tile's row in the packed panels of A, which may hold several tiles side by side. */
  #packedRow(row: Value<"i32">, count: Index): Value<"i32"> {
    const f = this.#f;
    const plan = this.#plan;
    const rows = panelRows(plan);
    if (rows === plan.tileRows) return this.#panelAddress(this.#packedA, row, count);
    const within = f.op("i32.and", row, f.i32(rows - 1));
    const panel = this.#panelAddress(this.#packedA, f.op("i32.sub", row, within), count);
    return f.plus(panel, f.times(within, plan.elementBytes));
  }

  #panelB(breadth: number): Panel {
    return { breadth, across: this.#plan.bJ, along: this.#plan.bK, padded: true };
  }

  /** All panels before one have whole width: `at` elements across, each with `count` steps of k. */
  #panelAddress(base: Value<"i32">, at: Value<"i32">, count: Index): Value<"i32"> {
    const f = this.#f;
    const before = f.times(at, this.#plan.elementBytes);
    return f.plus(base, typeof count === "number" ? f.times(before, count) : f.op("i32.mul", before, count));
  }
}
