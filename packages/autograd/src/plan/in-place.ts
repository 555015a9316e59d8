import { sizeOf, stridesOf } from "../shape/shape.ts";
import { indexSpace } from "./index-space.ts";
import { type LoopKernel, type Plan, readBy } from "./plan.ts";
import { isLeaf } from "./program.ts";
import { readsOf } from "./reading.ts";
import type { Value } from "./value.ts";

/** A result that is the data of a leaf in the next run: a parameter's new value. Both are numbers of values. */
export interface Carried {
  readonly root: number;
  readonly leaf: number;
}

/**
 * The results that can be written over the leaf they replace, by result: nobody reads the leaf afterwards, and the loop
 * that computes the result reads an element of the leaf before it writes the same element.
 */
export function writtenInPlace(plan: Plan, carried: readonly Carried[]): Map<number, number> {
  const inPlace = new Map<number, number>();
  if (carried.length === 0) return inPlace;
  const lastRead = new Map<number, number>();
  const writtenBy = new Map<number, number>();
  for (const [k, kernel] of plan.kernels.entries()) {
    for (const v of readBy(plan, kernel)) lastRead.set(v, k);
    if (kernel.kind === "loop") for (const v of kernel.stores) writtenBy.set(v, k);
  }
  // By loop, since one may write very many.
  const elsewhere = new Map<number, ReadonlySet<number> | null>();
  const taken = new Set<number>();
  for (const { root, leaf } of carried) {
    const k = writtenBy.get(root);
    if (k === undefined || (lastRead.get(leaf) ?? -1) > k || taken.has(leaf) || inPlace.has(root)) continue;
    if (!fits(plan, root, leaf)) continue;
    if (!elsewhere.has(k)) elsewhere.set(k, readElsewhere(plan, plan.kernels[k] as LoopKernel));
    if (elsewhere.get(k)?.has(leaf) !== false) continue;
    taken.add(leaf);
    inPlace.set(root, leaf);
  }
  return inPlace;
}

function fits(plan: Plan, root: number, leaf: number): boolean {
  const { values } = plan.program;
  const from = values[root] as Value;
  const to = values[leaf] as Value;
  return isLeaf(to) && from.dtype === to.dtype && sizeOf(from.shape) === sizeOf(to.shape);
}

/**
 * The values of which a loop reads other elements than it writes at the same time; null if it is not a single loop: at the end of a
 * row, vectors may run over into the next one.
 */
function readElsewhere(plan: Plan, kernel: LoopKernel): ReadonlySet<number> | null {
  const { shape, axes } = kernel;
  const dense = stridesOf(shape);
  const reads = readsOf(plan, kernel);
  if (indexSpace(shape, [dense, ...reads.map(({ strides }) => strides)], axes).sizes.length > 1) return null;
  const elsewhere = reads.filter(
    ({ offset, strides }) =>
      offset !== 0 || shape.some((size, axis) => size > 1 && strides[axis] !== dense[axis]),
  );
  return new Set(elsewhere.map(({ base }) => base));
}
