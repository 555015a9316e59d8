import type { Node } from "../graph/node.ts";
import type { Operation } from "../op/definition.ts";
import { matmul } from "../op/matmul.ts";
import { contract } from "./contraction.ts";
import type { Place } from "./routine.ts";

/** Runs a routine faster than its own program does, with the same bits. */
export type FasterRoutine = (node: Node, places: readonly Place[]) => void;

export const fasterRoutines: ReadonlyMap<Operation, FasterRoutine> = /* @__PURE__ */ new Map([
  [matmul, contract],
]);
