import fc from "fast-check";

/** Programs in a run of each property; `FC_RUNS` asks for more. */
export const runs: number = fc.readConfigureGlobal().numRuns ?? 1000;
