import type { RoutineKernel } from "../plan/plan.ts";
import type { Value } from "../plan/value.ts";
import type { KernelContext } from "./kernel-context.ts";

/** How operations that have a program of their own are written out. */
export interface RoutineEmitter {
  emit(context: KernelContext, kernel: RoutineKernel): void;
  /** The memory that they work in, in bytes. */
  scratch(context: Pick<KernelContext, "plan">, v: number): number;
}

const emitters: Partial<Record<string, RoutineEmitter>> = {};

/**
 * Tells how routines are written out, or operations with bodies. Who makes some says so, so that programs without them do not
 * bring it along.
 */
export function emitBy(kind: "routine" | "body", by: RoutineEmitter): void {
  emitters[kind] = by;
}

export function emitterOf({ op }: Value): RoutineEmitter {
  const emitter = emitters[op.meaning.kind];
  if (emitter === undefined) throw new TypeError(`nobody said how ${op.name} is written out`);
  return emitter;
}
