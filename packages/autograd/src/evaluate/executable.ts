import type { Plan } from "../plan/plan.ts";
import type { TypedArray } from "../shape/dtype.ts";
import { CompiledPlan } from "../wasm/compile-plan.ts";
import type { PlanSettings } from "./plan-words.ts";

/** Whoever runs an executable: an automatic evaluation, or a recording of a function. */
export interface Runner {
  /** Is told that it loses the executable: what is still wanted of its memory has to be saved now. */
  vacate(): void;
}

/**
 * The right to run an executable, which its runner holds on to, and so does each value that was left in its memory. An object of
 * its own, since the executable refers to it weakly and a weak reference keeps what it refers to until the present job ends:
 * once it is lost, it refers to nothing that is large.
 */
export class Claim {
  /** Null once the claim is lost. */
  executable: Executable | null;
  runner: Runner | null;

  constructor(executable: Executable, runner: Runner) {
    this.executable = executable;
    this.runner = runner;
  }

  lose(): void {
    const { runner } = this;
    runner?.vacate();
    this.executable = null;
    this.runner = null;
  }
}

/** What is known of a graph that is compiled, however often: nothing in it ever changes but which executables there are. */
export interface Planned {
  /** By which it is told from others: see `planWords`. */
  readonly words: Float64Array;
  readonly hash: number;
  readonly plan: Plan;
  readonly settings: PlanSettings;
  readonly executables: Executable[];
}

/** A compiled plan with what lies in its memory. One runner at a time has it. */
export class Executable {
  readonly planned: Planned;
  readonly plan: CompiledPlan;
  /** Which data lie at each leaf: elements never change, so that the same need not be written again. */
  readonly #written: (TypedArray | null)[];
  #claim: WeakRef<Claim> | null = null;

  /** @param vacated - Called when it has lost its place in memory. */
  constructor(planned: Planned, vacated: (executable: Executable) => void) {
    this.planned = planned;
    this.plan = new CompiledPlan(planned.plan, {
      ...planned.settings,
      vacated: () => {
        this.#claim?.deref()?.lose();
        this.#claim = null;
        vacated(this);
      },
    });
    this.#written = this.plan.leaves.map(() => null);
  }

  /** Who runs it; undefined if nobody can any more. */
  get claim(): Claim | undefined {
    return this.#claim?.deref();
  }

  /** Gives it to a runner. Another one that has it loses it. */
  give(runner: Runner): Claim {
    this.claim?.lose();
    const claim = new Claim(this, runner);
    this.#claim = new WeakRef(claim);
    return claim;
  }

  /** Takes it from its runner. No data is kept alive by it any more. */
  take(): void {
    this.claim?.lose();
    this.#claim = null;
    this.#written.fill(null);
  }

  /** Brings data to a leaf, unless they lie there. */
  write(leaf: number, elements: TypedArray): void {
    if (this.#written[leaf] === elements) return;
    const slot = this.plan.leaves[leaf];
    if (slot) this.plan.write(slot, elements);
    this.#written[leaf] = elements;
  }

  /** Has what lies at a leaf forgotten, since its runner writes there otherwise; -1 for none. */
  forget(leaf: number): void {
    if (leaf >= 0) this.#written[leaf] = null;
  }
}
