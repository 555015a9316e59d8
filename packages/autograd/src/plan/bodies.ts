import type { Listing } from "../graph/listing.ts";
import type { Node } from "../graph/node.ts";
import type { Value } from "./value.ts";

/** A loop that is in a graph once more, keeping more. */
export interface Kept {
  readonly keeping: Node;
  /** The results of the one, of the value that is those of the other. */
  first(keeping: number): Value;
}

/** For the positions of loops in a graph: those in their place. */
export type KeptSteps = (list: Listing) => ReadonlyMap<number, Kept>;

const none: ReadonlyMap<number, Kept> = new Map();
let finder: KeptSteps | null = null;

/** Tells how they are found. Who makes operations with bodies says so, so that programs without them do not bring it along. */
export function findKeptStepsBy(by: KeptSteps): void {
  finder = by;
}

export const keptSteps: KeptSteps = (list) => finder?.(list) ?? none;
