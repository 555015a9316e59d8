import { ArgumentError } from "../error/error.ts";
import type { DType, TypedArray } from "../shape/dtype.ts";
import { type WebAssemblyMemory, webAssembly } from "./engine.ts";

const pageBytes = 65536;
/** Addresses are 32-bit: 4 GiB is all there can be. */
const mostBytes = 65536 * pageBytes;
/** Below the first region and above the last: vectors may be read, never written, a little beyond a buffer. */
const margin = 256;

/** What all regions together may take, unless a single one needs more than half of it. */
const usualBudget = 512 * 1048576;
/** What all code together may take. */
const usualCodeBudget = 128 * 1048576;

/** Whoever lives in a region, as a plan does. */
export interface Tenant {
  /** Gives the region back, after saving what is still wanted of it. */
  vacate(): void;
}

let time = 0;

/** The right to a region of the memory, from when it is taken until it is given back. */
export class Lease {
  readonly start: number;
  /** In bytes, with padding. */
  readonly size: number;
  /** What the tenant's code takes up outside this memory. */
  code = 0;
  /** When the region was used last, by {@link SharedMemory.use}. */
  used: number;
  /** Null once the region was given back: whoever keeps the lease keeps nothing else. */
  tenant: Tenant | null;

  constructor(start: number, size: number, tenant: Tenant) {
    this.start = start;
    this.size = size;
    this.tenant = tenant;
    this.used = ++time;
  }
}

/** The present moment, counted in uses of regions. */
export function momentNow(): number {
  return time;
}

/**
 * The memory that all compiled plans share. Each plan has a region of its own, where its data, intermediates and
 * results live. The region is returned when the plan is not needed any more; and those unused for longest have to
 * give up theirs when all together exceed the budget, or when the memory cannot grow.
 *
 * Plans that run in turn and do not all fit would displace one another for ever, each just before it is needed. Whoever
 * has had to go therefore asks first whether there is room without anyone who was used since it last ran
 * ({@link SharedMemory.hasRoom}): so some of them stay, and the others are interpreted.
 */
export class SharedMemory {
  readonly memory: WebAssemblyMemory;
  /**
   * What all regions together may take, in bytes. A program that needs a large region gets twice that: it may have another
   * plan to run in turn, such as the evaluation of what it trains.
   */
  budget: number = usualBudget;
  /** What the code of all tenants may take, in bytes. */
  codeBudget: number = usualCodeBudget;
  #end: number = margin;
  #taken = 0;
  #code = 0;
  readonly #leases: Set<Lease> = new Set();
  readonly #free: { start: number; size: number }[] = [];
  #views: Record<DType, TypedArray>;

  constructor() {
    const engine = webAssembly();
    if (engine === undefined) throw new ArgumentError("compile", "WebAssembly is not available here.");
    this.memory = new engine.Memory({ initial: 1 });
    this.#views = viewsOf(this.memory.buffer);
  }

  /** How many regions there are. */
  get count(): number {
    return this.#leases.size;
  }

  /** The bytes of all regions. */
  get taken(): number {
    return this.#taken;
  }

  /** The bytes of all code. */
  get code(): number {
    return this.#code;
  }

  /** The whole memory as elements of a dtype. Growing empties earlier views, hence ask anew before each run. */
  view(dtype: DType): TypedArray {
    const view = this.#views[dtype];
    if (view.length > 0) return view;
    this.#views = viewsOf(this.memory.buffer);
    return this.#views[dtype];
  }

