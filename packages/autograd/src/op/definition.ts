import type { ChainruleError } from "../error/error.ts";
import type { Lane } from "../scalar/lane.ts";
import type { Machine, Operands } from "../scalar/machine.ts";
import type { DType } from "../shape/dtype.ts";
import type { Shape } from "../shape/shape.ts";
import type { Over } from "./derivative/over.ts";
import type { Obstacle } from "./obstacle.ts";
import type { Spec } from "./spec.ts";

export type { Spec } from "./spec.ts";

/** Parameters of an operation that are part of the graph's structure: axes, sizes, a dtype, a graph. Plain data. */
export type Attributes = Readonly<Record<string, AttributeValue>>;
export type AttributeValue = number | string | boolean | readonly number[] | Body;
export type NoAttributes = Readonly<Record<string, never>>;

export type Family =
  | "arithmetic"
  | "elementary"
  | "special"
  | "comparison"
  | "logical"
  | "bitwise"
  | "random"
  | "select"
  | "reduce"
  | "movement"
  | "contraction"
  | "cumulative"
  | "indexing"
  | "sorting"
  | "linear algebra"
  | "control flow"
  | "conversion"
  | "leaf";

/**
 * What an operation's file declares, and all that the engine knows of it: nothing about an operation stands anywhere else.
 * Documentation and samples are beside it, in its facts.
 */
export interface Declaration<A extends Attributes> {
  readonly name: string;
  readonly family: Family;
  /** Number of inputs; `"any"` means one or more. */
  readonly arity: number | "any";
  /** The dtype of the result. @throws DtypeError for dtypes it does not take. */
  dtype(inputs: readonly DType[], attributes: A): DType;
  /** The shape of the result. @throws ShapeError for shapes that do not fit. */
  shape(inputs: readonly Shape[], attributes: A): Shape;
  readonly derivative: Derivative<A>;
  readonly batch: Batching<A>;
  readonly meaning: Meaning<A>;
  /** How formulas write it, if not as a call of its name. */
  readonly notation?: Notation<A> | null;
  /** Whether two arguments may be exchanged and every bit stays. */
  readonly isCommutative?: boolean;
  /** The numbers that, as first or as second argument, give the other one back, bit for bit. */
  readonly unit?: Unit | null;
  /** Whether twice is not at all. */
  readonly isInvolution?: boolean;
  /** Whether it is a root, which has no finite slope where it is 0, and by convention none there. */
  readonly isRoot?: boolean;
  /** Whether it is a long chain of steps that depend on each other, as an exponential is. */
  readonly isLong?: boolean;
  /** The operation whose steps it repeats: computed beside that one, it costs next to nothing. */
  readonly stepsOf?: PlainOperation | null;
  /** Whether it is a step of derivatives, there for accuracy or for strong zeros, and no part of what users see. */
  readonly isInternal?: boolean;
  /** Whether it leaves its only input as it is. */
  isIdentity?(inputs: readonly Spec[], attributes: A): boolean;
  /** The attributes that do at once what two applications in a row do; null if there are none. */
  merged?(inner: A, outer: A): A | null;
  /** Something cheaper that gives every bit of it; null where there is nothing. Plans are made with it, graphs stay as they are. */
  rewritten?<V>(b: Rewriter<V>, inputs: readonly V[], attributes: A): V | null;
}

export interface Unit {
  readonly first?: number;
  readonly second?: number;
}

/** One primitive operation. */
export type Operation<A extends Attributes = Attributes> = Required<Declaration<A>>;

/** An operation without attributes. */
export type PlainOperation = Operation<NoAttributes>;

/**
 * What rules build with: `b(neg, b(sin, x))` applies operations, and `b(sum, x, { axes, keepDims })` one that has attributes.
 * The same rule then builds a graph, computes numbers, or prints itself for `docs/operations.md`: `V` is whatever the
 * builder makes, a graph node or a piece of text. An operation that leaves its input as it is may be left out.
 */
export interface Builder<V> {
  (op: PlainOperation, ...inputs: V[]): V;
  <A extends Attributes>(op: Operation<A>, ...inputsAndAttributes: [...inputs: V[], attributes: A]): V;

  shapeOf(x: V): Shape;
  dtypeOf(x: V): DType;
  /** A constant of the structure (not of the data), a scalar of the dtype of `like`. */
  constant(value: number, like: V): V;
}

/** What rewrites: it also sees how a value was made. */
export interface Rewriter<V> extends Builder<V> {
  /** The number of a constant of the structure; undefined for anything else. */
  constantOf(x: V): number | undefined;
  made(x: V): { readonly op: Operation; readonly inputs: readonly V[]; readonly attributes: Attributes };
}

/**
 * The derivative of an operation, declared once: both modes are made of the same rules. What makes one of rules is a form:
 * `partials`, `linear`, and the others of this folder.
 */
