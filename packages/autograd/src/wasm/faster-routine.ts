import type { Operation } from "../op/definition.ts";
import { matmul } from "../op/matmul.ts";
import type { RoutineKernel } from "../plan/plan.ts";
import type { KernelContext } from "./kernel-context.ts";
import { emitMatmulKernel, matmulScratch } from "./matmul-kernel.ts";

/** Code for a routine that is faster than its own program written out, with the same bits. */
export interface FasterRoutine {
  emit(context: KernelContext, kernel: RoutineKernel): void;
  /** The scratch memory that it needs, in bytes. */
  scratch(context: Pick<KernelContext, "plan">, v: number): number;
}

export const fasterRoutines: ReadonlyMap<Operation, FasterRoutine> = /* @__PURE__ */ new Map([
  [matmul, { emit: emitMatmulKernel, scratch: matmulScratch }],
]);
