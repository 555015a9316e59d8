/** One size of one contestant of workload 19, in a fresh process: `node grown.js parameter "chainrule plain" 1000`. */
import { forgetPeak, peakMemory, residentMemory } from "./peak-memory.ts";
import { endPython, pythonProcess } from "./peer/python.ts";
import { quartiles } from "./statistics.ts";
import { growths } from "./workload/growth.ts";

/** What it prints. */
export interface Grown {
  /** Seconds of the first step, and of those that it ends up with. */
  readonly first: number;
  readonly settled: number;
  /** By how much the process grew at most while it made steps; null where that is not counted. */
  readonly bytes: number | null;
  /** What the first step gave. */
  readonly values: readonly number[];
}

/** Steps are made until they have taken so many seconds, but not many more than that, and not fewer than decide what runs them. */
const [seconds, fewest, longest] = [1, 25, 8];

const [, , unit, name, size = ""] = process.argv;
const growth = growths.find((each) => each.unit === unit);
const contestant = growth?.contestants.find((each) => each.name === name);
if (contestant === undefined) throw new Error(`which is ${unit} of ${name}?`);
const runner = await contestant.of(Number(size)).prepare();
const pid = pythonProcess() ?? process.pid;
(globalThis as { gc?: () => void }).gc?.();
const before = residentMemory(pid);
forgetPeak(pid);
const first = await runner.run(1);
const values = Array.from(await runner.values());
const times: number[] = [];
for (let total = first; total < longest && (total < seconds || times.length < fewest); ) {
  const time = await runner.run(1);
  times.push(time);
  total += time;
}
const peak = peakMemory(pid);
const settled = quartiles(times.slice(times.length >> 1))?.median ?? first;
const bytes = peak === null || before === null ? null : peak - before;
console.log(JSON.stringify({ first, settled, bytes, values } satisfies Grown));
endPython();
process.exit();
