import type { Operation } from "../op/definition.ts";
import { matmul } from "../op/matmul.ts";
import { contract } from "./contraction.ts";
import type { RoutineRunner } from "./runners.ts";

/** What runs routines faster than their own programs do, with the same bits. */
export const fasterRoutines: ReadonlyMap<Operation, RoutineRunner> = /* @__PURE__ */ new Map([
  [matmul, contract],
]);
