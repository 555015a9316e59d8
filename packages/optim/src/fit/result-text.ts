import type { Reason } from "./iteration.ts";
import type { Unknowns } from "./unknowns.ts";

/** More lines than these would hide what stands below them. */
const mostLines = 20;

/** A result as a table: a line for each number, and one for how it ended. */
export function resultText(
  unknowns: Unknowns,
  x: Float64Array,
  what: string,
  {
    value,
    reason,
    iterations,
  }: { readonly value: number; readonly reason: Reason; readonly iterations: number },
  note: (index: number) => string = () => "",
): string {
  const lines = Array.from(
    x.subarray(0, x.length > mostLines ? mostLines - 1 : mostLines),
    (at, k) => `${unknowns.nameOf(k)} = ${at.toPrecision(10)}${note(k)}`,
  );
  if (x.length > lines.length) lines.push(`and ${x.length - lines.length} more`);
  const steps = `${iterations} ${iterations === 1 ? "iteration" : "iterations"}`;
  return [...lines, `${what} ${value.toPrecision(10)}, ${reason} after ${steps}`].join("\n");
}
