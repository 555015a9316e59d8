import type { ClosedLoop, LoopReduction } from "../plan/closed-kernel.ts";
import { blockLength, accumulators as dealt } from "../plan/reduction-order.ts";
import { bytesPerElement, type DType } from "../shape/dtype.ts";
import { Element, place, shifted } from "./element.ts";
import type { Value } from "./expression.ts";
import type { Index } from "./function-builder.ts";
import { type KernelContext, Lanes } from "./kernel-context.ts";
import type { KernelLane } from "./kernel-lane.ts";
import { nestedLoops, vectorsAbreast, workOf } from "./loop-nest.ts";
import { inBlocks, type Reduction } from "./reduce-blocks.ts";

/**
 * Emits a loop with reductions, in the order of `plan/reduction-order.ts`. Either the reduced loop is the innermost and
 * the vectors run along it, or the vectors run along kept elements and each of their lanes is a reduction of its own.
 */
export function emitReduction(context: KernelContext, nest: ClosedLoop): void {
  const reductions = nest.reductions.map(reductionOf);
  const at = nest.reduced.indexOf(true);
  const count = nest.sizes[at] as number;
  const kept = nest.sizes.filter((_, loop) => loop !== at);
  if (kept.includes(0)) return;
  if (count === 0) {
    for (const reduction of reductions) fillEmpty(context, reduction, kept);
    return;
  }
  const innermost = at === nest.sizes.length - 1;
  if (at < 0 || innermost) {
    nestedLoops(context, kept, count, (position) =>
      alongReduced(context, nest, reductions, at < 0 ? 1 : count, position),
    );
    return;
  }
  const outer = kept.slice(0, -1);
  const columns = kept[kept.length - 1] as number;
  nestedLoops(context, outer, count * columns, (position) => {
    const { width } = nest;
    const even = columns - (columns % width);
    const column = (lanes: number, index: Index): void => {
      acrossKept(context, nest, reductions, at, count, lanes, [...position, index]);
    };
    context.f.range(0, even, width, (index) => column(width, index), "column");
    if (even < columns) column(columns - even, even);
  });
}

function reductionOf({ op, source, dtype, argument }: LoopReduction): Reduction {
  const { meaning } = op;
  if (meaning.kind !== "reduce" || dtype === "bool") throw new TypeError(`${op.name} is not a reduction`);
  return {
    argument,
    source,
    dtype,
    neutral: neutralOf(meaning.neutral, dtype),
    empty: meaning.empty,
    combine: (lane, a, b) => meaning.combine(lane, a, b),
  };
}

/** Integers have no -0 and no infinities. */
function neutralOf(neutral: number, dtype: DType): number {
  if (dtype !== "int32") return neutral;
  return neutral === Infinity ? 2147483647 : neutral === -Infinity ? -2147483648 : neutral | 0;
}

function fillEmpty(
  context: KernelContext,
  { argument, dtype, empty }: Reduction,
  kept: readonly number[],
): void {
  const lane = new Lanes(context, 1).of(dtype);
  const results = kept.reduce((product, size) => product * size, 1);
  context.f.range(0, results, 1, (index) => {
    const { address, offset } = place(context, { argument, strides: [1] }, lane.elementBytes, [index]);
    lane.store(address, lane.constant(empty), offset);
  });
}

/** Vectors along the reduced loop: 8 accumulators are two or four vectors, joined across lanes at the end of a block. */
function alongReduced(
  context: KernelContext,
  nest: ClosedLoop,
  reductions: readonly Reduction[],
  count: number,
  position: readonly Index[],
): void {
  const lanes = new Lanes(context, nest.width);
  const singles = new Lanes(context, 1);
  const perBlock = dealt / lanes.width;
  const abreast = vectorsAbreast(nest);
  // What is reduced is read before anything is stored: a result may be written over it.
  const needed = [...nest.computed, ...reductions.map(({ source }) => source)];
  // Only as many vectors as the longest block can fill.
  const vectors = Math.min(perBlock, Math.ceil(Math.min(count, blockLength) / lanes.width));
  const results = inBlocks(
    context,
    reductions,
    count,
    singles,
    () => reductions.map((r) => Array.from({ length: vectors }, () => lanes.of(r.dtype).constant(r.neutral))),
    (accumulated, index, left) => {
      const parts: { element: Element; filled: number }[] = [];
      for (let k = 0; k * lanes.width < left; k++) {
        const filled = Math.min(lanes.width, left - k * lanes.width);
        const fitting = filled < lanes.width && !nest.mayOverrun ? new Lanes(context, filled) : lanes;
        const at = [...position, shifted(context, index, k * lanes.width)];
        parts.push({ element: new Element(context, fitting, nest, at), filled });
      }
      context.f.sideBySide(
        parts.map(
          ({ element }) =>
            () =>
              element.compute(needed),
        ),
      );
      for (const [k, { element, filled }] of parts.entries()) {
        element.store();
        for (const [i, r] of reductions.entries()) {
          const lane = lanes.of(r.dtype);
          const masked = firstLanes(context, lane, element.numbers(r.source), filled, r.neutral);
          const slots = accumulated[i] as Value[];
          const slot = k % perBlock;
          slots[slot] = r.combine(lane, slots[slot] as Value, masked);
        }
      }
    },
    (accumulated) =>
      reductions.map((r, i) => joined(lanes.of(r.dtype), singles.of(r.dtype), r, accumulated[i] as Value[])),
    { work: workOf(nest), inMemory: abreast > 1, rounds: Math.max(1, abreast / perBlock) },
  );
  for (const [i, r] of reductions.entries()) {
    storeResult(context, r, results[i] as Value, singles.of(r.dtype), nest, position);
  }
}