export interface Derivative<A extends Attributes> {
  /** Why no derivative passes; null if one does. */
  readonly noSlope: string | null;
  /** Whether a derivative passes to an input, whatever its values are: from one of several results, or from any. */
  reaches(input: number, attributes: A, result?: number): boolean;
  /** Which of several results of its input the operation is, if it is one. */
  resultOf?(attributes: A): number;
  /** What is in the way where none passes; the operation itself unless it says so. */
  obstacle?(input: number, attributes: A, result?: number): Obstacle;
  /** Whether reverse mode builds a graph to go back through, which numbers alone cannot do. */
  readonly needsGraph: boolean;
  /** What the form was given. */
  readonly rules: Rules;
  /** The same form with other rules, as many and in the same order. */
  withRules(rules: Rules): Derivative<A>;
  /** Forward mode: the tangent of the result from those of the inputs; null if none flows. */
  push<V>(step: PushStep<V, A>): V | null;
  /** Reverse mode: hands the cotangent of the result on to the inputs. */
  pull<V>(step: PullStep<V, A>): void;
}

/** Null where there is no rule, as for the condition of `where`. */
export type Rules = readonly (Rule | null)[];

/** A rule of any form, as far as they have something in common. */
export type Rule = <V>(b: Builder<V>, ...args: readonly never[]) => unknown;

/** An operation applied to something, while the chain rule passes through it. */
export interface Step<V, A extends Attributes> {
  readonly b: Builder<V>;
  readonly op: Operation<A>;
  readonly attributes: A;
  /** The number of inputs. */
  readonly arity: number;
  readonly result: V;
  input(k: number): V;
  inputs(): readonly V[];
  /** Shapes and dtypes of the inputs. */
  specs(): readonly Spec[];
  /** One link of the chain rule: what flows times a local derivative, with strong zeros; null if nothing is left. */
  link(flowing: V, local: V | Over<V>): V | null;
  /** A value to differentiate by, like another one. */
  variable(like: V): V;
  /** What a rule that a user gave makes of a cotangent: that of each input. */
  given(cotangent: V): readonly (V | null)[];
  /** Reverse mode through values that were built for it, back to others. */
  pullBack(
    build: () => readonly (V | null)[],
    cotangents: readonly (V | null)[],
    to: readonly V[],
  ): readonly (V | null)[];
}

/** Forward mode. */
export interface PushStep<V, A extends Attributes> extends Step<V, A> {
  tangent(k: number): V | null;
  /** The sum of two tangents, either of which may be missing. */
  sum(a: V | null, b: V | null): V | null;
  /** The operation itself on other inputs. */
  applied(inputs: readonly V[]): V;
  /** A zero like another value. */
  zero(like: V): V;
  /** Forward mode through a value that was built of the inputs. */
  pushOn(build: () => V): V | null;
}

/** Reverse mode. */
export interface PullStep<V, A extends Attributes> extends Step<V, A> {
  readonly cotangent: V;
  /** Whether anybody asks what an input receives. */
  wants(k: number): boolean;
  receive(k: number, contribution: V | null): void;
  /** The same from a contribution in the shape of the result, to which the input was broadcast: summed back. */
  receiveBroadcast(k: number, contribution: V | null): void;
  /** The same for one result of the input, which has several; and what it is to all of them. */
  receivePart(part: number, contribution: V, inRow: () => V): void;
  /** What one of several results has received, apart from what all of them have together. */
  cotangentOf(part: number): V | null;
  cotangentOfAll(): V | null;
}

/**
 * How the same operation works on many examples at once, which lie along a batch axis in front of the others.
 * `transform/batch.ts` applies it to inputs of which at least one has such an axis.
 */
export type Batching<A extends Attributes> =
  | {
      /**
       * Inputs with a batch axis are given it as it is (`"leading"`), those without are repeated along it. Or inputs broadcast
       * (`"broadcast"`): those of lower rank than the result get axes of size 1 behind the batch axis, and those without a
       * batch axis stay as they are.
       */
      readonly inputs: "leading" | "broadcast";
      /** The attributes that make room for a batch axis of `size`, where they speak of axes or sizes. */
      attributes(attributes: A, size: number): A;
      /** Where inputs broadcast: the axes that do not. None unless told. */
      cores?(attributes: A): Cores;
    }
  /** As the operation says, which may become another graph. Inputs without a batch axis are told apart. */
  | {
      readonly inputs: "any";
      applied<V>(
        b: Builder<V>,
        inputs: readonly V[],
        hasExamples: readonly boolean[],
        attributes: A,
        size: number,
      ): V;
    }
  /** There are no inputs that could have one. */
  | { readonly inputs: "none" };

