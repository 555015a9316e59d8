import type { Node } from "../graph/node.ts";
import type { Gradient } from "./gradient.ts";
import { type WaysThroughData, waysThroughData } from "./ways-through-data.ts";

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
