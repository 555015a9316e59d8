import { type Shape, sameShape } from "../shape/shape.ts";
import { type Access, compose, isDense, whole } from "./access.ts";
import { coreStrides } from "./core-operand.ts";
import { indexSpace } from "./index-space.ts";
import { type Kind, kindOf } from "./kind.ts";
import { inPieces } from "./loop-pieces.ts";
import type { Kernel, LoopKernel, Plan } from "./plan.ts";
import type { Program } from "./program.ts";
import { isCopied, readsOf, viewOf } from "./reading.ts";
import { isConstant, type Value } from "./value.ts";

/** A reduction in a loop whose values are costly is kept apart, unless it runs along the loop's innermost axis. */
const lightLoop = 8;

/**
 * Decides how a program runs.
 *
 * Elementwise values of one shape that can be computed at the same time share a loop, and reductions of such values
 * join it; only what another loop reads is written to memory. "Time" is a level: a value is at the lowest level at
 * which all it reads from memory has been written. Movement operations are index arithmetic of whoever reads them.
 */
export function lower(program: Program): Plan {
  return new Lowering(program).plan();
}

class Lowering {
  readonly #program: Program;
  readonly #values: readonly Value[];
  readonly #kinds: Kind[];
  readonly #accesses: (Access | null)[];
  /** When each value is computed. */
  readonly #levels: number[] = [];
  readonly #stored: Uint8Array;
  readonly #marks: Int32Array;
  #lastMark = 0;

  constructor(program: Program) {
    this.#program = program;
    this.#values = program.values;
    this.#kinds = program.values.map(kindOf);
    this.#accesses = program.values.map(() => null);
    this.#stored = new Uint8Array(program.values.length);
    this.#marks = new Int32Array(program.values.length);
  }