/** What the operation computes; the interpreter and the compiler both read it. */
export type Meaning<A extends Attributes> =
  /** Values to a value, element by element, at the lane of the result's dtype. */
  | {
      readonly kind: "map";
      scalar<V, M>(m: Lane<V, M>, a: V, b: V, c: V): V;
    }
  /** Values to a truth value, at the lane of the arguments' dtype. */
  | {
      readonly kind: "compare";
      scalar<V, M>(m: Lane<V, M>, a: V, b: V): M;
    }
  /** Truth values to a truth value. */
  | {
      readonly kind: "logic";
      scalar<V, M>(m: Lane<V, M>, a: M, b: M): M;
    }
  /** A truth value and two values to a value. */
  | { readonly kind: "select" }
  | { readonly kind: "cast" }
  /**
   * The same elements. In a plan the result is the input itself (`"nothing"`), the input read in another shape (`"view"`), or
   * a copy that nothing takes for what it is a copy of (`"copy"`).
   */
  | { readonly kind: "alias"; readonly planned: "nothing" | "view" | "copy" }
  /**
   * Combines the elements along the reduced axes in the order of `plan/reduction-order.ts`, starting from the
   * neutral element; `empty` is the value over no elements.
   */
  | {
      readonly kind: "reduce";
      readonly neutral: number;
      readonly empty: number;
      combine<V, M>(m: Lane<V, M>, a: V, b: V): V;
    }
  /** Element `index` of the result is the input's element at `offset + Σ index·stride`. */
  | {
      readonly kind: "view";
      view(input: Shape, attributes: A): View;
    }
  /** Zero, except that each input's elements go to `offset + Σ index·stride` of the result, by its own view. */
  | {
      readonly kind: "place";
      place(inputs: readonly Shape[], attributes: A): readonly View[];
    }
  /** Loops and memory: a program over the core axes, run for each batch that the other axes make. */
  | {
      readonly kind: "routine";
      cores(attributes: A): Cores;
      /** Computes every element of the results of one batch. */
      run<V, M, I>(m: Machine<V, M, I>, operands: Operands<V, I>, attributes: A): void;
      /** Whether its steps are the same whatever its data are, so that batches may be computed side by side. */
      readonly isUniform?: boolean;
      /** About how many innermost steps an element of the result takes; missing where they are a few. */
      steps?(inputs: readonly Spec[], attributes: A): number;
      /** The memory that it needs besides. */
      scratch?(inputs: readonly Spec[], attributes: A): readonly Spec[];
      /** What is thrown where the machine is told to refuse; missing in routines that never do. */
      refusal?(refused: Refused, inputs: readonly Spec[], attributes: A): ChainruleError;
    }
  /** Runs graphs that are attributes, each as often and on what it says. */
  | {
      readonly kind: "body";
      run<P, I>(m: BodyMachine<P, I>, inputs: readonly Spec[], attributes: A): void;
    }
  /** Computed by other operations; expanded before planning, after differentiation. */
  | {
      readonly kind: "composite";
      expand<V>(b: Builder<V>, inputs: readonly V[], attributes: A): V;
    }
  /** A number of the structure, the attribute `value`: nothing to compute. */
  | { readonly kind: "constant" }
  /** Data: nothing to compute. */
  | { readonly kind: "data" };

/** The core axes of a routine's operands, and of its result; axes that are none are batches, which broadcast. */
export interface Cores {
  readonly inputs: readonly Core[];
  readonly output: Core;
}

/**
 * Core axes in the routine's order, counted from the end, so that batches in front change nothing. Neighbouring axes may count
 * as one, row by row, and no axes as one of size 1.
 */
export type Core = readonly (readonly number[])[];

/** Which element a routine cannot go on with: its index in the operand it is of, and what is wrong with it. */
export interface Refused {
  readonly index: readonly number[];
  readonly value: number;
}

export interface View {
  readonly offset: number;
  readonly strides: readonly number[];
}

/**
 * How formulas write an operation. Those with a name of their own are simplified while they are written, as
 * `inspect/formula.ts` says: signs are drawn to the front, and a product with 1 / x is a quotient.
 */
export type Notation<A extends Attributes> =
  | "sum"
  | "difference"
  | "product"
  | "quotient"
  | "negative"
  | "reciprocal"
  | "power"
  /** `a if condition, else b`. */
  | "conditional"
  /** As its argument. */
  | "argument"
  | { readonly infix: string; readonly binds: "and" | "comparison" }
  /** Behind the argument, where the attributes allow it. */
  | { readonly suffix: string; applies?(attributes: A): boolean }
  | { readonly around: string }
  /** As a formula of the argument x, or of a, b and c. */
  | { readonly formula: string };

/** Writes a graph that has the one of a body in it. */
export type WritesAround<A extends Attributes> = <V>(
  b: Builder<V>,
  body: Body,
  inputs: readonly V[],
  attributes: A,
) => V[];

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
  /** Its outputs for inputs that are at hand: the graph once more, as a part of another. */
  applied<V>(b: Builder<V>, inputs: readonly V[]): V[];
  /** A body that has this one in it, of inputs and outputs of its own. */
  around<A extends Attributes>(write: WritesAround<A>, inputs: readonly Spec[], attributes: A): Body;
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
  /** As long as a truth value holds, which the step changes. */
  repeat(condition: P, step: () => void): void;
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
