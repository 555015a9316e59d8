import { type Arena, arenaOf as placesOf } from "../../packages/autograd/src/plan/arena.ts";
import { verifyPlan } from "./verify-plan.ts";

export type { Arena };

/** Takes the place of the engine's own, and verifies each plan when it gets its places. */
export const arenaOf: typeof placesOf = (plan, carried, leftBehind) => {
  const arena = placesOf(plan, carried, leftBehind);
  verifyPlan(plan, arena, carried, leftBehind);
  return arena;
};