  plan(): Plan {
    for (const root of this.#program.roots) if (this.#kinds[root] === "view") this.#kinds[root] = "map";
    for (let v = 0; v < this.#values.length; v++) {
      this.#accesses[v] = this.#accessOf(v);
      this.#copyBeforeReducing(v);
      this.#copyBeforeRoutine(v);
    }
    for (let v = 0; v < this.#values.length; v++) this.#levels.push(this.#levelOf(v));
    const kernels = this.#kernels();
    return { program: this.#program, accesses: this.#accesses, kernels };
  }

  /** How a value is read; makes a view of it that cannot be expressed by index arithmetic a copy. */
  #accessOf(v: number): Access {
    const value = this.#values[v] as Value;
    const isCopy = this.#isCopy(v);
    if (this.#kinds[v] !== "view" && !isCopy) return whole(v, value.shape);
    const x = value.inputs[0] as number;
    const from = (this.#values[x] as Value).shape;
    const view = viewOf(value, from);
    const composed = compose(this.#accesses[x] as Access, from, view, value.shape);
    if (composed === null) {
      this.#kinds[x] = "map";
      this.#accesses[x] = whole(x, from);
    }
    if (isCopy) return whole(v, value.shape);
    return composed ?? (compose(whole(x, from), from, view, value.shape) as Access);
  }

  /** A reduction reads a view through one loop, or a copy of it. */
  #copyBeforeReducing(v: number): void {
    const value = this.#values[v] as Value;
    const x = value.inputs[0] as number;
    if (this.#kinds[v] !== "reduce" || this.#kinds[x] !== "view") return;
    const { shape } = this.#values[x] as Value;
    const space = indexSpace(shape, [(this.#accesses[x] as Access).strides], this.#axesOf(v));
    if (space.reduced.filter(Boolean).length <= 1) return;
    this.#kinds[x] = "map";
    this.#accesses[x] = whole(x, shape);
  }

  /** A routine reads its operands forwards and evenly, and from memory; what has bodies, one element after the other. */
  #copyBeforeRoutine(v: number): void {
    if (this.#kinds[v] !== "routine") return;
    const { op, inputs, attributes } = this.#values[v] as Value;
    const cores = op.meaning.kind === "routine" ? op.meaning.cores(attributes) : null;
    for (const [k, x] of inputs.entries()) {
      const { base, strides } = this.#accesses[x] as Access;
      const { shape } = this.#values[x] as Value;
      const isPlain =
        (cores === null
          ? isDense(strides, shape)
          : strides.every((stride) => stride >= 0) &&
            coreStrides(shape, strides, cores.inputs[k] ?? []) !== null) &&
        !isConstant(this.#values[base] as Value);
      if (isPlain) continue;
      this.#kinds[x] = "map";
      this.#accesses[x] = whole(x, shape);
    }
  }

  /** The stored value behind a value, through views. */
  #base(v: number): number {
    return (this.#accesses[v] as Access).base;
  }

  /** Whether `reader`, a loop over `shape`, can have the value from the same loop instead of from memory. */
  #fusable(v: number, shape: Shape): boolean {
    return this.#kinds[v] === "map" && sameShape((this.#values[v] as Value).shape, shape);
  }

  /** The level from which on a value can be read from memory. */
  #available(v: number): number {
    const base = this.#base(v);
    const kind = this.#kinds[base];
    return kind === "leaf" || kind === "constant" ? 0 : (this.#levels[base] as number) + 1;
  }

  #levelOf(v: number): number {
    const value = this.#values[v] as Value;
    const kind = this.#kinds[v];
    if (kind === "leaf" || kind === "constant" || kind === "view") return 0;
    const space = this.#spaceOf(v);
    let level = 0;
    for (const input of value.inputs) {
      const fused = space !== null && !this.#isCopy(v) && this.#fusable(input, space);
      level = Math.max(level, fused ? (this.#levels[input] as number) : this.#available(input));
    }
    return level;
  }

  /** The index space of the loop that computes a value; null if it is not computed by a loop. */
  #spaceOf(v: number): Shape | null {
    const value = this.#values[v] as Value;
    if (this.#kinds[v] === "map") return value.shape;
    if (this.#kinds[v] === "reduce") return (this.#values[value.inputs[0] as number] as Value).shape;
    return null;
  }

  /** A view that has to be copied reads memory. */
  #isCopy(v: number): boolean {
    return this.#kinds[v] === "map" && isCopied(this.#values[v] as Value);
  }

  #kernels(): Kernel[] {
    const groups = new Map<string, { level: number; shape: Shape; values: number[]; reductions: number[] }>();
    const single: { level: number; kernel: Kernel }[] = [];
    for (const [v, kind] of this.#kinds.entries()) {
      const level = this.#levels[v] as number;
      const space = this.#spaceOf(v);
      if (space !== null) {
        const key = `${level}:${space.join()}`;
        const group = groups.get(key) ?? { level, shape: space, values: [], reductions: [] };
        groups.set(key, group);
        (kind === "map" ? group.values : group.reductions).push(v);
      } else if (kind === "routine" || kind === "place") {
        single.push({ level, kernel: { kind, value: v } });
      }
    }
    this.#decideStores();
    const kernels: { level: number; kernels: Kernel[] }[] = single.map(({ level, kernel }) => ({
      level,
      kernels: [kernel],
    }));
    for (const group of groups.values()) {
      kernels.push({ level: group.level, kernels: this.#loops(group.shape, group.values, group.reductions) });
    }
    kernels.sort((a, b) => a.level - b.level);
    return kernels.flatMap((entry) => entry.kernels);
  }

  /** A value has to be in memory if anybody reads it outside the loop that computes it. */
  #decideStores(): void {
    for (const root of this.#program.roots) this.#stored[root] = 1;
    for (const [v, value] of this.#values.entries()) {
      const kind = this.#kinds[v];
      if (kind === "view") continue;
      const space = this.#spaceOf(v);
      for (const input of value.inputs) {
        const fused =
          space !== null &&
          !this.#isCopy(v) &&
          this.#fusable(input, space) &&
          this.#levels[input] === this.#levels[v];
        if (!fused) this.#stored[this.#base(input)] = 1;
      }
    }
  }

  /** The loops of one group: one if reductions can join the elementwise values, else what they reduce is stored first. */
  #loops(shape: Shape, values: readonly number[], reductions: readonly number[]): Kernel[] {
    const byAxes = new Map<string, number[]>();
    for (const v of reductions) {
      const key = this.#axesOf(v).join();
      byAxes.set(key, [...(byAxes.get(key) ?? []), v]);
    }
    let fused: number[] = [];
    for (const candidates of byAxes.values()) {
      if (candidates.length > fused.length && this.#reducible(shape, values, candidates)) fused = candidates;
    }
    const separate: Kernel[] = [];
    for (const candidates of byAxes.values()) {
      if (candidates !== fused) separate.push(...candidates.map((v) => this.#separateReduction(v)));
    }
    // What the others made the loop store may stand in the way of its own reductions.
    if (fused.length > 0 && !this.#reducible(shape, values, fused)) {
      separate.push(...fused.map((v) => this.#separateReduction(v)));
      fused = [];
    }
    const stores = values.filter((v) => this.#stored[v] === 1);
    if (stores.length === 0 && fused.length === 0) return separate;
    return [...inPieces(this.#program, this.#loop(shape, values, stores, fused)), ...separate];
  }

  #loop(
    shape: Shape,
    values: readonly number[],
    stores: readonly number[],
    reductions: readonly number[],
  ): LoopKernel {
    // Marks instead of a set: there may be very many loops, and loops of very many values.
    const mark = ++this.#lastMark;
    const needed = this.#marks;
    for (const v of stores) needed[v] = mark;
    for (const v of reductions) needed[(this.#values[v] as Value).inputs[0] as number] = mark;
    for (let k = values.length - 1; k >= 0; k--) {
      const v = values[k] as number;
      if (needed[v] !== mark || this.#isCopy(v)) continue;
      for (const input of (this.#values[v] as Value).inputs) needed[input] = mark;
    }
    const axes = reductions.length > 0 ? this.#axesOf(reductions[0] as number) : [];
    return {
      kind: "loop",
      shape,
      values: values.filter((v) => needed[v] === mark),
      stores,
      reductions,
      axes,
    };
  }

  #axesOf(v: number): readonly number[] {
    return (this.#values[v] as Value).attributes["axes"] as readonly number[];
  }

  /** Whether the reduced axes become one loop that the code generator knows. */
  #reducible(shape: Shape, values: readonly number[], reductions: readonly number[]): boolean {
    const axes = this.#axesOf(reductions[0] as number);
    const loop = this.#loop(
      shape,
      values,
      values.filter((v) => this.#stored[v] === 1),
      reductions,
    );
    const space = indexSpace(
      shape,
      this.#readsOf(loop).map((access) => access.strides),
      axes,
    );
    const loops = space.reduced.filter(Boolean).length;
    if (loops !== 1) return loops === 0;
    return space.reduced[space.reduced.length - 1] === true || loop.values.length <= lightLoop;
  }

  #readsOf(loop: LoopKernel): Access[] {
    return readsOf({ program: this.#program, accesses: this.#accesses }, loop);
  }

  /** A reduction of a stored value. */
  #separateReduction(v: number): LoopKernel {
    const value = this.#values[v] as Value;
    const x = value.inputs[0] as number;
    const source = this.#values[x] as Value;
    this.#stored[this.#base(x)] = 1;
    return {
      kind: "loop",
      shape: source.shape,
      values: [],
      stores: [],
      reductions: [v],
      axes: this.#axesOf(v),
    };
  }
}
