import type { Obstacle } from "./obstacle.ts";
import type { Spec } from "./spec.ts";

/**
 * A graph as an attribute: what a step of a loop does, or a branch. It is closed, so that everything it depends on is among
 * its inputs, and there is one object for each structure, by which nodes and plans are told apart.
 */
export interface Body {
  /** Different for each body. */
  readonly number: number;
  readonly inputs: readonly Spec[];
  readonly outputs: readonly Spec[];
  /** Whether it may end the run, because of the data that it is given. */
  readonly mayRefuse: boolean;
  /** This one, with some of the inputs as further outputs. */
  keeping(inputs: readonly number[]): Body;
  /** The body that this one is `keeping` more of; itself if it is none of these. */
  readonly origin: Body;
  /** For each result of so many steps, whether a derivative passes from it to each input. */
  reached(roles: Roles, length: number): readonly (readonly boolean[])[];
  /** What is between a result of some steps, or any, and an input that no derivative passes to. */
  obstacle(roles: Roles, input: number, result: number | undefined): Obstacle;
  pushed(roles: Roles, hasTangent: readonly boolean[]): Pushed;
  pulled(roles: Roles, hasCotangent: readonly boolean[], isWanted: readonly boolean[]): Pulled;
  /** For many examples, each of which has the results of this body or of another on the same inputs, as a first input tells. */
  chosen(other: Body, hasExamples: readonly boolean[], size: number): Body;
  /** The same for many examples: of the inputs that have them, and of all outputs, along a first axis. */
  batched(hasExamples: readonly boolean[], size: number): Body;
}

/**
 * What the inputs of a body are: constants, then what is carried from step to step, then what a step is given. Its outputs are
 * what is carried on, then what the step gives.
 */
export interface Roles {
  readonly constants: number;
  readonly carried: number;
  /** Whether derivatives have all inputs among theirs, read or not: those of two bodies on the same inputs have the same ones. */
  readonly readsAll?: boolean;
}

/** Of a body whose derivative is a body: which inputs of the original it reads as well, those carried as they were before the step. */
export interface Reads {
  readonly constants: readonly number[];
  readonly carried: readonly number[];
  readonly given: readonly number[];
}

/**
 * Forward mode: the tangents of the outputs. Inputs are constants that are read and the tangents of constants; the tangents of
 * all that is carried; what is read of what is given, tangents of what is given, and what is read of what is carried.
 */
export interface Pushed {
  readonly body: Body;
  readonly reads: Reads;
}

/**
 * Reverse mode, one step back. Inputs are constants that are read; cotangents of what is carried as far as it is
 * floating-point, and sums that the constants have received so far; what is read of what is given, and of what is carried, and
 * cotangents of what the step gave. Outputs are the former two, and cotangents of what the step was given.
 */
export interface Pulled {
  readonly body: Body;
  readonly reads: Reads;
}

/**
 * What runs bodies. An operation that has some says in which order, once: the interpreter's machine does it, the compiler's
 * writes it out. `P` is a place in memory, `I` an index.
 */
export interface BodyMachine<P, I> {
  input(k: number): P;
  /** All results, one after the other. */
  output(): P;
  /** The place some elements further on, and `index` times `step` more. */
  at(place: P, elements: number, index?: I, step?: number): P;
  /** Copies elements, which become those of the target's dtype. */
  copy(from: P, to: P, count: number): void;
  /** A body, ready to run. It may leave an output of the pairs at the place of the input right away. */
  body(body: Body, replaced?: readonly (readonly [output: number, input: number])[]): ReadyBody<P>;
  /** For each index from 0, or down to 0. */
  range(count: number, isReversed: boolean, step: (i: I) => void): void;
  /** Does one of two things, as a truth value says. */
  choose(condition: P, whenTrue: () => void, whenFalse: () => void): void;
}

export interface ReadyBody<P> {
  /** Reads an input where it lies. */
  bind(input: number, place: P): void;
  input(k: number): P;
  output(k: number): P;
  run(): void;
}

/** Whether the value of an attribute is a body. */
export function isBody(value: unknown): value is Body {
  return typeof value === "object" && value !== null && "mayRefuse" in value;
}

/** The bodies among attributes. */
export function bodiesOf(attributes: object): Body[] {
  return Object.values(attributes).filter(isBody);
}
