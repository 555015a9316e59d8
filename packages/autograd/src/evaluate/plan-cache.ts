import { evaluationOrder } from "../graph/evaluation-order.ts";
import type { Node } from "../graph/node.ts";
import { interpret } from "../interpret/run.ts";
import { lower } from "../plan/lower.ts";
import { programOf } from "../plan/program.ts";
import type { TypedArray } from "../shape/dtype.ts";
import { CompiledPlan, type Slot } from "../wasm/compile-plan.ts";
import { canCompile } from "./compilation.ts";
import { settings, statistics } from "./settings.ts";
import type { Structure } from "./structure.ts";
import { requireSameBits } from "./verification.ts";

/** A gradient by position: of which root, with respect to which leaves. */
export interface ForeseenGradient {
  readonly root: number;
  readonly leaves: readonly number[];
}

/** A structure that was seen: how often, and what computes it. */
export class CacheEntry {
  readonly code: Int32Array;
  /** How often it was evaluated. */
  seen = 0;
  compiled: CompiledPlan | null = null;
  /** Compilation was tried and is not possible. */
  refused = false;
  /** For each leaf of the structure: where its data goes; null where it turned out not to be needed. */
  slots: readonly (Slot | null)[] = [];
  /** The data that lies there since an earlier run. */
  held: (TypedArray | null)[] = [];
  /** The gradient that is asked for after this structure was evaluated without it. */
  foreseen: ForeseenGradient | null = null;
  /** How often in a row it was foreseen in vain. */
  vain = 0;

  constructor(code: Int32Array) {
    this.code = code;
  }

  matches(structure: Structure): boolean {
    if (this.code.length !== structure.length) return false;
    const { code } = structure;
    for (let k = 0; k < this.code.length; k++) if (this.code[k] !== code[k]) return false;
    return true;
  }

  /** Computes the roots from data in the leaves, in the way that has proved worth while. */
  run(roots: readonly Node[], leaves: readonly Node[]): TypedArray[] {
    this.seen += 1;
    const allowed = canCompile();
    if (allowed && this.compiled === null && !this.refused && this.seen >= settings.compileAfter) {
      this.#compile(roots, leaves);
    }
    if (this.compiled === null || !allowed) {
      statistics.interpreted += 1;
      return interpret(evaluationOrder(roots));
    }
    statistics.compiled += 1;
    const { compiled, slots, held } = this;
    for (let k = 0; k < slots.length; k++) {
      const slot = slots[k];
      const data = (leaves[k] as Node).value as TypedArray;
      if (!slot || held[k] === data) continue;
      compiled.write(slot, data);
      held[k] = data;
    }
    compiled.run();
    const values = compiled.roots.map((slot) => compiled.read(slot));
    if (settings.verify) requireSameBits(roots, values, interpret(evaluationOrder(roots)));
    return values;
  }

  #compile(roots: readonly Node[], leaves: readonly Node[]): void {
    const list = evaluationOrder(roots);
    if (list.nodes.length > settings.largestCompiled) {
      this.refused = true;
      return;
    }
    const compiled = new CompiledPlan(lower(programOf(list)));
    // The program knows its leaves in the order of its own walk.
    const slotOf = new Map<Node, Slot | null>();
    let next = 0;
    for (const node of list.nodes) if (node.value !== null) slotOf.set(node, compiled.leaves[next++] ?? null);
    this.slots = leaves.map((leaf) => slotOf.get(leaf) ?? null);
    this.held = leaves.map(() => null);
    this.compiled = compiled;
    statistics.plans += 1;
  }

  release(): void {
    if (this.compiled === null) return;
    this.compiled.release();
    this.compiled = null;
    statistics.plans -= 1;
  }
}

/** Structures that were seen lately, the oldest forgotten first. */
export class PlanCache {
  readonly #entries: Map<number, CacheEntry[]> = new Map();
  /** In order of last use. */
  readonly #recent: Set<CacheEntry> = new Set();
  #words = 0;

  /** The entry of a structure, made if it is new; null if it is too large to be kept. */
  find(structure: Structure): CacheEntry | null {
    if (structure.tooLarge) {
      statistics.misses += 1;
      return null;
    }
    const bucket = this.#entries.get(structure.hash);
    if (bucket !== undefined) {
      for (const entry of bucket) {
        if (!entry.matches(structure)) continue;
        statistics.hits += 1;
        if (this.#recent.size > 1) {
          this.#recent.delete(entry);
          this.#recent.add(entry);
        }
        return entry;
      }
    }
    statistics.misses += 1;
    const entry = new CacheEntry(structure.code.slice(0, structure.length));
    if (bucket === undefined) this.#entries.set(structure.hash, [entry]);
    else bucket.push(entry);
    this.#recent.add(entry);
    this.#words += entry.code.length;
    while (
      this.#recent.size > settings.mostPlans ||
      (this.#words > settings.mostWords && this.#recent.size > 1)
    ) {
      this.#forgetOldest();
    }
    return entry;
  }

  clear(): void {
    while (this.#recent.size > 0) this.#forgetOldest();
  }

  #forgetOldest(): void {
    const [oldest] = this.#recent;
    if (oldest === undefined) return;
    this.#recent.delete(oldest);
    this.#words -= oldest.code.length;
    oldest.release();
    statistics.evictions += 1;
    for (const [hash, bucket] of this.#entries) {
      const at = bucket.indexOf(oldest);
      if (at < 0) continue;
      if (bucket.length === 1) this.#entries.delete(hash);
      else bucket.splice(at, 1);
      return;
    }
  }
}
