import type { ClosedLoop } from "../plan/closed-kernel.ts";
import { isLong } from "../plan/long-operations.ts";
import type { Index } from "./function-builder.ts";
import type { KernelContext } from "./kernel-context.ts";

/** Loops of so few passes, times values computed in each, are written out as straight-line code. */
export const unrolledWork = 64;

/**
 * How many vectors a loop computes side by side: several where it has long chains of steps that depend on each other, as
 * exponentials are, so that one chain is worked on while another waits; fewer of more such chains, which all need
 * registers. A function and its slope share theirs.
 */
export function vectorsAbreast({ callsFunctions, values }: ClosedLoop): number {
  if (callsFunctions) return 1;
  const chains = new Set<string>();
  for (const { op, dtype, inputs } of values) {
    if (op !== null && isLong({ op, dtype })) chains.add(`${(op.stepsOf ?? op).name} ${inputs.join()}`);
  }
  return chains.size === 0 ? 1 : chains.size === 1 ? 4 : 2;
}

/** How much one pass through the loop computes. */
export function workOf({ computed }: ClosedLoop): number {
  return Math.max(1, computed.length);
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
