/**
 * Runs the workloads, each in a process of its own, and writes docs/benchmarks.md.
 *
 *   npm run bench -- [--workloads=1,4] [--quick] [--rounds=15] [--no-write] [--this-node] [--cpu-time]
 *
 * NumPy, SciPy, PyTorch and JAX take part if they are there. All but the last are packages of Debian: apt-get install
 * python3-numpy python3-scipy python3-torch libopenblas0-pthread (without the last, NumPy multiplies matrices several times
 * more slowly). PYTHON=venv/bin/python takes those of a virtual environment instead.
 *
 * `--cpu-time` measures what the processor does instead of the clock, for a machine that is busy; workload 9 decides itself.
 * `--this-node` keeps to the Node that runs this command; otherwise the newer one that is a peer's need is used. The page
 * has one section for each version of Node. A run replaces its workloads there, each with what it was measured with.
 */
import { fork } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type Contest, type Effort, hold } from "./contest.ts";
import { growthSections } from "./growth.ts";
import { describeMachine } from "./machine.ts";
import { endPython } from "./peer/python.ts";
import { type ContestReport, markdownOf, reportOf } from "./report.ts";
import { firstEvaluations } from "./workload/first-evaluations.ts";
import { firstResults, firsts } from "./workload/first-results.ts";
import { functions } from "./workload/functions.ts";

/** Contests are named by workload; a workload's module is loaded in its own process only. */
const workloads: Readonly<Record<string, () => Promise<readonly Contest[]>>> = {
  "1": async () => [(await import("./workload/network.ts")).trainingCompiled],
  "2": async () => [(await import("./workload/network.ts")).trainingPlain],
  "3": async () => [(await import("./workload/scalars.ts")).scalars],
  "4": async () => [(await import("./workload/classifier.ts")).classifier],
  "5": async () => (await import("./workload/matmul.ts")).matmuls,
  "6": async () => [(await import("./workload/elementwise.ts")).elementwise],
  "7": async () => (await import("./workload/second-order.ts")).secondOrder,
  "8": async () => (await import("./workload/chain.ts")).chains,
  "10": async () => (await import("./workload/adam.ts")).adams,
  "11": async () => (await import("./workload/convolution.ts")).convolutions,
  "12": async () => (await import("./workload/fit.ts")).fits,
  "13": async () => [(await import("./workload/physics.ts")).physics],
  "20": async () => (await import("./workload/linear-algebra.ts")).linearAlgebra,
  ...functions,
};

const titles: Readonly<Record<string, string>> = {
  "1": "Small network, compiled",
  "2": "Small network, define-by-run",
  "3": "Scalar graph",
  "4": "Classifier 784-128-10",
  "5": "Matrix product",
  "6": "Elementwise chain and reduction",
  "7": "Second derivatives",
  "8": "Long chains",
  "9": "First results",
  "10": "Adam",
  "11": "Convolution",
  "12": "Fits",
  "13": "Heat equation",
  "14": "By index and order",
  "15": "Contractions",
  "16": "Decompositions and transforms",
  "17": "Loops and batches",
  "18": "First evaluations",
  "19": "Growth",
  "20": "Linear algebra of 500 rows, beside SciPy in units of 128 bits",
};

const page = fileURLToPath(new URL("../../docs/benchmarks.md", import.meta.url));

const introduction = `# Benchmarks

Written by \`npm run bench\`; nothing here is edited by hand. All contestants of a table ran in one process (Python's in
another), one thread each, in turns: round after round, each does a batch of steps. Before that their numbers were compared
with those of the first, and whoever disagreed is left out with a note. Times are medians over the rounds. Ratios are to the
first contestant that is Chainrule's, taken round by round; more than 1 means slower than Chainrule.
`;

function effortOf(quick: boolean, rounds: string | undefined): Effort {
  const effort = quick ? { rounds: 5, batch: 0.03, most: 3 } : { rounds: 15, batch: 0.1, most: 15 };
  return rounds === undefined ? effort : { ...effort, rounds: Number(rounds) };
}

