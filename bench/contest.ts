/** Contestants of a workload, timed in turns: round after round, each does a batch of steps. */
import { timer } from "./cpu-time.ts";
import { quartiles, type Spread } from "./statistics.ts";

/** What a contestant does, made ready. */
export interface Runner {
  /** Performs `n` steps; returns the seconds that they took. */
  readonly run: (n: number) => number | Promise<number>;
  /** The numbers to compare with those of the others. */
  readonly values: () => ArrayLike<number> | Promise<ArrayLike<number>>;
}

export interface Contestant {
  readonly name: string;
  /** Decides how closely its numbers have to agree. */
  readonly dtype: "float64" | "float32";
  /** @throws Error - with the reason, if it is absent or cannot do this. */
  readonly prepare: () => Runner | Promise<Runner>;
}

/** One table of results. The first contestant's numbers are those that the others' are compared with. */
export interface Contest {
  readonly title: string;
  readonly contestants: readonly Contestant[];
  readonly bars: readonly Bar[];
  /** Floating-point operations of a step, if its rate is of interest. */
  readonly flops?: number;
  /** Steps before the numbers are compared, by default 3, so that an update that goes wrong shows. */
  readonly steps?: number;
}

/** What is asked of a contestant's time. */
export type Bar =
  | {
      readonly of: string;
      /** The fastest of these that is present. */
      readonly against: readonly string[];
      readonly atMost: number;
      /** Holds only on engines with relaxed SIMD, where `fastMath` makes a difference. */
      readonly relaxed?: boolean;
    }
  | { readonly of: string; readonly seconds: number };

export interface Result {
  readonly name: string;
  /** Seconds a step; null if there are none, and then `note` says why. */
  readonly time: Spread | null;
  /** Seconds a step in each round; null where it sat out. */
  readonly rounds: readonly (number | null)[];
  /** In units of the time of the first contestant that is Chainrule's, round by round. */
  readonly ratio: Spread | null;
  /** From the first contestant's numbers, relative to the largest of them. */
  readonly difference: number | null;
  readonly note: string;
}

export interface Effort {
  readonly rounds: number;
  /** Seconds that a contestant's batch should take. */
  readonly batch: number;
  /** Seconds that one contestant may take altogether; slow ones do fewer rounds. */
  readonly most: number;
}

/** Loose, since jax-js has a float64 exp that is good to 8 digits, and some sum a million float32 one after the other. */
const tolerances = { float64: 1e-6, float32: 5e-3 };

/** A runner from a synchronous step. Steps keep their last result where `values` finds it: nothing is computed in vain. */
export function stepper(step: () => unknown, values: () => ArrayLike<number>): Runner {
  return {
    run(n) {
      const elapsed = timer();
      for (let i = 0; i < n; i++) step();
      return elapsed();
    },
    values,
  };
}

interface Entrant {
  readonly contestant: Contestant;
  readonly runner: Runner;
  readonly difference: number;
  /** Seconds, as far as known. */
  step: number;
  batch: number;
  spent: number;
  /** Seconds a step in each round; null where it sat out. */
  readonly times: (number | null)[];
}

export async function hold(contest: Contest, effort: Effort): Promise<Result[]> {
  const notes = new Map<string, string>();
  const entrants = await admit(contest, notes);
  for (const entrant of entrants) await attempt(entrant, notes, () => warmUp(entrant, effort));
  for (let round = 0; round < effort.rounds; round++) {
    for (let k = 0; k < entrants.length; k++) {
      // Each round starts with another one, so that nobody always follows the same neighbour's garbage.
      const entrant = entrants[(k + round) % entrants.length] as Entrant;
      const { contestant, runner, batch, times, spent } = entrant;
      if (notes.has(contestant.name) || (times.length > 0 && spent > effort.most)) {
        times.push(null);
        continue;
      }
      await attempt(entrant, notes, async () => {
        (globalThis as { gc?: (options: { type: string }) => void }).gc?.({ type: "minor" });
        const seconds = await runner.run(batch);
        entrant.spent += seconds;
        times.push(seconds / batch);
      });
    }
  }
  return results(contest, entrants, notes);
}

/** Prepares the contestants and compares their numbers; those that fail or disagree stay out, with a note. */
async function admit(contest: Contest, notes: Map<string, string>): Promise<Entrant[]> {
  const admitted: Entrant[] = [];
  const { steps = 3 } = contest;
  let expected: readonly number[] | null = null;
  for (const contestant of contest.contestants) {
    try {
      const runner = await contestant.prepare();
      const seconds = await runner.run(steps);
      const got = Array.from(await runner.values());
      expected ??= got;
      const error = difference(expected, got);
      if (!(error <= tolerances[contestant.dtype])) {
        notes.set(contestant.name, `disagrees: relative difference ${error.toExponential(1)}`);
        continue;
      }
      admitted.push({
        contestant,
        runner,
        difference: error,
        step: seconds / steps,
        batch: 1,
        spent: seconds,
        times: [],
      });
    } catch (error) {
      notes.set(contestant.name, reason(error));
    }
  }
  return admitted;
}

/** The largest difference, relative to the largest number; NaN if one of them is not a number. */
export function difference(expected: readonly number[], got: readonly number[]): number {
  if (expected.length !== got.length) return Number.NaN;
  let scale = Number.MIN_VALUE;
  let largest = 0;
  for (const [k, value] of expected.entries()) {
    scale = Math.max(scale, Math.abs(value));
    largest = Math.max(largest, Math.abs(value - (got[k] as number)));
  }
  return largest / scale;
}

/** Runs growing batches until one takes long enough; slow contestants have warmed up when they were compared. */
async function warmUp(entrant: Entrant, { batch, most }: Effort): Promise<void> {
  const fitting = (): number => Math.max(1, Math.round(batch / entrant.step));
  for (let total = 0; total < 3 * batch && entrant.spent < most / 2; ) {
    entrant.batch = Math.min(entrant.batch * 8, fitting());
    const seconds = await entrant.runner.run(entrant.batch);
    total += seconds;
    entrant.spent += seconds;
    entrant.step = seconds / entrant.batch;
  }
  entrant.batch = fitting();
  entrant.spent = 0;
}

async function attempt(
  entrant: Entrant,
  notes: Map<string, string>,
  work: () => Promise<void>,
): Promise<void> {
  const { name } = entrant.contestant;
  try {
    await work();
  } catch (error) {
    notes.set(name, reason(error));
  }
}

function results(
  contest: Contest,
  entrants: readonly Entrant[],
  notes: ReadonlyMap<string, string>,
): Result[] {
  const unit = entrants.find(({ contestant: { name } }) => name.startsWith("chainrule") && !notes.has(name));
  return contest.contestants.map(({ name }) => {
    const entrant = entrants.find(({ contestant }) => contestant.name === name);
    const times = notes.has(name) ? [] : (entrant?.times ?? []);
    const time = quartiles(times.filter((seconds) => seconds !== null));
    return {
      name,
      time,
      rounds: times,
      ratio: ratioOf(times, unit?.times ?? []),
      difference: entrant?.difference ?? null,
      note: notes.get(name) ?? "",
    };
  });
}

/** How many times as long the first takes, compared round by round, since the machine's speed varies from round to round. */
export function ratioOf(
  times: readonly (number | null)[],
  others: readonly (number | null)[],
): Spread | null {
  return quartiles(
    times.flatMap((time, round) => {
      const other = others[round] ?? null;
      return time === null || other === null ? [] : [time / other];
    }),
  );
}

function reason(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : String(error);
  const line = text.split("\n")[0] as string;
  return line.length > 110 ? `${line.slice(0, 110)}...` : line;
}
