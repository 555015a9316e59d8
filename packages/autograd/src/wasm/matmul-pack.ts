import type { ModuleBuilder } from "./assembler.ts";
import type { Value } from "./expression.ts";
import type { FunctionBuilder, Index } from "./function-builder.ts";
import { type SimdLane, simdLane, vectorWidth } from "./simd-lane.ts";

/** A panel: `breadth` elements of every step of k side by side, k after k. */
export interface Panel {
  readonly breadth: number;
  /** Bytes between elements across the panel, and along k. */
  readonly across: number;
  readonly along: number;
  /** Fill the last vector of each step up with zeros. */
  readonly padded: boolean;
}

/** Bytes that one step of k takes in a packed panel. */
export function panelStep(panel: Panel, dtype: "float64" | "float32"): number {
  const bytes = dtype === "float64" ? 8 : 4;
  return panel.padded ? Math.ceil((panel.breadth * bytes) / 16) * 16 : panel.breadth * bytes;
}

/** Copies operands into the order in which the tiles read them. */
export class PanelPacker {
  readonly #f: FunctionBuilder;
  readonly #module: ModuleBuilder;
  readonly #dtype: "float64" | "float32";

  constructor(f: FunctionBuilder, module: ModuleBuilder, dtype: "float64" | "float32") {
    this.#f = f;
    this.#module = module;
    this.#dtype = dtype;
  }

  /** Packs `count` steps of k from `source` to `target`. */
  pack(panel: Panel, source: Value<"i32">, target: Value<"i32">, count: Index): void {
    const f = this.#f;
    const width = vectorWidth(this.#dtype);
    const whole = simdLane(f, this.#module, this.#dtype);
    const step = panelStep(panel, this.#dtype);
    const from = f.variable("i32", source, "from");
    const to = f.variable("i32", target, "to");
    const vectors: { lane: SimdLane; at: number }[] = [];
    for (let at = 0; at < panel.breadth; at += width) {
      const used = Math.min(width, panel.breadth - at);
      vectors.push({ lane: used === width ? whole : simdLane(f, this.#module, this.#dtype, used), at });
    }
    /** One step of k at a time: right for every layout. */
    const single = (): void => {
      for (const { lane, at } of vectors) {
        const value = lane.loadStrided(f.get(from), panel.across, at * panel.across);
        (panel.padded ? whole : lane).store(f.get(to), value, at * whole.elementBytes);
      }
    };
    if (panel.along !== whole.elementBytes || panel.across === whole.elementBytes) {
      this.#repeat(count, 1, () => {
        single();
        f.set(from, f.plus(f.get(from), panel.along));
        f.set(to, f.plus(f.get(to), step));
      });
      return;
    }
    // Elements lie along k: read whole vectors of k and transpose them in registers.
    const blocks =
      typeof count === "number" ? count - (count % width) : f.op("i32.and", count, f.i32(-width));
    this.#repeat(blocks, width, () => {
      for (const { lane, at } of vectors) {
        const rows = Array.from({ length: lane.width }, (_, r) =>
          f.load("v128.load", ...this.#at(f.get(from), (at + r) * panel.across)),
        );
        while (rows.length < width) rows.push(whole.constant(0));
        for (const [k, value] of this.#transpose(rows).entries()) {
          (panel.padded ? whole : lane).store(f.get(to), value, k * step + at * whole.elementBytes);
        }
      }
      f.set(from, f.plus(f.get(from), panel.along * width));
      f.set(to, f.plus(f.get(to), step * width));
    });
    const rest = typeof count === "number" ? count % width : f.op("i32.and", count, f.i32(width - 1));
    this.#repeat(rest, 1, () => {
      single();
      f.set(from, f.plus(f.get(from), panel.along));
      f.set(to, f.plus(f.get(to), step));
    });
  }

  /** Offsets are unsigned: a negative one moves into the address. */
  #at(address: Value<"i32">, offset: number): [address: Value<"i32">, offset: number] {
    return offset < 0 ? [this.#f.plus(address, offset), 0] : [address, offset];
  }

  #repeat(count: Index, step: number, build: () => void): void {
    this.#f.range(0, count, step, build, "k");
  }

  #transpose(rows: readonly Value<"v128">[]): Value<"v128">[] {
    const f = this.#f;
    const [a, b, c, d] = rows as readonly [Value<"v128">, Value<"v128">, Value<"v128">, Value<"v128">];
    const lowPairs = [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23];
    const highPairs = [8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31];
    if (rows.length === 2) return [f.shuffle(a, b, lowPairs), f.shuffle(a, b, highPairs)];
    const lowSingles = [0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23];
    const highSingles = [8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31];
    const [abLow, abHigh] = [f.shuffle(a, b, lowSingles), f.shuffle(a, b, highSingles)];
    const [cdLow, cdHigh] = [f.shuffle(c, d, lowSingles), f.shuffle(c, d, highSingles)];
    return [
      f.shuffle(abLow, cdLow, lowPairs),
      f.shuffle(abLow, cdLow, highPairs),
      f.shuffle(abHigh, cdHigh, lowPairs),
      f.shuffle(abHigh, cdHigh, highPairs),
    ];
  }
}