/** Relaxed SIMD came with Node 22. */
const relaxed = Number(process.versions.node.split(".")[0]) >= 22;

/** In a process of its own. */
async function runWorkload(id: string, effort: Effort): Promise<void> {
  for (const contest of await (workloads[id] as () => Promise<readonly Contest[]>)()) {
    process.send?.(reportOf(contest, await hold(contest, effort), relaxed));
  }
  endPython();
  process.disconnect?.();
}

function reportsOf(
  id: string,
  args: readonly string[],
  found: (report: ContestReport) => void,
): Promise<void> {
  return new Promise((resolve) => {
    const execArgv = ["--expose-gc", "--no-flush-bytecode", "--max-old-space-size=6144"];
    const child = fork(fileURLToPath(import.meta.url), [...args, `--child=${id}`], { execArgv });
    child.on("message", (report) => found(report as ContestReport));
    child.on("exit", (code) => {
      if (code !== 0) console.error(`workload ${id} ended with code ${code}`);
      resolve();
    });
  });
}

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  const { values } = parseArgs({
    args,
    options: {
      workloads: { type: "string" },
      rounds: { type: "string" },
      quick: { type: "boolean", default: false },
      "no-write": { type: "boolean", default: false },
      "this-node": { type: "boolean", default: false },
      "cpu-time": { type: "boolean", default: false },
      child: { type: "string" },
    },
  });
  const effort = effortOf(values.quick, values.rounds);
  // Processes that are started from here inherit it.
  if (values["cpu-time"]) process.env["CPU_TIME"] = "1";
  if (values.child !== undefined) return runWorkload(values.child, effort);
  const ids = values.workloads?.split(",") ?? Object.keys(titles);
  const machine = await describeMachine();
  const sections: string[] = [];
  for (const id of ids) {
    console.log(`\n### ${id}. ${titles[id]}\n`);
    const before = loadOf();
    const parts: string[] = [];
    const found = (text: string): void => {
      console.log(text);
      parts.push(text);
    };
    const tables = id === "9" ? firsts : id === "18" ? await firstEvaluations() : null;
    if (tables !== null) for (const report of await firstResults(effort, tables)) found(markdownOf(report));
    else if (id === "19")
      for (const section of await growthSections(values.quick ? 1 : 3, !values["no-write"])) found(section);
    else await reportsOf(id, args, (report) => found(markdownOf(report)));
    const clock = values["cpu-time"] ? "* CPU time, of all threads, instead of time on the clock\n" : "";
    const load = `${clock}* load of the machine ${before} before and ${loadOf()} at the end, of which one is this benchmark's`;
    sections.push(`### ${id}. ${titles[id]}\n\n${machine}\n${load}\n\n${parts.join("\n")}`);
  }
  if (values["no-write"]) return;
  write(`## Node ${process.versions.node.split(".")[0]}`, sections);
}

/** How many processes wanted to run, over the last minute: with more of them than cores, all times are longer. */
function loadOf(): string {
  return (loadavg()[0] as number).toFixed(1);
}

/** Puts workloads in place of earlier runs of the same, in the section of this version of Node. */
function write(headline: string, workloads: readonly string[]): void {
  const old = existsSync(page) ? readFileSync(page, "utf8") : "";
  const parts = old.split(/^(?=## )/m).filter((part) => part.startsWith("## "));
  const earlier = parts.find((part) => part.startsWith(`${headline}\n`)) ?? "";
  const all = new Map<number, string>();
  for (const workload of [...earlier.split(/^(?=### )/m).slice(1), ...workloads])
    all.set(Number.parseInt(workload.slice("### ".length), 10), workload.trim());
  const inOrder = [...all].toSorted(([a], [b]) => a - b).map(([, workload]) => workload);
  const section = [headline, ...inOrder].join("\n\n");
  const others = parts.filter((part) => part !== earlier);
  writeFileSync(
    page,
    `${[introduction, ...[...others, section].toSorted().toReversed()].map((part) => part.trim()).join("\n\n")}\n`,
  );
  console.log(`\nwrote ${page}`);
}

await main();
