import { apply } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import { runRoutine } from "../interpret/routine.ts";
import { runBy } from "../interpret/runners.ts";
import type { Attributes, Operation } from "../op/definition.ts";
import { emitBy } from "../wasm/emitters.ts";
import { wasmRoutines } from "../wasm/routine-kernel.ts";

/** Lets graphs have routines that nothing but their own programs runs. */
export function enableRoutines(): void {
  runBy("routine", runRoutine);
  emitBy("routine", wasmRoutines);
}

/** As {@link apply}, for routines: what runs them is not there before one is made. */
export function applyRoutine<A extends Attributes>(
  op: Operation<A>,
  inputs: readonly Node[],
  attributes?: A,
): Node {
  enableRoutines();
  return apply(op, inputs, attributes);
}
