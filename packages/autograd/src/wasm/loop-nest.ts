import { indexSpace } from "../plan/index-space.ts";
import type { LoopKernel } from "../plan/plan.ts";
import { accessIn, copiedAccess, isCopied } from "../plan/reading.ts";
import { isConstant } from "../plan/value.ts";
import { broadcastStrides, stridesOf } from "../shape/shape.ts";
import type { Reading } from "./element.ts";
import type { Index } from "./function-builder.ts";
import { type KernelContext, valueOf } from "./kernel-context.ts";
import { isLong } from "./outlined.ts";

/** Loops of so few passes, times values computed in each, are written out as straight-line code. */
export const unrolledWork = 64;

/** A loop kernel's reads, writes and index space, ready to emit. */
export interface LoopNest {
  readonly kernel: LoopKernel;
  readonly sizes: readonly number[];
  readonly reduced: readonly boolean[];
  readonly inLoop: ReadonlySet<number>;
  readonly readings: ReadonlyMap<number, Reading>;
  /** Strides of a stored value of the loop's shape. */
  readonly dense: readonly number[];
  /** Elements computed at a time. */
  readonly width: number;
  /** Whether an innermost pass may run past its end: nothing is read far from its neighbours. */
  readonly mayOverrun: boolean;
}

/** Works out the loop nest of a kernel. */
export function loopNest(context: KernelContext, kernel: LoopKernel): LoopNest {
  const { plan } = context;
  const inLoop = new Set(kernel.values);
  const accesses = new Map<number, Reading["access"]>();
  const read = (v: number): void => {
    if (inLoop.has(v) || accesses.has(v) || isConstant(valueOf(context, v))) return;
    accesses.set(v, accessIn(plan, v, kernel.shape));
  };
  for (const v of kernel.values) {
    const value = valueOf(context, v);
    if (isCopied(value)) accesses.set(v, copiedAccess(plan, v));
    else for (const input of value.inputs) read(input);
  }
  for (const v of kernel.reductions) read(valueOf(context, v).inputs[0] as number);
  const readings = new Map<number, Reading>();
  if (kernel.shape.length === 0) {
    // Graphs of scalars have many such loops, and large ones.
    for (const [v, access] of accesses) readings.set(v, { access, strides: [] });
    return { kernel, sizes: [], reduced: [], inLoop, readings, dense: [], width: 1, mayOverrun: true };
  }
  const order = [...accesses.keys()];
  const own = stridesOf(kernel.shape);
  const space = indexSpace(
    kernel.shape,
    [own, ...order.map((v) => accesses.get(v)?.strides ?? broadcastStrides([], kernel.shape))],
    kernel.axes,
  );
  for (const [k, v] of order.entries()) {
    readings.set(v, {
      access: accesses.get(v) as Reading["access"],
      strides: space.strides[k + 1] as number[],
    });
  }
  const last = space.sizes.length - 1;
  return {
    kernel,
    sizes: space.sizes,
    reduced: space.reduced,
    inLoop,
    readings,
    dense: space.strides[0] as number[],
    width: last < 0 ? 1 : widthOf(context, kernel, readings),
    mayOverrun: [...readings.values()].every(({ strides }) => Math.abs(strides[last] ?? 0) <= 1),
  };
}

/** As many elements as fit a vector in the widest dtype that takes part. */
function widthOf(context: KernelContext, kernel: LoopKernel, readings: ReadonlyMap<number, Reading>): number {
  const taking = [...kernel.values, ...kernel.reductions, ...readings.keys()];
  const inputs = kernel.values.flatMap((v) => valueOf(context, v).inputs);
  return [...taking, ...inputs].some((v) => valueOf(context, v).dtype === "float64") ? 2 : 4;
}

/**
 * How many vectors a loop computes side by side: several where it has long chains of steps that depend on each other, as
 * exponentials are, so that one chain is worked on while another waits; fewer of more such chains, which all need
 * registers. A function and its slope share theirs.
 */
export function vectorsAbreast(context: KernelContext, { kernel }: LoopNest): number {
  if (context.outlined !== null) return 1;
  const chains = new Set<string>();
  for (const v of kernel.values) {
    const value = valueOf(context, v);
    if (isLong(value)) chains.add(`${(value.op.stepsOf ?? value.op).name} ${value.inputs.join()}`);
  }
  return chains.size === 0 ? 1 : chains.size === 1 ? 4 : 2;
}

/** How much one pass through the loop computes. */
export function workOf(nest: LoopNest): number {
  return Math.max(1, nest.inLoop.size);
}

/** Loops over sizes, outermost first; written out where there is little to do. */
export function nestedLoops(
  context: KernelContext,
  sizes: readonly number[],
  work: number,
  build: (position: readonly Index[]) => void,
  position: readonly Index[] = [],
): void {
  const [size, ...rest] = sizes;
  if (size === undefined) {
    build(position);
    return;
  }
  const total = size * rest.reduce((product, other) => product * other, 1) * work;
  if (total <= unrolledWork) {
    for (let i = 0; i < size; i++) nestedLoops(context, rest, work, build, [...position, i]);
    return;
  }
  context.f.range(0, size, 1, (i) => nestedLoops(context, rest, work, build, [...position, i]));
}
