import type { Expression } from "./expression.ts";

/** Whether items may change places with others that do not depend on them: pure values, and reads of memory. */
function mayMove(items: readonly Expression[]): boolean {
  for (const { kind, type } of items)
    if (type === "none" || (kind !== "plain" && kind !== "constant")) return false;
  return true;
}

/**
 * Merges stretches of independent computations at the end of a statement list, a few steps of each in turn. A processor
 * looks some two hundred instructions ahead: side by side, long chains of dependent steps fill each other's waiting time.
 * @param items - The statement list.
 * @param starts - Where in it each stretch starts; the last one ends with the list.
 */
export function interleave(items: Expression[], starts: readonly number[]): void {
  if (starts.length < 2) return;
  const first = starts[0] as number;
  const all = items.slice(first);
  if (!mayMove(all)) return;
  const stretches = starts.map((start, k) => items.slice(start, starts[k + 1] ?? items.length));
  const numbers = all.map(({ sequence }) => sequence);
  const pending = new Set(all);
  const taken = stretches.map(() => 0);
  let at = first;
  /** Places the next item of a stretch, and before it what it needs of the others. */
  const take = (k: number): void => {
    const item = stretches[k]?.[taken[k] as number] as Expression;
    for (const operand of item.operands) {
      while (pending.has(operand)) take(stretches.findIndex((stretch) => stretch.includes(operand)));
    }
    (taken[k] as number)++;
    pending.delete(item);
    item.sequence = numbers[at - first] as number;
    items[at++] = item;
  };
  for (let round = 1; pending.size > 0; round++) {
    for (const [k, stretch] of stretches.entries()) {
      // In proportion, so that all end at the same time.
      const until = Math.min(stretch.length, Math.ceil((stretch.length * round * turn) / all.length));
      while ((taken[k] as number) < until) take(k);
    }
  }
}

/** Steps of all stretches together in one round. */
const turn = 8;
