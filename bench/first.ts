/** One measurement of workload 9 in a fresh process: prints seconds as JSON. */
import type { Contestant } from "./contest.ts";
import { cpuTimer } from "./cpu-time.ts";
import { quartiles } from "./statistics.ts";

type Times = Readonly<Record<string, number>>;

/** Seconds for the import and what has to follow it, CPU seconds of that, and seconds for a first gradient. */
async function importAndGradient<T>(
  load: () => Promise<T>,
  gradient: (library: T) => number,
): Promise<Times> {
  const cpu = cpuTimer();
  const start = performance.now();
  const library = await load();
  const loaded = performance.now();
  const used = cpu();
  const got = gradient(library);
  const end = performance.now();
  // tanh'(0.5), float32 being enough.
  if (Math.abs(got - 0.786447733) > 1e-5) throw new Error(`wrong gradient: ${got}`);
  return {
    import: (loaded - start) / 1000,
    cpu: used,
    gradient: (end - loaded) / 1000,
  };
}

/** Seconds from the first call until steps take no longer than they do in the end. */
async function toFullSpeed({ prepare }: Contestant, block: number, seconds: number): Promise<Times> {
  const { run } = await prepare();
  const starts: number[] = [];
  const times: number[] = [];
  const start = performance.now();
  for (let now = start; now - start < seconds * 1000; now = performance.now()) {
    starts.push((now - start) / 1000);
    times.push(await run(times.length === 0 ? 1 : block));
  }
  const late = times.slice(Math.floor(times.length / 2)).toSorted((a, b) => a - b);
  const steady = late[Math.floor(late.length / 2)] as number;
  // The middle one of five, since other processes disturb single blocks; the first call counts alone.
  const middle = (k: number): number => times.slice(k, k + 5).toSorted((a, b) => a - b)[2] ?? 0;
  const settled = times.findIndex((_, k) => k > 0 && middle(k) <= 1.25 * steady);
  return { first: times[0] as number, settled: starts[settled] as number };
}

/** Seconds for the first step of a training, with what it compiles, and for the first hundred. */
async function firstSteps({ prepare }: Contestant): Promise<Times> {
  const { run } = await prepare();
  const first = await run(1);
  return { first, hundred: first + (await run(99)) };
}

/** CPU seconds for the first call of something new, for the second, and for the longest one after that. */
async function firstCalls(name: string): Promise<Times> {
  const { timesOf } = await import("./workload/first-calls.ts");
  const [first = 0, second = 0, ...others] = timesOf(name, 6);
  return { first, second, later: Math.max(...others) };
}

/** CPU seconds of the first steps of a loop, of the longest after the third, and of those that it ends up with. */
async function firstStepsOf(name: string): Promise<Times> {
  const { stepTimesOf } = await import("./workload/first-steps.ts");
  const times = await stepTimesOf(name);
  const late = quartiles(times.slice(times.length >> 1));
  return { first: times[0] ?? 0, later: Math.max(...times.slice(3)), settled: late?.median ?? 0 };
}

/** The trainings of workload 10: `Adam 784, tfjs-wasm`. */
async function firstAdam(name: string): Promise<Times> {
  const { contestants, large, small } = await import("./workload/adam.ts");
  const of = name.startsWith("Adam 784") ? large : small;
  const found = contestants(of).find((each) => name.endsWith(`, ${each.name}`));
  if (found === undefined) throw new Error(`which is ${name}?`);
  return firstSteps(found);
}

/** Seconds for a function's first evaluation: `14.0, PyTorch` is the first one of workload 14. */
async function firstEvaluation(name: string): Promise<Times> {
  const { functions } = await import("./workload/functions.ts");
  const [, workload = "", which = "", contestant = ""] = /^(\d+)\.(\d+), (.*)$/.exec(name) ?? [];
  const contests = (await functions[workload]?.()) ?? [];
  const found = contests[Number(which)]?.contestants.find((each) => each.name === contestant);
  if (found === undefined) throw new Error(`which is ${name}?`);
  return { first: await (await found.prepare()).run(1) };
}

/** Seconds for the first fit, with what it compiles. */
async function firstFit({ prepare }: Contestant): Promise<Times> {
  const { run } = await prepare();
  return { fit: await run(1) };
}

const measurements: Readonly<Record<string, () => Promise<Times>>> = {
  chainrule: () =>
    importAndGradient(
      () => import("@chainrule/autograd"),
      ({ grad }) => grad((x) => x.tanh())(0.5).item(),
    ),
  "jax-js": () =>
    importAndGradient(
      async () => {
        const jax = await import("@jax-js/jax");
        await jax.init("wasm");
        return jax;
      },
      ({ grad, numpy: np }) =>
        Number(grad((x: InstanceType<typeof np.Array>) => np.tanh(x))(np.array(0.5)).dataSync()[0]),
    ),
  "tfjs-cpu": () =>
    importAndGradient(
      async () => {
        const { load } = await import("./peer/tfjs.ts");
        return load("cpu");
      },
      (tf) =>
        tf
          .grad((x) => x.tanh())(tf.scalar(0.5))
          .dataSync()[0] as number,
    ),
  "js-pytorch": () =>
    importAndGradient(
      () => import("js-pytorch"),
      ({ torch }) => {
        // It has no tanh: 2 sigmoid(2 x) - 1.
        const x = torch.tensor([0.5], true);
        const e = torch.add(torch.exp(torch.mul(x, -2)), 1);
        torch.div(torch.tensor([2]), e).backward();
        return x.grad[0] as number;
      },
    ),
  "workload 1": async () => toFullSpeed((await import("./workload/network.ts")).compiled, 100, 0.5),
  "SciPy, L-BFGS": async () => firstFit((await import("./workload/fit.ts")).logisticScipy),
  "SciPy, Levenberg–Marquardt": async () => firstFit((await import("./workload/fit.ts")).curveFitScipy),
  "workload 12, L-BFGS": async () => firstFit((await import("./workload/fit.ts")).logistic),
  "workload 12, Levenberg–Marquardt": async () => firstFit((await import("./workload/fit.ts")).curveFit),
  "fmin, conjugate gradients": async () => firstFit((await import("./workload/fit.ts")).fminGradients),
  "ml-levenberg-marquardt": async () => firstFit((await import("./workload/fit.ts")).mlCurveFit),
  "workload 4": async () => toFullSpeed((await import("./workload/classifier.ts")).compiled, 1, 1.5),
};

const [, , name = ""] = process.argv;
const ofKinds: Readonly<Record<string, (name: string) => Promise<Times>>> = {
  "first call: ": firstCalls,
  "first evaluation: ": firstEvaluation,
  "first steps: ": firstStepsOf,
};
const kind = Object.keys(ofKinds).find((start) => name.startsWith(start)) ?? "";
const measure = name.startsWith("Adam ")
  ? () => firstAdam(name)
  : kind === ""
    ? measurements[name]
    : () => ofKinds[kind]?.(name.slice(kind.length));
if (measure === undefined) throw new Error("which measurement?");
console.log(JSON.stringify(await measure()));
// Some libraries leave handles open.
process.exit();
