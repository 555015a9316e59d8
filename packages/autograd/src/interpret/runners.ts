import type { Listing } from "../graph/listing.ts";
import type { Node } from "../graph/node.ts";
import type { TypedArray } from "../shape/dtype.ts";

/** Where the elements of a value are. */
export interface Place {
  readonly array: TypedArray;
  readonly offset: number;
}

/** Runs an operation that has a program of its own. `places` are those of the inputs, then that of the result. */
export type RoutineRunner = (
  node: Node,
  places: readonly Place[],
  interpret: (list: Listing) => TypedArray[],
) => void;

const runners: Partial<Record<string, RoutineRunner>> = {};

/**
 * Tells how routines are run, or operations with bodies. Who makes some says so, so that programs without them do not bring it
 * along.
 */
export function runBy(kind: "routine" | "body", by: RoutineRunner): void {
  runners[kind] = by;
}

export function runnerOf({ op }: Node): RoutineRunner {
  const runner = runners[op.meaning.kind];
  if (runner === undefined) throw new TypeError(`nobody said how ${op.name} runs`);
  return runner;
}
