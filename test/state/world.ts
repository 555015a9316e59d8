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
  compile(f: Stateful<T>): Stateful<T>;
  /** Makes the engine forget, or be short of room; the model has nothing to forget. */
  press(pressure: Pressure): void;
}

export const pressures = ["forget plans", "few plans", "little memory", "ample"] as const;

export type Pressure = (typeof pressures)[number];

/** What a program throws itself. */
export class UserError extends Error {}
