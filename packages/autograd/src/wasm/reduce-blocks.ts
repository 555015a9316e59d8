import { blockLength, blocksPerGroup, accumulators as dealt } from "../plan/reduction-order.ts";
import { shifted } from "./element.ts";
import type { Value, Variable } from "./expression.ts";
import type { Index } from "./function-builder.ts";
import type { KernelContext, Lanes } from "./kernel-context.ts";
import type { KernelLane, LaneDType } from "./kernel-lane.ts";

/** Passes of 8 elements, times values computed in each, up to which a block is written out. */
const unrolledWork = 24;

/** Scratch memory for one reduction: as many vectors as there are accumulators would be at most. */
export const accumulatorBytes: number = 16 * dealt;

/** One reduction of a loop: how it combines, where its elements come from, where its results go. */
export interface Reduction {
  readonly argument: number;
  readonly source: number;
  readonly dtype: LaneDType;
  readonly neutral: number;
  /** The result over no elements. */
  readonly empty: number;
  combine(lane: KernelLane, a: Value, b: Value): Value;
}

/** For each reduction, the values of its accumulators. */
type Accumulated = Value[][];

/** What a loop's body is like. */
export interface Body {
  /** How many values it computes. */
  readonly work: number;
  /** Whether its accumulators are better kept in memory. */
  readonly inMemory: boolean;
  /** How often it takes the 8 elements of a round at a time. */
  readonly rounds: number;
}

/**
 * Runs `count` elements through blocks and groups. `start` gives fresh accumulators, `step` adds elements (a
 * multiple of 8, or what is left at the end), `join` gives each reduction's value of a finished block.
 */
export function inBlocks(
  context: KernelContext,
  reductions: readonly Reduction[],
  count: number,
  lanes: Lanes,
  start: () => Accumulated,
  step: (accumulated: Accumulated, index: Index, here: number) => void,
  join: (accumulated: Accumulated) => Value[],
  body: Body,
): Value[] {
  const { f } = context;
  const block = (from: Index, length: number): Value[] =>
    join(accumulate(context, start, step, from, length, body));
  if (count <= blockLength) return block(0, count);
  const combine = (into: readonly Variable[], values: readonly Value[]): void => {
    for (const [i, r] of reductions.entries()) {
      const variable = into[i] as Variable;
      f.set(variable, r.combine(lanes.of(r.dtype), f.get(variable), values[i] as Value));
    }
  };
  const fresh = (): Variable[] =>
    reductions.map((r) => lanes.of(r.dtype).variable(lanes.of(r.dtype).constant(r.neutral)));
  const reset = (variables: readonly Variable[]): void => {
    for (const [i, r] of reductions.entries())
      f.set(variables[i] as Variable, lanes.of(r.dtype).constant(r.neutral));
  };
  const values = (variables: readonly Variable[]): Value[] => variables.map((variable) => f.get(variable));
  const total = fresh();
  const group = fresh();
  const groupLength = blockLength * blocksPerGroup;
  const grouped = count - (count % groupLength);
  f.range(
    0,
    grouped,
    groupLength,
    (from) => {
      reset(group);
      f.range(
        from,
        f.plus(from, groupLength),
        blockLength,
        (at) => combine(group, block(at, blockLength)),
        "block",
      );
      combine(total, values(group));
    },
    "group",
  );
  if (grouped < count) {
    reset(group);
    const blocked = count - (count % blockLength);
    f.range(grouped, blocked, blockLength, (at) => combine(group, block(at, blockLength)), "block");
    if (blocked < count) combine(group, block(blocked, count - blocked));
    combine(total, values(group));
  }
  return values(total);
}

/** Where an accumulator is kept between the passes of a loop. */
interface AccumulatorCell {
  get(): Value;
  set(value: Value): void;
}

/**
 * A local; or memory, when the body is long. V8 before Turboshaft orders a loop's steps by the locals that need them, one
 * chain after the other, which leaves the processor waiting; what is stored it computes side by side.
 */
function accumulatorCell(
  context: KernelContext,
  initial: Value,
  inMemory: boolean,
  at: number,
): AccumulatorCell {
  const { f, scratch } = context;
  if (!inMemory || initial.type !== "v128") {
    const variable = f.variable(initial.type, initial);
    return { get: () => f.get(variable), set: (value) => f.set(variable, value) };
  }
  const address = scratch + 16 * at;
  const set = (value: Value): void => f.store("v128.store", 0, value as Value<"v128">, address);
  set(initial);
  return { get: () => f.load("v128.load", 0, address), set };
}

/** The accumulators of one block, after all its elements. */
function accumulate(
  context: KernelContext,
  start: () => Accumulated,
  step: (accumulated: Accumulated, index: Index, here: number) => void,
  from: Index,
  length: number,
  { work, inMemory, rounds }: Body,
): Accumulated {
  const { f } = context;
  const accumulated = start();
  const even = length - (length % dealt);
  if ((even / dealt) * work <= unrolledWork) {
    for (let i = 0; i < even; i += dealt) step(accumulated, shifted(context, from, i), dealt);
  } else {
    let count = 0;
    const cells = accumulated.map((slots) =>
      slots.map((slot) => accumulatorCell(context, slot, inMemory, count++)),
    );
    const read = (): Value[][] => cells.map((slots) => slots.map((cell) => cell.get()));
    const end = f.plus(from, even);
    const stride = even % (rounds * dealt) === 0 ? rounds * dealt : dealt;
    f.range(from, end, stride, (index) => {
      const inside = read();
      step(inside, index, stride);
      for (const [i, slots] of cells.entries()) {
        for (const [k, cell] of slots.entries()) cell.set((inside[i] as Value[])[k] as Value);
      }
    });
    for (const [i, values] of read().entries()) accumulated[i] = values;
  }
  if (even < length) step(accumulated, shifted(context, from, even), length - even);
  return accumulated;
}
