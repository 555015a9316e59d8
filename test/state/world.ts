import type { Operation } from "./operation.ts";

/** How a value may be read. */
export const ways = ["data", "toArray", "item", "text", "json", "evaluate", "inspect"] as const;

export type Way = (typeof ways)[number];

/** A function of tensors, as programs give it to transformations. */
export type Mapping<T> = (...xs: T[]) => T;

/** A function that `compile` takes, and what it makes of it: the flag is none of the data. */
export type Stateful<T> = (flag: boolean, ...xs: T[]) => T[];

/**
 * Everything that has state, twice: once as the engine has it, once as the model does. Programs are written once, over this
 * interface, and run on both.
 */
export interface World<T> {
  /** Tensors in plain variables. */
  readonly variables: T[];
  /** What `compile` returned. */
  readonly functions: Stateful<T>[];
  /** How many parameters there are. */
  readonly parameters: number;
  /** What an argument is now, which may be a parameter that was assigned meanwhile. */
  now(x: T): T;
  shapeOf(x: T): readonly number[];
  constant(shape: readonly number[], elements: readonly number[]): T;
  apply(operation: Operation, a: T, b: T): T;
  /** A parameter, to calculate with. */
  use(parameter: number): T;
  read(x: T, way: Way): readonly number[];
  /** Reads several in one run. */
  readAll(xs: readonly T[]): readonly (readonly number[])[];
  assign(parameter: number, x: T): void;
  /** Zeros where no derivative reaches, if these are asked for; otherwise that is refused. */
  gradients(y: T, xs: readonly T[], isZeroAsked: boolean): T[];
  backward(y: T): void;
  gradientOf(parameter: number): T | null;
  setGradient(parameter: number, x: T | null): void;
  step(gradients?: readonly T[]): void;
  minimize(y: T): void;
  zeroGrad(): void;
  setRate(rate: number): void;
  grad(f: Mapping<T>, x: T): T;
  vmap(f: Mapping<T>, xs: readonly T[]): T;
  checkpoint(f: Mapping<T>, xs: readonly T[]): T;
  /** The value of one operation with the slope of another, as a user may declare it. */
  custom(value: Operation, slope: Operation, x: T): T;
  /** What is carried after the last step, and what each step gave besides, for the rows of `xs`. */
  scan(f: (carry: T, row: T) => readonly [T, T], carry: T, xs: T): readonly [T, T];
  /** What one function makes of a value if a number is above 0.1, or what the other does. */
  cond(x: T, whenTrue: Mapping<T>, whenFalse: Mapping<T>, of: T): T;
  /** What is carried after as many steps as count below a number: a value, since such a loop has no derivative in reverse mode. */
  whileBelow(f: Mapping<T>, carry: T, limit: T): T;
  compile(f: Stateful<T>): Stateful<T>;
  /** Makes the engine forget, or be short of room; the model has nothing to forget. */
  press(pressure: Pressure): void;
}

/** How large the elements of gradients of arrays may be for the optimiser. */
export const largestGradient = 2;

export const pressures = ["forget plans", "few plans", "little memory", "ample"] as const;

export type Pressure = (typeof pressures)[number];

/** What a program throws itself. */
export class UserError extends Error {}
