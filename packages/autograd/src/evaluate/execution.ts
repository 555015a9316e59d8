import { ArgumentError } from "../error/error.ts";
import { evaluationOrder, evaluationOrderFrom } from "../graph/evaluation-order.ts";
import type { Listing } from "../graph/listing.ts";
import type { Node } from "../graph/node.ts";
import { interpret } from "../interpret/run.ts";
import { lower } from "../plan/lower.ts";
import { givenNodes, programOf } from "../plan/program.ts";
import type { TypedArray } from "../shape/dtype.ts";
import { CompiledPlan, type Footprint, type Slot, sharedMemory } from "../wasm/compile-plan.ts";
import { momentNow } from "../wasm/memory.ts";
import { canCompile } from "./compilation.ts";
import { compilationWork } from "./compilation-work.ts";
import { Interpretation } from "./interpretation.ts";
import { settings, statistics } from "./settings.ts";
import { requireSameBits } from "./verification.ts";

/** Computes the same from other data again and again: interpreted at first, compiled once that has proved worth while. */
export class Execution {
  #seen = 0;
  #interpretation: Interpretation | null = null;
  #compiled: CompiledPlan | null = null;
  /** Compilation was tried and is not possible. */
  #refused = false;
  /** For each leaf: where its data goes; null where it turned out not to be needed. */
  #slots: readonly (Slot | null)[] = [];
  /** What lies there now: elements never change, so that the same need not be written again. */
  #written: (TypedArray | null)[] = [];
  /** Made here, since closures of one function keep alive what any of them refers to: nodes with their data. */
  readonly #vacated = (): void => this.#forget();
  /** The work of compiling this, as far as it is known. */
  #work: number;
  /** What the compiled plan takes up; null before it existed. */
  #footprint: Footprint | null = null;
  /** When this ran last. */
  #ran = 0;

  /** @param size - Nodes of the graph as far as they are known; derivatives to be written out come on top. */
  constructor(size: number) {
    this.#work = size;
  }

  /**
   * The values of the roots that `rootsOf` makes, which is called only if they are needed.
   * @param leaves - Nodes with the data, in the same order each time.
   */
  run(leaves: readonly Node[], rootsOf: () => readonly Node[]): TypedArray[] {
    this.#seen += 1;
    const due = this.#compiled !== null || this.#isDue();
    // Asked only then: the first question costs more than interpreting a small graph.
    const allowed = due && canCompile();
    if (allowed && this.#compiled === null && this.#hasRoom())
      this.#compile(evaluationOrderFrom(leaves, rootsOf()), leaves);
    this.#ran = momentNow();
    const compiled = allowed ? this.#compiled : null;
    if (compiled === null) {
      statistics.interpreted += 1;
      this.#interpretation ??= new Interpretation();
      return this.#interpretation.run(leaves, rootsOf);
    }
    return this.#runCompiled(compiled, leaves, rootsOf);
  }

  #runCompiled(
    compiled: CompiledPlan,
    leaves: readonly Node[],
    rootsOf: () => readonly Node[],
  ): TypedArray[] {
    statistics.compiled += 1;
    const slots = this.#slots;
    const written = this.#written;
    for (let k = 0; k < slots.length; k++) {
      const slot = slots[k];
      if (!slot) continue;
      const elements = (leaves[k] as Node).value as TypedArray;
      if (written[k] === elements) continue;
      compiled.write(slot, elements);
      written[k] = elements;
    }
    // What is refused is refused in words.
    if (!compiled.run()) return interpret(evaluationOrder(rootsOf()));
    const values = new Array<TypedArray>(compiled.roots.length);
    for (let k = 0; k < values.length; k++) values[k] = compiled.read(compiled.roots[k] as Slot);
    if (settings.verify) {
      const roots = rootsOf();
      requireSameBits(roots, values, interpret(evaluationOrder(roots)));
    }
    return values;
  }

  /** Whether it is to be compiled now. */
  #isDue(): boolean {
    const { compileAfter, smallestLarge, workPerEvaluation, programRuns } = settings;
    if (this.#seen < compileAfter) return false;
    const isProgram = this.#interpretation?.isProgram ?? false;
    this.#refused ||= this.#work > (isProgram ? settings.largestProgram : settings.largestCompiled);
    if (this.#refused) return false;
    return (
      this.#work <= smallestLarge || this.#seen >= (isProgram ? programRuns : this.#work / workPerEvaluation)
    );
  }

  /** Whether a plan that had to give way may come back: not in place of one that was needed since. */
  #hasRoom(): boolean {
    if (this.#footprint === null) return true;
    const { arena, code } = this.#footprint;
    return sharedMemory().hasRoom(arena, code, this.#ran);
  }

  #compile(list: Listing, leaves: readonly Node[]): void {
    // Now that derivatives are written out.
    this.#work = compilationWork(list);
    if (!this.#isDue()) return;
    const given = givenNodes(list);
    const known = new Set(leaves);
    // A run would have to be given what it is not told of. Next time that may be computed from the leaves.
    if (!given.every((node) => known.has(node))) return;
    let compiled: CompiledPlan;
    try {
      compiled = new CompiledPlan(lower(programOf(list)), { vacated: this.#vacated });
    } catch (error) {
      // Too large for the memory or the engine. The interpreter may manage, and another attempt would end the same way.
      if (!(error instanceof ArgumentError)) throw error;
      this.#refused = true;
      return;
    }
    // The program knows its leaves in the order of its own walk.
    const slotOf = new Map<Node, Slot | null>();
    let next = 0;
    for (const node of given) slotOf.set(node, compiled.leaves[next++] ?? null);
    this.#slots = leaves.map((leaf) => slotOf.get(leaf) ?? null);
    this.#written = leaves.map(() => null);
    this.#compiled = compiled;
    this.#footprint = compiled.footprint;
    this.#interpretation = null;
  }

  release(): void {
    this.#compiled?.release();
    this.#forget();
  }

  #forget(): void {
    this.#compiled = null;
    this.#slots = [];
    this.#written = [];
  }
}
