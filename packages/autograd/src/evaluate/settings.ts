import { livePlans } from "../wasm/compile-plan.ts";

/** How evaluation chooses between interpreting and compiling. Tests set these; users need not. */
export interface EvaluationSettings {
  /** The evaluation of a structure from which on it is compiled: 2 means when it comes back. */
  compileAfter: number;
  /** What is less work to interpret (`interpretation-work.ts`) is not compiled before that. */
  workAtOnce: number;
  /** Graphs whose compilation is more work (`compilation-work.ts`) are interpreted until that has been as much work. */
  smallestLarge: number;
  /** Graphs of more work are interpreted. */
  largestCompiled: number;
  /** Structures of more integers are not kept. */
  largestKept: number;
  /** All structures kept together, in integers; what hangs on one counts as some hundreds. */
  mostWords: number;
  /** Interpret whatever was compiled too, and require the same bits. For tests. */
  verify: boolean;
}

export const settings: EvaluationSettings = {
  compileAfter: 2,
  workAtOnce: 500,
  smallestLarge: 1_000,
  largestCompiled: 50_000,
  largestKept: 6_000_000,
  mostWords: 16_000_000,
  verify: false,
};

/** What happened since the start, or since {@link resetStatistics}. */
export interface EvaluationStatistics {
  /** Evaluations whose structure was known. */
  hits: number;
  /** Evaluations of a new structure. */
  misses: number;
  /** Structures forgotten to make room. */
  evictions: number;
  /** Plans that exist now as WebAssembly. */
  readonly plans: number;
  /** Runs of compiled plans. */
  compiled: number;
  /** Runs of the interpreter. */
  interpreted: number;
}

export const statistics: EvaluationStatistics = {
  hits: 0,
  misses: 0,
  evictions: 0,
  get plans() {
    return livePlans();
  },
  compiled: 0,
  interpreted: 0,
};

export function resetStatistics(): void {
  Object.assign(statistics, { hits: 0, misses: 0, evictions: 0, compiled: 0, interpreted: 0 });
}
