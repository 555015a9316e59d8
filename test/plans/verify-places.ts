import type { Arena } from "../../packages/autograd/src/plan/arena.ts";
import type { Carried } from "../../packages/autograd/src/plan/in-place.ts";
import { indexSpace } from "../../packages/autograd/src/plan/index-space.ts";
import { type Plan, writtenBy } from "../../packages/autograd/src/plan/plan.ts";
import { isLeaf } from "../../packages/autograd/src/plan/program.ts";
import type { Value } from "../../packages/autograd/src/plan/value.ts";
import { bytesPerElement } from "../../packages/autograd/src/shape/dtype.ts";
import { sizeOf, stridesOf } from "../../packages/autograd/src/shape/shape.ts";
import type { Reads, Report } from "./verify-reads.ts";

/** A plan with its places, and with what of it outlives a run. */
export interface Placed {
  readonly plan: Plan;
  readonly arena: Arena;
  readonly carried: readonly Carried[];
  readonly leftBehind: readonly number[];
  readonly reads: Reads;
  readonly mayRefuse: boolean;
}

/** A value in memory, with what vectors may write behind its end. */
interface Extent {
  readonly v: number;
  readonly from: number;
  readonly to: number;
}

/** Reports values that share memory while both are alive. Data and results stay for the whole run. */
export function placesProblems(placed: Placed, report: Report): void {
  const { plan, arena, carried, leftBehind, reads, mayRefuse } = placed;
  const { values, roots } = plan.program;
  const extentOf = (v: number, from = arena.addresses[v] as number): Extent => {
    const { shape, dtype } = values[v] as Value;
    const bytes = bytesPerElement(dtype);
    const size = sizeOf(shape);
    const to = from + size * bytes + (size > 1 ? 16 - bytes : 0);
    if (from < 0) report(`%${v} has no place`);
    else if (from % bytes !== 0) report(`%${v} lies between elements, at ${from}`);
    else if (to > arena.bytes) report(`%${v} ends at ${to}, behind the arena`);
    return { v, from, to };
  };
  const lastRead = new Map<number, number>();
  for (const [k, read] of reads.entries()) for (const { base } of read) lastRead.set(base, k);
  const alive = new Alive(report);
  const written: Extent[] = [];
  for (const [v, value] of values.entries()) if (isLeaf(value)) alive.add(extentOf(v));
  const kept = new Set(roots);
  for (const [k, kernel] of plan.kernels.entries()) {
    const own = writtenBy(kernel);
    for (const v of own) {
      const extent = extentOf(v);
      written.push(extent);
      const over = carried.find(
        ({ root, leaf }) => root === v && arena.addresses[leaf] === arena.addresses[v],
      );
      if (over !== undefined) {
        alive.remove(over.leaf);
        inPlaceProblems(placed, k, over, lastRead.get(over.leaf) ?? -1, report);
      }
      alive.add(extent);
    }
    for (const v of [...own, ...(reads[k] ?? []).map(({ base }) => base)]) {
      if ((lastRead.get(v) ?? k) <= k && !kept.has(v) && !isLeaf(values[v] as Value)) alive.remove(v);
    }
  }
  for (const v of leftBehind) {
    const left = arena.left.get(v);
    if (left === undefined) report(`%${v} is not left anywhere`);
    else if (mayRefuse) {
      const extent = extentOf(v, left);
      const others = [...values.keys()]
        .filter((leaf) => isLeaf(values[leaf] as Value))
        .map((leaf) => extentOf(leaf));
      for (const other of [...written, ...others])
        if (overlap(extent, other))
          report(`what is left of %${v} is lost to %${other.v} when a run is refused`);
    } else if (left !== arena.addresses[v]) report(`%${v} is left elsewhere for no reason`);
  }
}

/** Reports a leaf that is read after a result was written over it. */
function inPlaceProblems(
  { plan, reads }: Placed,
  k: number,
  { root, leaf }: Carried,
  lastRead: number,
  report: Report,
): void {
  const { values } = plan.program;
  const kernel = plan.kernels[k];
  if (lastRead > k) report(`%${leaf} is read after %${root} was written over it`);
  if (kernel?.kind !== "loop") {
    report(`%${root} is written over %${leaf} by no loop`);
    return;
  }
  const dense = stridesOf(kernel.shape);
  const others = (reads[k] ?? []).filter(
    ({ base, offset, strides }) =>
      base === leaf &&
      (offset !== 0 || kernel.shape.some((size, axis) => size > 1 && strides[axis] !== dense[axis])),
  );
  if (others.length > 0) report(`%${leaf} is read elsewhere than %${root} is written over it`);
  const strides = (reads[k] ?? []).map((access) => access.strides);
  if (indexSpace(kernel.shape, [dense, ...strides], kernel.axes).sizes.length > 1)
    report(`%${root} is written over %${leaf} row by row, where vectors run over into the next one`);
  if (sizeOf((values[root] as Value).shape) !== sizeOf((values[leaf] as Value).shape))
    report(`%${root} is written over %${leaf}, which is of another size`);
  if ((values[root] as Value).dtype !== (values[leaf] as Value).dtype)
    report(`%${root} is written over %${leaf}, which is of another dtype`);
}

function overlap(a: Extent, b: Extent): boolean {
  return a.from < b.to && b.from < a.to;
}

/** What is in memory at a time, by address. */
class Alive {
  readonly #report: Report;
  readonly #extents: Extent[] = [];
  readonly #byValue: Map<number, Extent> = new Map();

  constructor(report: Report) {
    this.#report = report;
  }

  add(extent: Extent): void {
    if (extent.from === extent.to) return;
    const k = this.#after(extent.from);
    for (const other of [this.#extents[k - 1], this.#extents[k]]) {
      if (other !== undefined && overlap(extent, other)) this.#report(`%${extent.v} overlaps %${other.v}`);
    }
    this.#extents.splice(k, 0, extent);
    this.#byValue.set(extent.v, extent);
  }

  remove(v: number): void {
    const extent = this.#byValue.get(v);
    if (extent === undefined) return;
    this.#byValue.delete(v);
    let k = this.#after(extent.from) - 1;
    while (this.#extents[k] !== extent) k--;
    this.#extents.splice(k, 1);
  }

  /** The number of extents that begin at an address or before. */
  #after(from: number): number {
    let low = 0;
    let high = this.#extents.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#extents[middle] as Extent).from <= from) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
