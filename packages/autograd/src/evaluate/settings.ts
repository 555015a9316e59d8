import { livePlans } from "../wasm/compile-plan.ts";

/** How evaluation chooses between interpreting and compiling. Tests set these; users need not. */
export interface EvaluationSettings {
  /** The evaluation of a structure from which on it is compiled: 2 means when it comes back. */
  compileAfter: number;
  /** Graphs of more nodes take long to compile: they have to come back `patience` times first. */
  smallestLarge: number;
  patience: number;
  /** Graphs of more nodes are interpreted. */
  largestCompiled: number;
  /** Structures of more integers are not kept. */
  largestKept: number;
  mostPlans: number;
  /** All structures kept together, in integers. */
  mostWords: number;
  /** Interpret whatever was compiled too, and require the same bits. For tests. */
  verify: boolean;
}

export const settings: EvaluationSettings = {
  compileAfter: 2,
  smallestLarge: 20_000,
  patience: 8,
  largestCompiled: 220_000,
  largestKept: 2_000_000,
  mostPlans: 128,
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