  /**
   * A region of at least `size` bytes, 64-byte aligned. Others may have to vacate theirs.
   * @throws {ArgumentError} if the memory cannot become large enough even without them.
   */
  take(size: number, tenant: Tenant): Lease {
    const wanted = padded(size);
    if (wanted > mostBytes - 2 * margin) throw tooLarge(size);
    while (!this.#allows(wanted)) if (!this.#evict()) break;
    let start = this.#find(wanted);
    while (start === null) {
      if (!this.#evict()) throw tooLarge(size);
      start = this.#find(wanted);
    }
    const lease = new Lease(start, wanted, tenant);
    this.#leases.add(lease);
    this.#taken += wanted;
    return lease;
  }

  /** Notes what the code of a tenant takes up. Others may have to vacate their regions. */
  charge(lease: Lease, code: number): void {
    lease.code += code;
    this.#code += code;
    lease.used = ++time;
    while (this.#code > this.codeBudget && this.#leases.size > 1) this.#evict();
  }

  /**
   * Whether a region of so many bytes, for so much code, would find room if only regions gave way that were not used after
   * the moment `since`.
   */
  hasRoom(size: number, code: number, since: number): boolean {
    let bytes = padded(size);
    let largest = bytes;
    let allCode = code;
    let staying = 0;
    for (const lease of this.#leases) {
      if (lease.used <= since) continue;
      staying += 1;
      bytes += lease.size;
      largest = Math.max(largest, lease.size);
      allCode += lease.code;
    }
    return staying === 0 || (bytes <= Math.max(this.budget, 2 * largest) && allCode <= this.codeBudget);
  }

  /** Notes that a region was used just now. */
  use(lease: Lease): void {
    lease.used = ++time;
  }

  /** Notes that nobody uses a region now: it is the first that has to be given up, and nobody waits for it. */
  rest(lease: Lease): void {
    lease.used = 0;
  }

  /** Takes a region back; once, however often it is called. */
  give(lease: Lease): void {
    lease.tenant = null;
    if (!this.#leases.delete(lease)) return;
    this.#taken -= lease.size;
    this.#code -= lease.code;
    this.#free.push({ start: lease.start, size: lease.size });
    this.#free.sort((a, b) => a.start - b.start);
    for (let k = this.#free.length - 1; k > 0; k--) {
      const left = this.#free[k - 1] as { start: number; size: number };
      const right = this.#free[k] as { start: number; size: number };
      if (left.start + left.size !== right.start) continue;
      left.size += right.size;
      this.#free.splice(k, 1);
    }
    const last = this.#free[this.#free.length - 1];
    if (last !== undefined && last.start + last.size === this.#end) {
      this.#end = last.start;
      this.#free.pop();
    }
  }

  /** Whether a new region of so many bytes is within what all may take. */
  #allows(wanted: number): boolean {
    const all = this.#taken + wanted;
    // Nearly always, and then without a look at each of thousands.
    if (all <= this.budget) return true;
    let largest = wanted;
    for (const { size } of this.#leases) largest = Math.max(largest, size);
    return all <= 2 * largest;
  }

  /** Where so many bytes are free; null if they are not, and the memory cannot grow. */
  #find(wanted: number): number | null {
    for (const [k, range] of this.#free.entries()) {
      if (range.size < wanted) continue;
      this.#free.splice(k, 1);
      if (range.size > wanted) this.#free.push({ start: range.start + wanted, size: range.size - wanted });
      return range.start;
    }
    const start = this.#end;
    if (!this.#reach(start + wanted + margin)) return null;
    this.#end = start + wanted;
    return start;
  }

  /** Makes the region vacant that was unused for longest; false if there is none. */
  #evict(): boolean {
    let oldest: Lease | null = null;
    for (const lease of this.#leases) if (oldest === null || lease.used < oldest.used) oldest = lease;
    if (oldest === null) return false;
    oldest.tenant?.vacate();
    // Also if its tenant kept it.
    this.give(oldest);
    return true;
  }

  /** Grows to so many bytes if need be; false if that is not possible. */
  #reach(bytes: number): boolean {
    const have = this.memory.buffer.byteLength;
    if (bytes <= have) return true;
    if (bytes > mostBytes) return false;
    // Growing by a half at least, so that views are seldom replaced.
    const pages = Math.ceil(bytes / pageBytes) - have / pageBytes;
    const generous = Math.min(
      Math.max(pages, Math.ceil(have / pageBytes / 2)),
      mostBytes / pageBytes - have / pageBytes,
    );
    try {
      this.memory.grow(generous);
    } catch {
      try {
        this.memory.grow(pages);
      } catch {
        return false;
      }
    }
    return true;
  }
}

function padded(size: number): number {
  return Math.ceil(size / 64) * 64 + 64;
}

function tooLarge(bytes: number): ArgumentError {
  const mebibytes = Math.ceil(bytes / 1048576);
  return new ArgumentError(
    "compile",
    `the graph needs ${mebibytes} MiB, more than WebAssembly memory has here, 4096 MiB at most. ` +
      "Use smaller batches.",
  );
}

function viewsOf(buffer: ArrayBuffer): Record<DType, TypedArray> {
  return {
    float64: new Float64Array(buffer),
    float32: new Float32Array(buffer),
    int32: new Int32Array(buffer),
    bool: new Uint8Array(buffer),
  };
}
