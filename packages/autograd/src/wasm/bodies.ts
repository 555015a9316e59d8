import type { RoutineKernel } from "../plan/plan.ts";
import type { KernelContext } from "./kernel-context.ts";

/** How operations with bodies are written out. */
export interface BodyEmitter {
  emit(context: KernelContext, kernel: RoutineKernel): void;
  /** The memory that the bodies work in, in bytes. */
  scratch(context: Pick<KernelContext, "plan">, v: number): number;
}

let emitter: BodyEmitter | null = null;

/** Tells how bodies are written out. Who makes operations that have some says so, so that programs without them do not bring it along. */
export function emitBodiesBy(by: BodyEmitter): void {
  emitter = by;
}

export function bodyEmitter(): BodyEmitter {
  if (emitter === null) throw new TypeError("nobody said how bodies are written out");
  return emitter;
}
