import { evaluationOrder } from "../graph/evaluation-order.ts";
import { listing } from "../graph/listing.ts";
import type { Node } from "../graph/node.ts";
import { interpret } from "../interpret/run.ts";
import type { GradientEntry } from "./entry.ts";
import { modesDiffer } from "./report.ts";

/**
 * Second derivatives that differ where a root is 0 are told from those that differ since a rule is wrong: the slope of a root is
 * 0 there by convention, and what a power of it would bend back is lost.
 */
export function withoutBlame(entries: readonly GradientEntry[], outputs: readonly Node[]): GradientEntry[] {
  const isSuspect = (entry: GradientEntry): boolean =>
    entry.order === 2 && entry.verdict === "differs" && !modesDiffer(entry);
  if (!entries.some(isSuspect) || !hasZeroRoot(outputs)) return [...entries];
  return entries.map((entry) => (isSuspect(entry) ? { ...entry, verdict: "zero root" } : entry));
}

/** Whether a graph takes a root that is 0. */
function hasZeroRoot(outputs: readonly Node[]): boolean {
  // As built, since known values hide what they were made of.
  const found = listing(outputs).nodes.filter(({ op }) => op.isRoot);
  return interpret(evaluationOrder(found)).some((elements) => elements.includes(0));
}
