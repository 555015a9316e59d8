import type { LoopKernel } from "../plan/plan.ts";
import { sizeOf } from "../shape/shape.ts";
import { Element } from "./element.ts";
import type { Index } from "./function-builder.ts";
import { type KernelContext, Lanes } from "./kernel-context.ts";
import { type LoopNest, loopNest, nestedLoops, unrolledWork, workOf } from "./loop-nest.ts";
import { emitReduction } from "./reduce-kernel.ts";

/** Emits a loop kernel. */
export function emitLoop(context: KernelContext, kernel: LoopKernel): void {
  if (kernel.reductions.length > 0) {
    emitReduction(context, loopNest(context, kernel));
    return;
  }
  if (sizeOf(kernel.shape) === 0) return;
  const nest = loopNest(context, kernel);
  const last = nest.sizes.length - 1;
  nestedLoops(context, nest.sizes.slice(0, Math.max(0, last)), workOf(nest), (outer) => {
    if (last < 0) {
      storeAll(context, nest, 1, []);
      return;
    }
    vectorLoop(context, nest, nest.sizes[last] as number, (width, inner) => {
      storeAll(context, nest, width, [...outer, inner]);
    });
  });
}

/** The innermost loop, `width` elements at a time; the rest runs past the end if it may, else in a narrower lane. */
function vectorLoop(
  { f }: KernelContext,
  nest: LoopNest,
  size: number,
  build: (width: number, index: Index) => void,
): void {
  const { width } = nest;
  const rest = size % width;
  const even = nest.mayOverrun && rest > 0 ? size + width - rest : size - rest;
  if ((even / width) * workOf(nest) <= unrolledWork) {
    for (let i = 0; i < even; i += width) build(width, i);
  } else {
    f.range(0, even, width, (i) => build(width, i));
  }
  if (even < size) build(rest, even);
}

function storeAll(context: KernelContext, nest: LoopNest, width: number, position: readonly Index[]): void {
  // A single element is computed in vectors too, where choosing by a mask is one step and not a branch.
  const element = new Element(context, new Lanes(context, width, true), nest.inLoop, nest.readings, position);
  element.compute(nest.kernel.values);
  for (const v of nest.kernel.stores) element.store(v, nest.dense);
}
