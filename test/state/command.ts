import { ChainruleError } from "@chainrule/autograd";
import type fc from "fast-check";
import { apart } from "../numeric/closeness.ts";
import type { Model } from "./model.ts";
import { type Instruction, type Outcome, perform } from "./program.ts";
import type { Real } from "./real.ts";
import { Beyond, Refusal } from "./refusal.ts";
import { closed } from "./requirement.ts";
import type { Value } from "./value.ts";
import { UserError, type World } from "./world.ts";

/** At most so many plain variables; then results take the place of earlier ones, as in a loop. */
const mostVariables = 6;

/** The model, and whether everything is read after each command: that finds a difference early, and hides those that need unread values. */
export interface Watched {
  readonly world: Model;
  readonly isWatched: boolean;
}

/** An instruction on both worlds, which have to agree on what it shows and on whether it is refused. */
export class Command implements fc.Command<Watched, Real> {
  readonly #step: Instruction;
  readonly #place: number;

  constructor(step: Instruction, place: number) {
    this.#step = step;
    this.#place = place;
  }

  check(): boolean {
    return true;
  }

  run({ world: model, isWatched }: Watched, real: Real): void {
    const expected = this.rehearse(model);
    if (expected instanceof Beyond) return;
    const actual = outcomeOf(() => perform(real, real.variables, this.#step));
    if (expected instanceof Error || actual instanceof Error) requireSameError(actual, expected);
    else {
      requireSame("what was read", actual.read, expected.read);
      this.#keep(real.variables, actual.made);
    }
    if (isWatched) requireSameWorlds(model, real);
  }

  /** The instruction on the model alone; what is beyond the model leaves no trace there. */
  rehearse(model: Model): Outcome<Value> | Error {
    const back = model.saved();
    const outcome = outcomeOf(() => perform(model, model.variables, this.#step));
    if (outcome instanceof Beyond) back();
    else if (!(outcome instanceof Error)) this.#keep(model.variables, outcome.made);
    return outcome;
  }

  get kind(): Instruction["do"] {
    return this.#step.do;
  }

  #keep<T>(variables: T[], made: readonly T[] = []): void {
    for (const value of made)
      variables[variables.length < mostVariables ? variables.length : this.#place % mostVariables] = value;
  }

  toString(): string {
    return `${JSON.stringify(this.#step)} at ${this.#place}`;
  }
}

/** What became of the commands. */
export class Tally {
  readonly #done: Map<Instruction["do"], number> = new Map();
  #refused = 0;
  #beyond = 0;

  count(kind: Instruction["do"], outcome: unknown): void {
    this.#done.set(kind, (this.#done.get(kind) ?? 0) + (outcome instanceof Error ? 0 : 1));
    if (outcome instanceof Beyond) this.#beyond += 1;
    else if (outcome instanceof Error) this.#refused += 1;
  }

  get #total(): number {
    return [...this.#done.values()].reduce((sum, count) => sum + count, this.#refused + this.#beyond);
  }

  get shareDone(): number {
    return 1 - (this.#refused + this.#beyond) / this.#total;
  }

  get neverDone(): string[] {
    return [...this.#done].filter(([, count]) => count === 0).map(([kind]) => kind);
  }
}

/** Reads everything that there is in both worlds. */
export function requireSameWorlds(model: Model, real: Real): void {
  for (const k of model.variables.keys())
    requireSameReading(`variable ${k}`, model, real, (world) => world.variables[k]);
  for (let k = 0; k < model.parameters; k++) {
    requireSameReading(`parameter ${k}`, model, real, (world) => world.use(k));
    requireSameReading(`gradient ${k}`, model, real, (world) => world.gradientOf(k));
  }
}

function requireSameReading(
  what: string,
  model: Model,
  real: Real,
  of: <T>(world: World<T>) => T | null | undefined,
): void {
  const reading = <T>(world: World<T>): Outcome<T> => {
    const x = of(world);
    return { read: x === null || x === undefined ? [] : [world.read(x, "data")] };
  };
  const expected = outcomeOf(() => reading(model));
  if (expected instanceof Beyond) return;
  const actual = outcomeOf(() => reading(real));
  if (expected instanceof Error || actual instanceof Error) requireSameError(actual, expected, what);
  else requireSame(what, actual.read, expected.read);
}

function outcomeOf<R>(f: () => R): R | Error {
  try {
    return f();
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
}

function requireSameError(actual: unknown, expected: unknown, what = "the call"): void {
  if (expected instanceof UserError && actual instanceof UserError) return;
  // What was kept is refused at the end of a recording that uses it, unless the function threw something itself before that.
  if (expected instanceof Refusal && expected.word === closed && actual instanceof UserError) return;
  const refused = expected instanceof Refusal && actual instanceof ChainruleError;
  if (refused && expected.word.test(actual.message)) return;
  if (expected instanceof Error && !(expected instanceof Refusal) && !(expected instanceof UserError))
    throw expected;
  throw new Error(`${what}: ${inWords(actual)} instead of: ${inWords(expected)}`, { cause: actual });
}

function inWords(outcome: unknown): string {
  return outcome instanceof Error ? `${outcome.name}: ${outcome.message}` : "no error";
}

type Readings = readonly (readonly number[])[] | undefined;

function requireSame(what: string, actual: Readings, expected: Readings): void {
  if ((actual ?? []).length !== (expected ?? []).length) throw new Error(`${what}: another number of values`);
  for (const [k, numbers] of (expected ?? []).entries()) {
    const difference = apart(actual?.[k] ?? [], numbers, 1e-8, 1);
    if (difference !== null)
      throw new Error(
        `${what}: ${JSON.stringify(actual?.[k])} instead of ${JSON.stringify(numbers)}: it ${difference}`,
      );
  }
}
