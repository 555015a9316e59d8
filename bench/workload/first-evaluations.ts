/** Workload 18: the functions of workloads 14 to 17 for the first time, each in a fresh process, without its imports. */
import type { FirstTable } from "./first-results.ts";
import { functions } from "./functions.ts";

export async function firstEvaluations(): Promise<FirstTable[]> {
  const tables: FirstTable[] = [];
  for (const [workload, load] of Object.entries(functions)) {
    for (const [k, { title, contestants, bars }] of (await load()).entries()) {
      const named = (name: string): string => `first evaluation: ${workload}.${k}, ${name}`;
      tables.push({
        title,
        time: "first",
        of: contestants.map(({ name }) => named(name)),
        bars,
        shown: (name) => name.slice(named("").length),
      });
    }
  }
  return tables;
}
