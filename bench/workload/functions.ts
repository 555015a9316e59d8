/** The workloads that are functions of a few arrays, by number. */
import type { Contest } from "../contest.ts";

export const functions: Readonly<Record<string, () => Promise<readonly Contest[]>>> = {
  "14": async () => (await import("./indexing.ts")).indexings,
  "15": async () => (await import("./contraction.ts")).contractions,
  "16": async () => (await import("./decomposition.ts")).decompositions,
  "17": async () => (await import("./transformation.ts")).transformations,
};
