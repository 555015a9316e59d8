import type { DType } from "../shape/dtype.ts";
import type { Lane } from "./lane.ts";

/**
 * What a routine runs on: lanes, and around them indices, loops, cells and memory.
 *
 * A routine is written once, as a program over a machine. On a machine of JavaScript numbers it runs, which is what the
 * interpreter does; on a machine that builds a WebAssembly function it is written out, loops and all. Steps and their order
 * are the same, hence the bits.
 *
 * `V` is a value of a lane, `M` a truth value, `I` an index.
 */
export interface Machine<V, M, I> {
  /** The arithmetic of a dtype. Truth values in memory are the integers 0 and 1. */
  lane(dtype: DType): Lane<V, M>;

  plus(a: Index<I>, b: Index<I>): I;
  times(a: Index<I>, b: number): I;

  /** For each index from `from` up to and without `to`. */
  range(from: Index<I>, to: Index<I>, body: (i: I) => void): void;

  /**
   * The same in any order, several at a time, for a body that reads nothing that it writes at another index: with the arithmetic of
   * a dtype, and with values that were there before. `from` is not beyond `to`.
   */
  each(
    dtype: DType,
    from: Index<I>,
    to: Index<I>,
    given: readonly V[],
    body: (lane: Lane<V, M>, i: I, given: readonly V[]) => void,
  ): void;

  /** Copies so many elements along the last axis of memories of one dtype, from a position in each of them on. */
  copy(from: Place<V, I>, to: Place<V, I>, count: number): void;

  /** A variable, of the kind of its first value. */
  cell(initial: V): Cell<V>;

  /** An integer as an index, and the other way round. */
  index(value: V): I;
  integer(index: Index<I>): V;

  /** Ends the run where `condition` holds: nobody gets its results. The operation says why, of an element and a value. */
  refuse(condition: M, value: V, of: Memory<V, I>, i?: Index<I>, j?: Index<I>): void;
}

/** An index, or a number that is known when the routine is written out. */
export type Index<I> = I | number;

export interface Cell<V> {
  get(): V;
  set(value: V): void;
}

/** As many core axes as windows of three axes have, at most. */
type AtMostSix<T> = readonly [i?: T, j?: T, k?: T, l?: T, m?: T, n?: T];

/** An operand, or a result, of one batch, by its core axes. A result holds nothing in particular until it is written. */
export interface Memory<V, I> {
  readonly dtype: DType;
  /** Of the core axes. */
  readonly sizes: readonly number[];
  /** The element at an index for each core axis. */
  read(...index: AtMostSix<Index<I>>): V;
  write(value: V, ...index: AtMostSix<Index<I>>): void;
}

/** A place in memory, by an index for each axis. */
export interface Place<V, I> {
  readonly memory: Memory<V, I>;
  readonly at: readonly number[];
}

/** What a routine computes with in one batch. */
export interface Operands<V, I> {
  readonly input: (k: number) => Memory<V, I>;
  readonly output: (k: number) => Memory<V, I>;
  /** Memory that holds nothing in particular, while a batch is computed. */
  readonly scratch: (k: number) => Memory<V, I>;
}
