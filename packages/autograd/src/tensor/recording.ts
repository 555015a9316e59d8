import type { Node } from "../graph/node.ts";
import { isComputedFrom } from "../transform/dependence.ts";
import { type WaysThroughData, waysThroughData } from "./ways-through-data.ts";

/** What `backward()` left at a cell. */
export class Gradient {
  #node: Node | null = null;
  #used = false;

  get node(): Node | null {
    return this.#node;
  }

  /** The gradient that no optimiser has used: the next one is added to it; another is replaced. */
  get pending(): Node | null {
    return this.#used ? null : this.#node;
  }

  /** Puts another in its place, or none. */
  replace(node: Node | null): void {
    this.#node = node;
    this.#used = false;
  }

  /**
   * Puts another in its place by hand. One that is computed from a used gradient is used: clipping those of all parameters does not
   * make them count again.
   */
  exchange(node: Node, computedAs: Node): void {
    const isUsed = this.#node !== null && isComputedFrom(computedAs, this.#node) && this.pending === null;
    this.replace(node);
    if (isUsed) this.use();
  }

  /** Notes that an optimiser has used it. */
  use(): void {
    this.#used = true;
  }
}

/** Whether a cell has a gradient, and whether that is still to be used. */
export type GradientState = "none" | "pending" | "used";

/** What happens to cells while `compile` records a function: nothing; the recorder notes it. */
export interface Recorder<Cell extends object = object> {
  /** A placeholder for what the cell will hold when the function runs, or what was assigned to it in the recording. */
  read(cell: Cell): Node;
  assign(cell: Cell, value: Node): void;
  gradient(cell: Cell): Gradient;
  /** Notes what `backward()` asks for derivatives of. */
  asked(of: Node): void;
}

let active: Recorder | null = null;
let ways: WaysThroughData | null = null;

/** The recorder of the recording that is going on, if one is. */
export function recorder(): Recorder | null {
  return active;
}

/** What derivatives do not go through because of recordings; null while there was none. */
export function waysOfRecordings(): WaysThroughData | null {
  return ways;
}

/** Notes that there may be some, for what gives data back besides recordings. */
export function noteWays(): void {
  ways = waysThroughData;
}

/** Runs a function with all cells under a recorder's eyes. */
export function recording<T>(by: Recorder, f: () => T): T {
  const outer = active;
  active = by;
  noteWays();
  try {
    return f();
  } finally {
    active = outer;
  }
}
