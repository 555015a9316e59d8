import type { Listing } from "../graph/listing.ts";
import { lower } from "../plan/lower.ts";
import { programOf } from "../plan/program.ts";
import { type Claim, Executable, type Planned, type Runner } from "./executable.ts";
import { type PlanSettings, planWords } from "./plan-words.ts";

const mebibyte = 1048576;

/**
 * All compiled plans, by what they compute: whoever computes the same gets one that is there, be it an automatic evaluation or
 * a compiled function. Fitting a model to other data compiles nothing, though it is another function.
 *
 * Memory is never shared: an executable has one runner at a time. It goes to the next one if it was not used since that ran last,
 * and values that parameters have in it are copied out. Runners that run in turn therefore end up with one each. Those that
 * nobody can run any more are kept for a while, as far as they are small.
 */
export class Executables {
  /** What the memory of those may take up, in bytes, that have no runner. */
  idleBudget: number = 16 * mebibyte;
  /** And their code. */
  idleCodeBudget: number = 16 * mebibyte;
  readonly #planned: Map<number, Planned[]> = new Map();
  /** Those without a runner, the one unused for longest first. */
  readonly #idle: Set<Executable> = new Set();
  #idleBytes = 0;
  #idleCode = 0;
  readonly #collected: FinalizationRegistry<Executable> = new FinalizationRegistry((executable) => {
    if (executable.claim === undefined) this.#leave(executable);
  });

  /** The plan of a graph; that of an executable, if one computes the same. */
  planned(list: Listing, settings: PlanSettings): Planned {
    const words = planWords(list, settings);
    const hash = hashOf(words);
    return (
      this.#find(hash, words) ?? { words, hash, settings, plan: lower(programOf(list)), executables: [] }
    );
  }

  /**
   * An executable that is there, or a new one.
   * @param since - When the runner ran last: it gets none that was used since. At first, any.
   * @throws {ArgumentError} if there is not enough memory, or if the engine refuses such a module.
   */
  claim(given: Planned, runner: Runner, since: number = Number.POSITIVE_INFINITY): Claim {
    const planned = this.#find(given.hash, given.words) ?? given;
    const executable = freeAmong(planned.executables, since) ?? this.#make(planned);
    this.#collected.unregister(executable);
    this.#rouse(executable);
    const claim = executable.give(runner);
    this.#collected.register(claim, executable, executable);
    return claim;
  }

  /** Takes an executable back that its runner does not need any more. */
  giveBack({ executable }: Claim): void {
    if (executable === null) return;
    this.#collected.unregister(executable);
    this.#leave(executable);
  }

  #make(planned: Planned): Executable {
    const executable = new Executable(planned, (gone) => this.#forget(gone));
    if (planned.executables.length === 0) {
      const bucket = this.#planned.get(planned.hash);
      if (bucket === undefined) this.#planned.set(planned.hash, [planned]);
      else bucket.push(planned);
    }
    planned.executables.push(executable);
    return executable;
  }

  #find(hash: number, words: Float64Array): Planned | undefined {
    return this.#planned.get(hash)?.find((planned) => sameWords(planned.words, words));
  }

  /** Keeps one that has no runner for the next one; others have to go for it. */
  #leave(executable: Executable): void {
    if (!executable.planned.executables.includes(executable) || this.#idle.has(executable)) return;
    executable.take();
    const { plan } = executable;
    plan.rest();
    this.#idle.add(executable);
    this.#idleBytes += plan.footprint.arena;
    this.#idleCode += plan.footprint.code;
    for (const oldest of this.#idle) {
      if (this.#idleBytes <= this.idleBudget && this.#idleCode <= this.idleCodeBudget) break;
      oldest.plan.vacate();
    }
  }

  #rouse(executable: Executable): void {
    if (!this.#idle.delete(executable)) return;
    this.#idleBytes -= executable.plan.footprint.arena;
    this.#idleCode -= executable.plan.footprint.code;
  }

  /** One that has lost its place in memory. */
  #forget(executable: Executable): void {
    this.#rouse(executable);
    this.#collected.unregister(executable);
    const { planned } = executable;
    const { executables, hash } = planned;
    const at = executables.indexOf(executable);
    if (at < 0) return;
    executables.splice(at, 1);
    if (executables.length > 0) return;
    const others = (this.#planned.get(hash) ?? []).filter((other) => other !== planned);
    if (others.length === 0) this.#planned.delete(hash);
    else this.#planned.set(hash, others);
  }
}

/** The process's own. */
export const executables: Executables = /* @__PURE__ */ new Executables();

/** One without a runner, or else the one unused for longest, unless it was used after a moment. */
function freeAmong(those: readonly Executable[], since: number): Executable | undefined {
  let found: Executable | undefined;
  for (const executable of those) {
    if (executable.claim === undefined) return executable;
    if (executable.plan.used <= since && (found === undefined || executable.plan.used < found.plan.used))
      found = executable;
  }
  return found;
}

function sameWords(a: Float64Array, b: Float64Array): boolean {
  if (a.length !== b.length) return false;
  for (let k = 0; k < a.length; k++) if (a[k] !== b[k]) return false;
  return true;
}

function hashOf(words: Float64Array): number {
  let hash = words.length;
  for (let k = 0; k < words.length; k++)
    hash = Math.imul(hash ^ (words[k] as number), 0x9e3779b1) + (hash >>> 15);
  return hash | 0;
}
