import { Session } from "node:inspector";

/**
 * Counts how much code of the packages runs: the sum over all blocks (functions, branches, loop bodies) of how often each was
 * entered, as the engine itself counts them. The same on a busy machine as on an idle one.
 *
 * Only what is loaded after this file is counted, so that it has to be imported first; and nothing is optimised from then on.
 */
const session = new Session();
session.connect();
ask("Profiler.enable");
ask("Profiler.startPreciseCoverage", { callCount: true, detailed: true });

/** How many blocks a function enters. */
export function workOf(run: () => unknown): number {
  ask("Profiler.takePreciseCoverage");
  run();
  const { result } = ask<Coverage>("Profiler.takePreciseCoverage");
  return result.filter(({ url }) => ours.test(url)).reduce((sum, script) => sum + entriesOf(script), 0);
}

function ask<Result>(method: string, parameters?: object): Result {
  let answer: Result | undefined;
  // A session of the own thread answers before `post` returns.
  session.post(method, parameters, (error: Error | null, result?: object) => {
    if (error !== null) throw error;
    answer = result as Result;
  });
  return answer as Result;
}

interface Coverage {
  readonly result: readonly Script[];
}

interface Script {
  readonly url: string;
  readonly functions: readonly { readonly ranges: readonly { readonly count: number }[] }[];
}

const ours = /packages\/\w+\/src\/(?!.*\.test\.)/;

function entriesOf({ functions }: Script): number {
  let sum = 0;
  for (const { ranges } of functions) for (const { count } of ranges) sum += count;
  return sum;
}
