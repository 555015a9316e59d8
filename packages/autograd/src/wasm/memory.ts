import { ArgumentError } from "../error/error.ts";
import type { DType, TypedArray } from "../shape/dtype.ts";
import { type WebAssemblyMemory, webAssembly } from "./engine.ts";

const pageBytes = 65536;
/** Addresses are 32-bit: 4 GiB is all there can be. */
const mostBytes = 65536 * pageBytes;
/** Below the first region and above the last: vectors may be read, never written, a little beyond a buffer. */
const margin = 256;

/**
 * The memory that all compiled plans share. Each plan has a region of its own, where its data, intermediates and
 * results live; the region is returned when the plan is forgotten.
 */
export class SharedMemory {
  readonly memory: WebAssemblyMemory;
  #end: number = margin;
  readonly #free: { start: number; size: number }[] = [];
  #views: Record<DType, TypedArray>;

  constructor() {
    const engine = webAssembly();
    if (engine === undefined) throw new ArgumentError("compile", "WebAssembly is not available here.");
    this.memory = new engine.Memory({ initial: 1 });
    this.#views = viewsOf(this.memory.buffer);
  }

  /** The whole memory as elements of a dtype. Growing empties earlier views, hence ask anew before each run. */
  view(dtype: DType): TypedArray {
    const view = this.#views[dtype];
    if (view.length > 0) return view;
    this.#views = viewsOf(this.memory.buffer);
    return this.#views[dtype];
  }

  /**
   * A region of at least `size` bytes, 64-byte aligned.
   * @throws {@link ArgumentError} if the memory cannot become large enough.
   */
  take(size: number): number {
    const wanted = Math.ceil(size / 64) * 64 + 64;
    for (const [k, range] of this.#free.entries()) {
      if (range.size < wanted) continue;
      this.#free.splice(k, 1);
      if (range.size > wanted) this.#free.push({ start: range.start + wanted, size: range.size - wanted });
      return range.start;
    }
    const start = this.#end;
    this.#reach(start + wanted + margin);
    this.#end = start + wanted;
    return start;
  }

  give(start: number, size: number): void {
    this.#free.push({ start, size: Math.ceil(size / 64) * 64 + 64 });
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

  #reach(bytes: number): void {
    const have = this.memory.buffer.byteLength;
    if (bytes <= have) return;
    if (bytes > mostBytes) throw tooLarge(bytes);
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
        throw tooLarge(bytes);
      }
    }
  }
}

function tooLarge(bytes: number): ArgumentError {
  const mebibytes = Math.ceil(bytes / 1048576);
  return new ArgumentError(
    "compile",
    `the graph needs ${mebibytes} MiB, and WebAssembly memory ends at 4096 MiB or where the machine's does. ` +
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
