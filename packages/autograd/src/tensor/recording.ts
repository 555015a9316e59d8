import type { Node } from "../graph/node.ts";

/** What `backward()` left at a cell. */
export interface Gradient {
  node: Node | null;
  /** What it is the sum of, in order. */
  parts: readonly Node[];
  /** Whether an optimiser has used it: the next one replaces it instead of being added. */
  spent: boolean;
  /** In a recording: whether the function set it, so that what was there before the call does not count. */
  replaced: boolean;
}

export function noGradient(): Gradient {
  return { node: null, parts: [], spent: false, replaced: false };
}

/** What happens to cells while `compile` records a function: nothing; the recorder notes it. */
export interface Recorder<Cell extends object = object> {
  /** A placeholder for what the cell will hold when the function runs, or what was assigned to it in the recording. */
  read(cell: Cell): Node;
  assign(cell: Cell, value: Node): void;
  gradient(cell: Cell): Gradient;
}

let active: Recorder | null = null;

/** The recorder of the recording that is going on, if one is. */
export function recorder(): Recorder | null {
  return active;
}

/** Runs a function with all cells under a recorder's eyes. */
export function recording<T>(by: Recorder, f: () => T): T {
  const outer = active;
  active = by;
  try {
    return f();
  } finally {
    active = outer;
  }
}
