import type { Arena } from "../../packages/autograd/src/plan/arena.ts";
import type { Carried } from "../../packages/autograd/src/plan/in-place.ts";
import { type Plan, planMayRefuse } from "../../packages/autograd/src/plan/plan.ts";
import { placesProblems } from "./verify-places.ts";
import { readsProblems } from "./verify-reads.ts";

/**
 * Requires that a plan computes what its program says: that everything is computed once and in an order in which each read
 * comes after its write, that views are read where their elements are, and that nothing shares memory while it is alive.
 * The rules are worked out here once more from the plan's data, not by the functions that made it.
 */
export function verifyPlan(
  plan: Plan,
  arena: Arena,
  carried: readonly Carried[] = [],
  leftBehind: readonly number[] = [],
): void {
  const problems = planProblems(plan, arena, carried, leftBehind);
  if (problems.length > 0) throw new Error(`the plan is wrong: ${problems.slice(0, 10).join("; ")}`);
}

/** What is wrong with a plan, in words. */
export function planProblems(
  plan: Plan,
  arena: Arena,
  carried: readonly Carried[] = [],
  leftBehind: readonly number[] = [],
): string[] {
  const problems: string[] = [];
  const report = (problem: string): void => void problems.push(problem);
  const reads = readsProblems(plan, report);
  placesProblems({ plan, arena, carried, leftBehind, reads, mayRefuse: planMayRefuse(plan) }, report);
  return problems;
}
