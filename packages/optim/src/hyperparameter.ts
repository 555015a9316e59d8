import { ArgumentError, isTensor, type Parameter, parameter, scalar, type Tensor } from "@chainrule/autograd";
import { checkOptions, describeValue } from "@chainrule/autograd/gears";
import type { StepCount } from "./step-count.ts";

/** A hyperparameter that follows the number of the step, from 1, in plain graph code. */
export type Schedule = (step: Tensor<[]>) => Tensor<[]>;

/** What a hyperparameter may be set to. */
export type Setting = number | Schedule;

/** Hyperparameters by name. */
export type Settings<H extends string> = { readonly [Name in H]?: Setting | undefined };

/** What is said of a hyperparameter. */
export interface Declaration {
  /** The numbers that it may be set to. */
  readonly range: Range;
  /** What it is unless it is given; without it, it has to be given. */
  readonly default?: number;
}

/** Numbers that a hyperparameter may be set to; a fraction is at least 0 and less than 1. */
export type Range = "positive" | "nonNegative" | "fraction" | "finite";

const ranges: Readonly<Record<Range, { readonly text: string; readonly holds: (value: number) => boolean }>> =
  {
    positive: { text: "a positive finite number", holds: (value) => value > 0 },
    nonNegative: { text: "a finite number that is not negative", holds: (value) => value >= 0 },
    fraction: {
      text: "a number that is at least 0 and less than 1",
      holds: (value) => value >= 0 && value < 1,
    },
    finite: { text: "a finite number", holds: () => true },
  };

/** A number or a schedule that an optimiser's rule reads. */
export class Hyperparameter {
  readonly name: string;
  readonly #op: string;
  readonly #range: Range;
  #schedule: Schedule | null = null;
  /** The number as a cell: a compiled function reads it anew in each call, as it does the parameters. */
  readonly #cell: Parameter<[]>;

  constructor(op: string, name: string, range: Range, value: unknown) {
    this.#op = op;
    this.name = name;
    this.#range = range;
    const setting = this.settingArgument(value);
    this.#cell = parameter(typeof setting === "number" ? setting : 0);
    if (typeof setting !== "number") this.#schedule = setting;
  }

  get isSchedule(): boolean {
    return this.#schedule !== null;
  }

  /** The number; that of a step of this number if it is a schedule. */
  numberAt(step: () => number): number {
    return this.#schedule === null ? this.#cell.item() : this.of(scalar(step())).item();
  }

  set(setting: Setting): void {
    if (typeof setting === "number") {
      this.#schedule = null;
      this.#cell.assign(setting);
    } else {
      this.#schedule = setting;
    }
  }

  /** The tensor that stands for it in the step that has begun. */
  at(count: StepCount): Tensor<[]> {
    return this.#schedule === null ? this.#cell : this.of(count.read());
  }

  /** The tensor that stands for it in the step of this number. */
  of(step: Tensor<[]>): Tensor<[]> {
    if (this.#schedule === null) return this.#cell;
    const value: unknown = this.#schedule(step);
    if (!isTensor(value) || value.rank > 0 || value.dtype !== "float64") {
      const got = isTensor(value) ? `${value.dtype} [${value.shape.join(", ")}]` : describeValue(value);
      throw new ArgumentError(
        this.#op,
        `${this.name} must be a schedule that returns a scalar of float64, got one that returned ${got}.`,
      );
    }
    return value as Tensor<[]>;
  }

  /** A number that it may be, or a schedule. */
  settingArgument(value: unknown): Setting {
    return typeof value === "function" ? (value as Schedule) : this.checked(this.#op, value);
  }

  /** A number that it may be. */
  checked(op: string, value: unknown): number {
    return argumentIn(this.#range, op, this.name, value);
  }
}

/** A number in a range. */
export function argumentIn(range: Range, op: string, name: string, value: unknown): number {
  const { text, holds } = ranges[range];
  if (typeof value === "number" && Number.isFinite(value) && holds(value)) return value;
  throw new ArgumentError(op, `${name} must be ${text}, got ${describeValue(value)}.`);
}

/** Names that properties of every optimiser have already, or that a rule is given besides its hyperparameters. */
const reserved: readonly string[] = ["parameters", "step", "minimize", "zeroGrad", "state", "load"];

/** The hyperparameters of a rule: those that it declares, or, if it declares none, those that are given. */
export function hyperparametersOf(
  op: string,
  declared: Readonly<Record<string, Declaration>> | undefined,
  given: unknown,
): Hyperparameter[] {
  const names = Object.keys(declared ?? (typeof given === "object" && given !== null ? given : {}));
  const clash = names.find((name) => reserved.includes(name));
  if (clash !== undefined) {
    throw new ArgumentError(
      op,
      `a hyperparameter cannot be named ${JSON.stringify(clash)}: that name is taken.`,
    );
  }
  const values = checkOptions(op, given, names);
  return names.map((name) => {
    const { range = "finite", default: usual }: Partial<Declaration> = declared?.[name] ?? {};
    return new Hyperparameter(op, name, range, values[name] === undefined ? usual : values[name]);
  });
}
