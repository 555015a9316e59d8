import type { Listing } from "../graph/listing.ts";
import type { Node } from "../graph/node.ts";
import type { TypedArray } from "../shape/dtype.ts";
import type { Place } from "./routine.ts";

/** Runs an operation that has bodies. `places` are those of the inputs, then that of the result. */
export type BodyRunner = (
  node: Node,
  places: readonly Place[],
  interpret: (list: Listing) => TypedArray[],
) => void;

let runner: BodyRunner | null = null;

/** Tells how bodies are run. Who makes operations that have some says so, so that programs without them do not bring it along. */
export function runBodiesBy(by: BodyRunner): void {
  runner = by;
}

export const runBodies: BodyRunner = (node, places, interpret) => {
  if (runner === null) throw new TypeError(`nobody said how ${node.op.name} runs`);
  runner(node, places, interpret);
};
