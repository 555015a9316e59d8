/** Loops that nothing compiles for: what their first steps cost in a process of their own, and what later ones do. */
import { type Parameter, parameter, type Tensor } from "@chainrule/autograd";
import { type Contestant, difference, type Runner, stepper } from "../contest.ts";
import { cpuTimesOf } from "../cpu-time.ts";
import { uniform } from "../data.ts";
import { chainrule, tape } from "./chain.ts";
import { descend } from "./descent.ts";
import { mixture, mixtureLoops } from "./mixture.ts";
import { loops, plain as network } from "./network.ts";
import { plain as scalarGraph, tape as scalarTape } from "./scalars.ts";

const rate = 0.01;
const starts = uniform(5, [1000], -1, 1)[0] as Float64Array;

const parameters: Contestant = {
  name: "chainrule plain",
  dtype: "float64",
  prepare() {
    const cells: Parameter[] = Array.from(starts, (start) => parameter(start));
    let loss = 0;
    return stepper(
      () => {
        const sum = cells.reduce<Tensor>(
          (total, cell) => total.add(cell.square()),
          cells[0]?.mul(0) as Tensor,
        );
        descend(sum, cells, rate);
        loss = sum.item();
      },
      () => [loss, ...cells.map((cell) => cell.item())],
    );
  },
};

const parameterLoops: Contestant = {
  name: "loops",
  dtype: "float64",
  prepare() {
    const cells = starts.slice();
    let loss = 0;
    return stepper(
      () => {
        loss = cells.reduce((sum, value) => sum + value * value, 0);
        for (const [k, value] of cells.entries()) cells[k] = value - 2 * rate * value;
      },
      () => [loss, ...cells],
    );
  },
};

/** What is alive meanwhile, in programs that have much: collecting garbage takes longer then. */
const alive: object[] = [];

interface Loop {
  readonly of: Contestant;
  /** Whose numbers its own have to be. */
  readonly as: Contestant;
  /** How many steps are measured together, and how often. */
  readonly steps: number;
  readonly calls: number;
  readonly heap?: number;
}

export const firstSteps: Readonly<Record<string, Loop>> = {
  "1,000 parameters, the sum of their squares": { of: parameters, as: parameterLoops, steps: 1, calls: 40 },
  "a scalar graph of 65,000 nodes": { of: scalarGraph, as: scalarTape, steps: 1, calls: 60 },
  "a scalar graph of 65,000 nodes in a full heap": {
    of: scalarGraph,
    as: scalarTape,
    steps: 1,
    calls: 60,
    heap: 4_000_000,
  },
  "a chain of 1,000,000 operations": { of: chainrule(1_000_000), as: tape(1_000_000), steps: 1, calls: 4 },
  "10,000 steps of a 3-4-1 network": { of: network, as: loops, steps: 10_000, calls: 8 },
  "a Gaussian mixture": { of: mixture, as: mixtureLoops, steps: 1, calls: 20 },
};

/** CPU seconds of its calls. They are told only if its numbers are right after that. */
export async function stepTimesOf(name: string): Promise<number[]> {
  const { of, as, steps, calls, heap = 0 } = firstSteps[name] as Loop;
  for (let k = 0; k < heap; k++) alive.push({ k, text: name });
  const runner = await of.prepare();
  const times = cpuTimesOf(() => runner.run(steps), calls);
  const expected: Runner = await as.prepare();
  await expected.run(steps * calls);
  const apart = difference(Array.from(await expected.values()), Array.from(await runner.values()));
  if (!(apart <= 1e-9)) throw new Error(`${name}: differs by ${apart}`);
  return times;
}
