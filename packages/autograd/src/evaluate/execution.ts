import { ArgumentError } from "../error/error.ts";
import { evaluationOrder, evaluationOrderFrom } from "../graph/evaluation-order.ts";
import type { Listing } from "../graph/listing.ts";
import type { Node } from "../graph/node.ts";
import { interpret } from "../interpret/run.ts";
import { givenNodes } from "../plan/program.ts";
import type { TypedArray } from "../shape/dtype.ts";
import { type Footprint, type Slot, sharedMemory } from "../wasm/compile-plan.ts";
import { momentNow } from "../wasm/memory.ts";
import { canCompile } from "./compilation.ts";
import { compilationWork } from "./compilation-work.ts";
import type { Claim, Executable, Runner } from "./executable.ts";
import { executables } from "./executables.ts";
import { Interpretation } from "./interpretation.ts";
import { interpretationWork } from "./interpretation-work.ts";
import { settings, statistics } from "./settings.ts";
import { requireSameBits } from "./verification.ts";

/** How many times the work of compiling something interpreting it has to be, for it to be compiled at once. */
const timesAtOnce = 1.5;

/**
 * Computes the same from other data again and again: interpreted at first, compiled once that has proved worth while, or at
 * once where a single run takes longer than that.
 */
export class Execution implements Runner {
  #seen = 0;
  #interpretation: Interpretation | null = null;
  #claim: Claim | null = null;
  /** Compilation was tried and is not possible. */
  #refused = false;
  /** For each leaf: which of the plan's it is; -1 where it turned out not to be needed. */
  #leaves: readonly number[] = [];
  /** The work of compiling this, as far as it is known. */
  #work: number;
  /** The work of interpreting it so far, in the same units. */
  #interpreted = 0;
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
    const due = this.#claim !== null || this.#isDue();
    // Asked only then: the first question costs more than interpreting a small graph.
    const allowed = due && canCompile();
    if (allowed && this.#claim === null && this.#hasRoom()) {
      const list = evaluationOrderFrom(leaves, rootsOf());
      // Now that derivatives are written out.
      this.#work = compilationWork(list);
      if (this.#isDue()) this.#compile(list, leaves);
    }
    this.#ran = momentNow();
    const executable = allowed ? (this.#claim?.executable ?? null) : null;
    if (executable !== null) return this.#runCompiled(executable, leaves, rootsOf);
    this.#interpretation ??= new Interpretation();
    const values = this.#interpretation.run(leaves, rootsOf, (list) =>
      this.#runAtOnce(list, leaves, rootsOf),
    );
    this.#interpreted += this.#interpretation?.programWork ?? 0;
    return values;
  }

  /** Compiles and runs what takes longer to be interpreted, even if it never comes back; null if it is interpreted. */
  #runAtOnce(list: Listing, leaves: readonly Node[], rootsOf: () => readonly Node[]): TypedArray[] | null {
    if (this.#refused || settings.compileAfter === Number.POSITIVE_INFINITY) return null;
    const interpreted = interpretationWork(list);
    // Derivatives are written out by now.
    if (this.#interpreted === 0) this.#work = compilationWork(list);
    this.#interpreted += interpreted;
    if (interpreted < settings.workAtOnce || interpreted < timesAtOnce * this.#work) return null;
    if (!canCompile() || !this.#hasRoom()) return null;
    this.#compile(evaluationOrderFrom(leaves, rootsOf()), leaves);
    const executable = this.#claim?.executable ?? null;
    return executable === null ? null : this.#runCompiled(executable, leaves, rootsOf);
  }

  #runCompiled(
    executable: Executable,
    leaves: readonly Node[],
    rootsOf: () => readonly Node[],
  ): TypedArray[] {
    statistics.compiled += 1;
    const places = this.#leaves;
    for (let k = 0; k < places.length; k++) {
      const place = places[k] as number;
      if (place >= 0) executable.write(place, (leaves[k] as Node).value as TypedArray);
    }
    const compiled = executable.plan;
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

  /**
   * Whether it is to be compiled now: what is little work, when it comes back; else once interpreting it has been as much, so that
   * nobody waits longer than for the interpreter.
   */
  #isDue(): boolean {
    const { compileAfter, smallestLarge, largestCompiled } = settings;
    if (this.#seen < compileAfter) return false;
    this.#refused ||= this.#work > largestCompiled;
    if (this.#refused) return false;
    return this.#work <= smallestLarge || this.#interpreted >= this.#work;
  }

  /** Whether a plan that had to give way may come back: not in place of one that was needed since. */
  #hasRoom(): boolean {
    if (this.#footprint === null) return true;
    const { arena, code } = this.#footprint;
    return sharedMemory().hasRoom(arena, code, this.#ran);
  }

  #compile(list: Listing, leaves: readonly Node[]): void {
    const given = givenNodes(list);
    const known = new Set(leaves);
    // A run would have to be given what it is not told of. Next time that may be computed from the leaves.
    if (!given.every((node) => known.has(node))) return;
    try {
      const planned = executables.planned(list, {});
      this.#claim = executables.claim(planned, this, this.#footprint === null ? undefined : this.#ran);
    } catch (error) {
      // Too large for the memory or the engine. The interpreter may manage, and another attempt would end the same way.
      if (!(error instanceof ArgumentError)) throw error;
      this.#refused = true;
      return;
    }
    // The program knows its leaves in the order of its own walk.
    const places = new Map(given.map((node, k) => [node, k]));
    this.#leaves = leaves.map((leaf) => places.get(leaf) ?? -1);
    this.#footprint = (this.#claim.executable as Executable).plan.footprint;
    this.#interpretation = null;
  }

  release(): void {
    if (this.#claim !== null) executables.giveBack(this.#claim);
  }

  vacate(): void {
    this.#claim = null;
    this.#leaves = [];
  }
}
