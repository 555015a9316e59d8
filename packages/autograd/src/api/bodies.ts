import { runBodiesBy } from "../interpret/bodies.ts";
import { interpretBodies } from "../interpret/body.ts";
import { findKeptStepsBy } from "../plan/bodies.ts";
import { findKeptSteps } from "../plan/kept-steps.ts";
import { emitBodiesBy } from "../wasm/bodies.ts";
import { wasmBodies } from "../wasm/body-kernel.ts";

/** Lets graphs have operations with bodies. */
export function enableBodies(): void {
  findKeptStepsBy(findKeptSteps);
  runBodiesBy(interpretBodies);
  emitBodiesBy(wasmBodies);
}
