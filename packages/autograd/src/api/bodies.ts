import { interpretBodies } from "../interpret/body.ts";
import { runBy } from "../interpret/runners.ts";
import { findKeptStepsBy } from "../plan/bodies.ts";
import { findKeptSteps } from "../plan/kept-steps.ts";
import { wasmBodies } from "../wasm/body-kernel.ts";
import { emitBy } from "../wasm/emitters.ts";

/** Lets graphs have operations with bodies. */
export function enableBodies(): void {
  findKeptStepsBy(findKeptSteps);
  runBy("body", interpretBodies);
  emitBy("body", wasmBodies);
}
