import { bytesPerElement } from "../shape/dtype.ts";
import { sizeOf } from "../shape/shape.ts";
import { type Carried, writtenInPlace } from "./in-place.ts";
import { type Plan, planMayRefuse, readBy, writtenBy } from "./plan.ts";
import { isLeaf } from "./program.ts";
import type { Value } from "./value.ts";

/** Where each stored value lives, in bytes from the start of the arena. */
export interface Arena {
  /** -1 for values without a buffer. */
  readonly addresses: Int32Array;
  /**
   * Where results that are left in memory lie when the run is over: where they were computed, unless that might be for
   * nothing, with the run refused.
   */
  readonly left: ReadonlyMap<number, number>;
  readonly bytes: number;
}

/**
 * Vectors are 16 bytes long and start at multiples of that; the last one of a buffer may hang over its end, except that
 * a single element is never written as a vector.
 */
const vector = 16;

/**
 * Gives every stored value a place, reusing places whose value nobody reads any more. Data leaves and results keep
 * theirs for the whole run, so that data may stay in place from one run to the next.
 */
export function arenaOf(
  plan: Plan,
  carried: readonly Carried[] = [],
  leftBehind: readonly number[] = [],
): Arena {
  const { values, roots } = plan.program;
  const addresses = new Int32Array(values.length).fill(-1);
  const space = new FreeSpace();
  const cells = new Cells(space);
  const bytesOf = (v: number): number => {
    const { shape, dtype } = values[v] as Value;
    return Math.ceil((sizeOf(shape) * bytesPerElement(dtype)) / vector) * vector + vector;
  };
  const isCell = (v: number): boolean => sizeOf((values[v] as Value).shape) === 1;
  const place = (v: number): void => {
    if (addresses[v] === -1) addresses[v] = isCell(v) ? cells.take() : space.take(bytesOf(v));
  };
  const free = (v: number): void => {
    if (isCell(v)) cells.give(addresses[v] as number);
    else space.give(addresses[v] as number, bytesOf(v));
  };
  for (const [v, value] of values.entries()) if (isLeaf(value)) place(v);
  for (const [v, leaf] of writtenInPlace(plan, carried)) addresses[v] = addresses[leaf] as number;
  const left = new Map<number, number>();
  if (planMayRefuse(plan)) for (const v of leftBehind) left.set(v, space.take(bytesOf(v)));
  const reads = plan.kernels.map((kernel) => readBy(plan, kernel));
  const lastRead = new Int32Array(values.length).fill(-1);
  for (const [k, read] of reads.entries()) for (const v of read) lastRead[v] = k;
  const isSettled = new Uint8Array(values.length);
  for (const v of roots) isSettled[v] = 1;
  for (const [k, kernel] of plan.kernels.entries()) {
    const written = writtenBy(kernel);
    for (const v of written) place(v);
    const freeOnce = (v: number): void => {
      if (isSettled[v] === 1 || isLeaf(values[v] as Value)) return;
      isSettled[v] = 1;
      free(v);
    };
    for (const v of reads[k] as readonly number[]) if (lastRead[v] === k) freeOnce(v);
    for (const v of written) if ((lastRead[v] as number) <= k) freeOnce(v);
  }
  for (const v of leftBehind) if (!left.has(v)) left.set(v, addresses[v] as number);
  return { addresses, left, bytes: space.bytes };
}

/** Places for single elements, of which graphs of scalars have very many: eight in a line, without padding. */
class Cells {
  readonly #space: FreeSpace;
  readonly #free: number[] = [];

  constructor(space: FreeSpace) {
    this.#space = space;
  }

  take(): number {
    if (this.#free.length === 0) {
      const line = this.#space.take(64);
      for (let cell = 7; cell >= 0; cell--) this.#free.push(line + 8 * cell);
    }
    return this.#free.pop() as number;
  }

  give(cell: number): void {
    this.#free.push(cell);
  }
}

interface Range {
  start: number;
  size: number;
}

/** Free ranges of the arena, ascending; neighbours are joined. */
class FreeSpace {
  bytes = 0;
  readonly #free: Range[] = [];

  /** The smallest free range that fits, or new space at the end. */
  take(size: number): number {
    let best = -1;
    let smallest = Number.POSITIVE_INFINITY;
    for (let k = 0; k < this.#free.length; k++) {
      const range = this.#free[k] as Range;
      if (range.size < size || range.size >= smallest) continue;
      best = k;
      smallest = range.size;
    }
    const range = this.#free[best];
    if (range === undefined) {
      this.bytes += size;
      return this.bytes - size;
    }
    const start = range.start;
    range.start += size;
    range.size -= size;
    if (range.size === 0) this.#free.splice(best, 1);
    return start;
  }

  give(start: number, size: number): void {
    let k = 0;
    while (k < this.#free.length && (this.#free[k]?.start ?? 0) < start) k++;
    this.#free.splice(k, 0, { start, size });
    for (let i = Math.max(1, k); i <= k + 1; i++) {
      const left = this.#free[i - 1];
      const right = this.#free[i];
      if (left !== undefined && right !== undefined && left.start + left.size === right.start) {
        left.size += right.size;
        this.#free.splice(i, 1);
        i--;
        k--;
      }
    }
  }
}
