import type { RecordedCell } from "./recorded-graph.ts";

/** One recording, ready to run. */
export interface Recording {
  /** The parameters of the recorded graph. */
  readonly cells: readonly RecordedCell[];
  release(): void;
}

/** Recordings of one function that are kept; the oldest is forgotten first. */
const mostKept = 64;

/**
 * The recordings of one function. Those of one key are for arguments of the same form, and differ in what gradients the
 * parameters had.
 */
export class Recordings<R extends Recording> {
  readonly #byKey: Map<string, R[]> = new Map();
  /** With their keys, the oldest first. */
  readonly #keys: Map<R, string> = new Map();

  get size(): number {
    return this.#keys.size;
  }

  /** The one that holds now, if there is one. */
  find(key: string): R | undefined {
    return this.#byKey.get(key)?.find(holds);
  }

  add(key: string, recording: R): void {
    const same = this.#byKey.get(key);
    if (same === undefined) this.#byKey.set(key, [recording]);
    else same.push(recording);
    this.#keys.set(recording, key);
    if (this.#keys.size > mostKept) this.#forgetOldest();
  }

  #forgetOldest(): void {
    const [oldest] = this.#keys;
    if (oldest === undefined) return;
    const [recording, key] = oldest;
    this.#keys.delete(recording);
    const others = this.#byKey.get(key)?.filter((other) => other !== recording) ?? [];
    if (others.length === 0) this.#byKey.delete(key);
    else this.#byKey.set(key, others);
    recording.release();
  }
}

/** Whether a recording is what the function would do now, as far as it asked for gradients from before the call. */
export function holds({ cells }: Recording): boolean {
  for (let k = 0; k < cells.length; k++) {
    const { cell, asked } = cells[k] as RecordedCell;
    if (asked !== null && !asked.holds(cell.gradientState)) return false;
  }
  return true;
}
