import type { Listing } from "../graph/listing.ts";
import { recorder } from "../tensor/recording.ts";
import type { RecordedCell } from "./recorded-graph.ts";

/** One recording, ready to run. */
export interface Recording {
  /** The parameters of the recorded graph. */
  readonly cells: readonly RecordedCell[];
  release(): void;
}

let told = 0;

/**
 * Tells compiled functions to record anew, since something changed outside that a recording cannot notice. Not while one is being made:
 * what a function does itself is part of it.
 * @param always - Also then: what others recorded before knows nothing of what it changed.
 * @returns Nothing.
 * @example forgetRecordings() // => undefined
 */
export function forgetRecordings(always = false): void {
  if (always || recorder() === null) told += 1;
}

/**
 * Whether a function is being recorded: what it does in JavaScript happens then, and not in later calls.
 * @returns True within a function that was given to `compile`.
 * @example isRecording() // => false
 */
export function isRecording(): boolean {
  return recorder() !== null;
}

/** What keeping a recording means. */
interface Kept {
  readonly key: string;
  readonly bytes: number;
  /** The number of the call that used it last. */
  used: number;
}

/** What the recordings of one function may take up, in bytes, their compiled code and its memory not counted. */
const usualBudget = 256 * 1048576;

/** About what a node of a recorded graph takes up, with its place in the plan and in what prepares a run. */
const bytesPerNode = 400;
const bytesPerRecording = 4_000;

/** Of so many keys it is known when they were called last. */
const mostAway = 10_000;

/** About what a recording takes up, in bytes. */
export function bytesOf({ nodes }: Pick<Listing, "nodes">): number {
  let bytes = bytesPerRecording;
  for (const { value } of nodes) bytes += bytesPerNode + (value === null ? 0 : value.byteLength);
  return bytes;
}

/**
 * The recordings of one function. Those of one key are for arguments of the same form, and differ in what gradients the
 * parameters had.
 *
 * They share a budget of bytes. The first time that a recording does not fit, those unused for longest give way. When its
 * key comes back, only those do that were not used since its last call: of recordings that are needed in turn and do not all
 * fit, some stay and the others do without, instead of each displacing the next one to be called.
 */
export class Recordings<R extends Recording> {
  budget: number = usualBudget;
  readonly #byKey: Map<string, R[]> = new Map();
  /** The one unused for longest first. */
  readonly #kept: Map<R, Kept> = new Map();
  /** When keys were called last that have had to do without. */
  readonly #away: Map<string, number> = new Map();
  #calls = 0;
  /** What was called last, if it is kept. */
  #latest: R | null = null;
  #bytes = 0;
  #told = told;

  get size(): number {
    return this.#kept.size;
  }

  /** Forgets all of them if somebody said so since this was asked last. */
  forgetIfTold(): boolean {
    if (this.#told === told) return false;
    this.#told = told;
    for (const [recording, kept] of this.#kept) this.#forget(recording, kept);
    this.#away.clear();
    return true;
  }

  /** The one that holds now, if there is one; it counts as used. */
  find(key: string): R | undefined {
    const found = this.#byKey.get(key)?.find(holds);
    if (found !== undefined) this.use(found);
    return found;
  }

  /** Notes that a recording is called; false if it is not kept any more. */
  use(recording: R): boolean {
    // Mostly nothing else was called meanwhile.
    if (recording === this.#latest) return true;
    const kept = this.#kept.get(recording);
    if (kept === undefined) return false;
    kept.used = ++this.#calls;
    // Maps keep the order of insertion.
    this.#kept.delete(recording);
    this.#kept.set(recording, kept);
    this.#latest = recording;
    return true;
  }

  /** Makes room for a new recording; false if it is not to be kept, since others are needed as much. */
  makeRoom(key: string, bytes: number): boolean {
    const since = this.#away.get(key) ?? Number.POSITIVE_INFINITY;
    let room = this.budget - this.#bytes;
    for (const { used, bytes: held } of this.#kept.values()) if (used <= since) room += held;
    if (room < bytes) {
      this.#leave(key, ++this.#calls);
      this.#latest = null;
      return false;
    }
    for (const [oldest, kept] of this.#kept) {
      if (this.#bytes + bytes <= this.budget) break;
      this.#forget(oldest, kept);
    }
    return true;
  }

  add(key: string, recording: R, bytes: number): void {
    const same = this.#byKey.get(key);
    if (same === undefined) this.#byKey.set(key, [recording]);
    else same.push(recording);
    this.#kept.set(recording, { key, bytes, used: ++this.#calls });
    this.#bytes += bytes;
    this.#latest = recording;
    this.#away.delete(key);
  }

  #forget(recording: R, { key, bytes, used }: Kept): void {
    this.#kept.delete(recording);
    if (this.#latest === recording) this.#latest = null;
    this.#bytes -= bytes;
    const others = this.#byKey.get(key)?.filter((other) => other !== recording) ?? [];
    if (others.length === 0) this.#byKey.delete(key);
    else this.#byKey.set(key, others);
    recording.release();
    this.#leave(key, used);
  }

  #leave(key: string, called: number): void {
    this.#away.delete(key);
    this.#away.set(key, called);
    const [first] = this.#away.keys();
    if (this.#away.size > mostAway) this.#away.delete(first as string);
  }
}

/** Whether a recording is what the function would do now, as far as it asked for gradients from before the call. */
export function holds({ cells }: Recording): boolean {
  for (let k = 0; k < cells.length; k++) {
    const { cell, asked } = cells[k] as RecordedCell;
    if (asked !== null && !asked.holds(cell.gradientHistory)) return false;
  }
  return true;
}
