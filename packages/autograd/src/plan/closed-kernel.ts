import type { Attributes, Operation, Spec } from "../op/definition.ts";
import type { DType } from "../shape/dtype.ts";

/**
 * A kernel with nothing behind it: all that its code depends on, but for where in memory it works. Values have numbers of its own,
 * and memory is an argument. Two that are equal have the same code.
 */
export type ClosedKernel = ClosedLoop | ClosedRoutine | ClosedBodies | ClosedPlace;

/** Where a closed kernel works: at a stored value, so many elements of a dtype further on. */
export interface Argument {
  readonly base: number;
  readonly offset: number;
  readonly dtype: DType;
}

/** A closed kernel, and what it is given. */
export interface KernelCall {
  readonly kernel: ClosedKernel;
  readonly operands: readonly Argument[];
}

/** One value of a loop: a constant, read, or computed from earlier ones. */
export interface LoopValue {
  readonly dtype: DType;
  /** Null for what is read, and for constants. */
  readonly op: Operation | null;
  readonly inputs: readonly number[];
  /** The number, of a constant. */
  readonly constant: number | null;
  /** The argument that it is read from, and its stride in each loop; -1 if it is not read. */
  readonly argument: number;
  readonly strides: readonly number[];
}

/** A value of a loop that is written, to an argument of the loop's shape. */
export interface LoopStore {
  readonly value: number;
  readonly argument: number;
}

/** Combines a value along the reduced loop. Results lie one after the other. */
export interface LoopReduction {
  readonly op: Operation;
  readonly source: number;
  readonly dtype: DType;
  readonly argument: number;
}

/** A loop nest: see `LoopKernel`. */
export interface ClosedLoop {
  readonly kind: "loop";
  /** From the outermost loop in. */
  readonly sizes: readonly number[];
  /** Whether each loop runs over reduced axes. */
  readonly reduced: readonly boolean[];
  /** Strides of what is stored. */
  readonly dense: readonly number[];
  readonly values: readonly LoopValue[];
  /** Those that are computed or copied, in order. */
  readonly computed: readonly number[];
  readonly stores: readonly LoopStore[];
  readonly reductions: readonly LoopReduction[];
  /** Elements computed at a time. */
  readonly width: number;
  /** Whether an innermost pass may run past its end: nothing is read far from its neighbours. */
  readonly mayOverrun: boolean;
  /** Whether long operations are calls of functions. */
  readonly callsFunctions: boolean;
}

/** What a routine goes through, from batch to batch and within one. */
export interface RoutineOperand {
  readonly dtype: DType;
  readonly along: readonly number[];
  readonly sizes: readonly number[];
  readonly strides: readonly number[];
}

/** A routine, for all batches. Arguments are its inputs, then its result. */
export interface ClosedRoutine {
  readonly kind: "routine";
  readonly op: Operation;
  readonly attributes: Attributes;
  /** Sizes of the loops over batches. */
  readonly batches: readonly number[];
  readonly operands: readonly RoutineOperand[];
  readonly scratch: readonly Spec[];
  readonly refuses: boolean;
}

/** An operation with bodies. Arguments are its inputs, then its result. */
export interface ClosedBodies {
  readonly kind: "bodies";
  readonly op: Operation;
  readonly attributes: Attributes;
  readonly inputs: readonly Spec[];
  readonly dtype: DType;
  readonly refuses: boolean;
}

/** A part of a result that is put together: a number, or the elements of an argument. */
export interface PlacedPart {
  readonly constant: number | null;
  readonly argument: number;
  readonly sizes: readonly number[];
  readonly from: readonly number[];
  /** Where it goes in the result, in elements. */
  readonly start: number;
  readonly to: readonly number[];
}

/** Zeros, with each part copied to its place. The last argument is the result. */
export interface ClosedPlace {
  readonly kind: "place";
  readonly dtype: DType;
  readonly size: number;
  readonly isCovered: boolean;
  readonly parts: readonly PlacedPart[];
}