/** The value in the first lanes, the neutral element in the others. */
function firstLanes(
  context: KernelContext,
  lane: KernelLane,
  value: Value,
  filled: number,
  neutral: number,
): Value {
  if (filled >= lane.width) return value;
  const bytes = new Uint8Array(16).fill(255, 0, filled * lane.elementBytes);
  return lane.select(context.f.v128(bytes), value, lane.constant(neutral));
}

/** The tree ((0+4) + (2+6)) + ((1+5) + (3+7)) over the lanes of two or four vectors, in the first lane. */
function joined(lane: KernelLane, single: KernelLane, r: Reduction, vectors: readonly Value[]): Value {
  const neutral = lane.constant(r.neutral);
  const at = (k: number): Value => vectors[k] ?? neutral;
  const combine = (a: Value, b: Value): Value =>
    a === neutral ? b : b === neutral ? a : r.combine(lane, a, b);
  if (lane.width === 4) {
    const four = combine(at(0), at(1));
    const even = r.combine(single, lane.first(four, 0), lane.first(four, 2));
    return r.combine(single, even, r.combine(single, lane.first(four, 1), lane.first(four, 3)));
  }
  const two = combine(combine(at(0), at(2)), combine(at(1), at(3)));
  return r.combine(single, lane.first(two, 0), lane.first(two, 1));
}

/** Vectors along kept elements: 8 accumulators are 8 vectors. */
function acrossKept(
  context: KernelContext,
  nest: ClosedLoop,
  reductions: readonly Reduction[],
  at: number,
  count: number,
  width: number,
  position: readonly Index[],
): void {
  const lanes = new Lanes(context, width);
  const used = Math.min(dealt, count);
  const results = inBlocks(
    context,
    reductions,
    count,
    lanes,
    () => reductions.map((r) => Array.from({ length: used }, () => lanes.of(r.dtype).constant(r.neutral))),
    (accumulated, index, here) => {
      for (let k = 0; k < here; k++) {
        const whole = [...position.slice(0, at), shifted(context, index, k), ...position.slice(at)];
        const element = new Element(context, lanes, nest, whole);
        element.compute(nest.computed);
        element.store();
        for (const [i, r] of reductions.entries()) {
          const slots = accumulated[i] as Value[];
          slots[k] = r.combine(lanes.of(r.dtype), slots[k] as Value, element.numbers(r.source));
        }
      }
    },
    (accumulated) => reductions.map((r, i) => tree(lanes.of(r.dtype), r, accumulated[i] as Value[])),
    { work: workOf(nest), inMemory: false, rounds: 1 },
  );
  for (const [i, r] of reductions.entries()) {
    storeResult(context, r, results[i] as Value, lanes.of(r.dtype), nest, position);
  }
}

function tree(lane: KernelLane, r: Reduction, slots: readonly Value[]): Value {
  const combine = (a: Value | undefined, b: Value | undefined): Value | undefined =>
    a === undefined ? b : b === undefined ? a : r.combine(lane, a, b);
  const even = combine(combine(slots[0], slots[4]), combine(slots[2], slots[6]));
  const odd = combine(combine(slots[1], slots[5]), combine(slots[3], slots[7]));
  return combine(even, odd) as Value;
}

/** Writes one result, or a vector of neighbouring ones, at the position of the kept loops. */
function storeResult(
  context: KernelContext,
  r: Reduction,
  value: Value,
  lane: KernelLane,
  nest: ClosedLoop,
  position: readonly Index[],
): void {
  const kept = nest.sizes.filter((_, loop) => !nest.reduced[loop]);
  const strides = kept.map((_, k) => kept.slice(k + 1).reduce((product, size) => product * size, 1));
  const reading = { argument: r.argument, strides };
  const { address, offset } = place(context, reading, bytesPerElement(r.dtype), position);
  lane.store(address, value, offset);
}
