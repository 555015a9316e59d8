import type { ClosedLoop } from "../plan/closed-kernel.ts";
import { sizeOf } from "../shape/shape.ts";
import { Element, shifted } from "./element.ts";
import type { Index } from "./function-builder.ts";
import { type KernelContext, Lanes } from "./kernel-context.ts";
import { nestedLoops, unrolledWork, vectorsAbreast, workOf } from "./loop-nest.ts";
import { emitReduction } from "./reduce-kernel.ts";

/** Emits a loop kernel. */
export function emitLoop(context: KernelContext, nest: ClosedLoop): void {
  if (nest.reductions.length > 0) {
    emitReduction(context, nest);
    return;
  }
  if (sizeOf(nest.sizes) === 0) return;
  const last = nest.sizes.length - 1;
  nestedLoops(context, nest.sizes.slice(0, Math.max(0, last)), workOf(nest), (outer) => {
    if (last < 0) {
      storeAll(context, nest, 1, [[]]);
      return;
    }
    const { width } = nest;
    const size = nest.sizes[last] as number;
    const rest = size % width;
    // The rest runs past the end if it may, else it is computed in a narrower lane.
    const even = nest.mayOverrun && rest > 0 ? size + width - rest : size - rest;
    vectorLoop(context, nest, even, (indices) => {
      storeAll(
        context,
        nest,
        width,
        indices.map((inner) => [...outer, inner]),
      );
    });
    if (even < size) storeAll(context, nest, rest, [[...outer, even]]);
  });
}

/** The innermost loop, a vector at a time, or several of them side by side. */
function vectorLoop(
  context: KernelContext,
  nest: ClosedLoop,
  size: number,
  build: (indices: readonly Index[]) => void,
): void {
  const { f } = context;
  const { width } = nest;
  const step = vectorsAbreast(nest) * width;
  const paired = size - (size % step);
  const vectors = (from: Index, to = step): Index[] =>
    Array.from({ length: to / width }, (_, k) => (k === 0 ? from : shifted(context, from, k * width)));
  // Several vectors of long chains keep the processor busy: written out once, they are emitted and compiled sooner.
  if (step === width && (size / width) * workOf(nest) <= unrolledWork) {
    for (let i = 0; i < paired; i += step) build(vectors(i));
  } else {
    f.range(0, paired, step, (i) => build(vectors(i)));
  }
  if (paired < size) build(vectors(paired, size - paired));
}

/** Computes and stores one vector or element at each position. */
function storeAll(
  context: KernelContext,
  nest: ClosedLoop,
  width: number,
  positions: readonly (readonly Index[])[],
): void {
  // A single element is computed in vectors too, where choosing by a mask is one step and not a branch.
  const elements = positions.map(
    (position) => new Element(context, new Lanes(context, width), nest, position),
  );
  context.f.sideBySide(elements.map((element) => () => element.compute(nest.computed)));
  for (const element of elements) element.store();
}
