import type { Operation } from "../op/definition.ts";
import type { ClosedBodies, ClosedRoutine } from "../plan/closed-kernel.ts";
import type { KernelContext } from "./kernel-context.ts";

/** How operations that have a program of their own are written out. */
export interface RoutineEmitter<K> {
  emit(context: KernelContext, kernel: K): void;
  /** The memory that they work in, in bytes. */
  scratch(kernel: K): number;
}

interface Emitters {
  readonly routine: RoutineEmitter<ClosedRoutine>;
  readonly body: RoutineEmitter<ClosedBodies>;
}

const emitters: Partial<{ -readonly [K in keyof Emitters]: Emitters[K] }> = {};

/**
 * Tells how routines are written out, or operations with bodies. Who makes some says so, so that programs without them do not
 * bring it along.
 */
export function emitBy<K extends keyof Emitters>(kind: K, by: Emitters[K]): void {
  emitters[kind] = by;
}

export function emitterOf<K extends keyof Emitters>(kind: K, op: Operation): Emitters[K] {
  const emitter = emitters[kind];
  if (emitter === undefined) throw new TypeError(`nobody said how ${op.name} is written out`);
  return emitter;
}
