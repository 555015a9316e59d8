import type { Operation } from "../op/definition.ts";
import { matmul } from "../op/matmul.ts";
import type { ClosedRoutine } from "../plan/closed-kernel.ts";
import type { RoutineEmitter } from "./emitters.ts";
import { emitMatmulKernel, matmulScratch } from "./matmul-kernel.ts";

/** Code for routines that is faster than their own program written out, with the same bits. */
export const fasterRoutines: ReadonlyMap<Operation, RoutineEmitter<ClosedRoutine>> = /* @__PURE__ */ new Map([
  [matmul, { emit: emitMatmulKernel, scratch: matmulScratch }],
]);
