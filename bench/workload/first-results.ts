/** Workload 9: from import to the first gradient, and from the first call to full speed, each in a fresh process. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Bar, Effort, Result } from "../contest.ts";
import { type ContestReport, reportOf } from "../report.ts";
import { quartiles } from "../statistics.ts";

const libraries = ["chainrule", "jax-js", "js-pytorch", "tfjs-cpu"];
const steps = ["workload 1", "workload 4"];
const trainers = ["chainrule compiled", "chainrule plain", "PyTorch", "tfjs-wasm", "tfjs-cpu"];
const trainings = ["Adam 784-128-10", "Adam 64-64-10"].map((network) => ({
  network,
  of: trainers.map((trainer) => `${network}, ${trainer}`),
}));
/** Bars in seconds: of the first call, of the second and of the longest of the next four. */
const calls: Readonly<Record<string, readonly [first: number, second: number, later: number]>> = {
  "a small function, compiled": [0.035, 0.005, 0.005],
  "a recurrent network of 200 steps, compiled": [0.4, 0.1, 0.01],
  "50 layers and Adam, compiled": [0.2, 0.1, 0.01],
  "150 layers and Adam, plain": [0.15, 0.15, 0.15],
  "64-64-10 and Adam, compiled": [0.03, 0.01, 0.01],
  "a sigmoid of 1e6 float32, its mean and gradient, plain": [0.045, 0.045, 0.045],
  "256 x 256 float32, plain": [0.02, 0.02, 0.02],
  "256 x 256 float64, plain": [0.02, 0.02, 0.02],
  "30 batch sizes of 64-64-10, plain": [0.12, 0.02, 0.02],
  "30 batch sizes of 64-64-10, compiled": [0.12, 0.02, 0.02],
  "30 lengths of a recurrent network, plain": [0.5, 0.12, 0.12],
};
/** Bars in seconds: of the first step, of the longest from the fourth on, and of those that a loop ends up with. */
const loops: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  "1,000 parameters, the sum of their squares": { later: 0.01 },
  "a scalar graph of 65,000 nodes": { first: 0.15, later: 0.15, settled: 0.012 },
  "a scalar graph of 65,000 nodes in a full heap": { first: 0.15, later: 0.15, settled: 0.012 },
  "a chain of 1,000,000 operations": { first: 0.4, settled: 0.4 },
  "10,000 steps of a 3-4-1 network": { first: 0.25 },
  "a Gaussian mixture": { first: 0.15, later: 0.15, settled: 0.02 },
};
const ofLoops = Object.keys(loops).map((name) => `first steps: ${name}`);
const ofCalls = Object.keys(calls).map((name) => `first call: ${name}`);
const fits = [
  { method: "L-BFGS", peers: ["SciPy, L-BFGS", "fmin, conjugate gradients"] },
  { method: "Levenberg–Marquardt", peers: ["SciPy, Levenberg–Marquardt", "ml-levenberg-marquardt"] },
].map(({ method, peers }) => ({ method, ours: `workload 12, ${method}`, peers }));

/** What is asked of ours beside Python's, and beside JavaScript's. */
function beside(of: string, python: string, others: readonly string[]): readonly Bar[] {
  return [
    { of, against: [python], atMost: 1.2 },
    { of, against: others, atMost: 1 },
  ];
}

/** One figure of measurements in processes of their own. */
export interface FirstTable {
  readonly title: string;
  readonly of: readonly string[];
  readonly time: string;
  /** By the names that are shown. */
  readonly bars: readonly Bar[];
  /** What a measurement is called in the table, by default its name. */
  readonly shown?: (name: string) => string;
}

export const firsts: readonly FirstTable[] = [
  { title: "import", of: libraries, time: "import", bars: [{ of: "chainrule", seconds: 0.05 }] },
  { title: "CPU time of the import", of: libraries, time: "cpu", bars: [{ of: "chainrule", seconds: 0.02 }] },
  {
    title: "first gradient after the import",
    of: libraries,
    time: "gradient",
    bars: [{ of: "chainrule", seconds: 0.005 }],
  },
  { title: "first call of a compiled step", of: steps, time: "first", bars: [] },
  {
    title: "from the first call of a compiled step to its full speed",
    of: steps,
    time: "settled",
    bars: steps.map((of) => ({ of, seconds: 0.05 })),
  },
  ...trainings.flatMap(({ network, of: [compiled = "", plain = "", pytorch = "", ...tfjs] }) =>
    [
      { time: "first", title: `the first step of a process, ${network}` },
      { time: "hundred", title: `the first hundred steps of a process, ${network}` },
    ].map(({ time, title }) => ({
      title,
      time,
      of: [compiled, plain, pytorch, ...tfjs],
      bars: [...beside(compiled, pytorch, tfjs), ...beside(plain, pytorch, tfjs)],
    })),
  ),
  ...[
    { time: "first", title: "CPU time of the first call of something new" },
    { time: "second", title: "CPU time of its second call" },
    { time: "later", title: "CPU time of the longest of its next four calls" },
  ].map(({ time, title }, which) => ({
    title,
    time,
    of: ofCalls,
    bars: Object.values(calls).map((bars, k) => ({
      of: ofCalls[k] as string,
      seconds: bars[which] as number,
    })),
  })),
  ...[
    { time: "first", title: "CPU time of a loop's first step" },
    { time: "later", title: "CPU time of its longest step from the fourth on" },
    { time: "settled", title: "CPU time of the steps that it ends up with" },
  ].map(({ time, title }) => ({
    title,
    time,
    of: ofLoops,
    bars: Object.values(loops).flatMap((bars, k) => {
      const seconds = bars[time];
      return seconds === undefined ? [] : [{ of: ofLoops[k] as string, seconds }];
    }),
  })),
  ...fits.map(({ method, ours, peers: [scipy = "", ...others] }) => ({
    title: `the first fit of a process, ${method}`,
    of: [ours, scipy, ...others],
    time: "fit",
    bars: beside(ours, scipy, others),
  })),
];

export async function firstResults(
  { rounds }: Effort,
  tables: readonly FirstTable[],
): Promise<ContestReport[]> {
  const times = new Map<string, Record<string, number>[]>();
  const notes = new Map<string, string>();
  const script = fileURLToPath(new URL("first.js", import.meta.url));
  for (let round = 0; round < rounds; round++) {
    for (const name of new Set(tables.flatMap(({ of }) => of))) {
      if (notes.has(name)) continue;
      try {
        const { stdout } = await promisify(execFile)(process.execPath, [script, name]);
        times.set(name, [...(times.get(name) ?? []), JSON.parse(stdout) as Record<string, number>]);
      } catch (error) {
        const text = error instanceof Error ? error.message : String(error);
        notes.set(name, text.split("\n").find((line) => line.includes("Error:")) ?? text);
      }
    }
  }
  return tables.map(({ title, of, time, bars, shown = (name) => name }) => {
    const results = of.map((name): Result => {
      const rounds = (times.get(name) ?? []).map((found) => found[time] as number);
      return {
        name: shown(name),
        time: quartiles(rounds),
        rounds,
        ratio: null,
        difference: null,
        note: notes.get(name) ?? "",
      };
    });
    return reportOf({ title, contestants: [], bars }, results, true);
  });
}
