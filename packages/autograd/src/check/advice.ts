import type { GradientEntry } from "./entry.ts";
import { modesDiffer } from "./report.ts";

/** Hints at the cause of what differs, a sentence each. */
export function adviceFor(entries: readonly GradientEntry[], hasRule: boolean): string[] {
  const wrong = entries.filter(({ verdict }) => verdict === "differs");
  if (wrong.length === 0) return [];
  const advice: string[] = [];
  if (wrong.some(modesDiffer)) {
    advice.push(
      "Reverse and forward mode differ: a pullback given to customGradient is not linear, or a rule is wrong in one mode.",
    );
  }
  // What only one of the modes says is explained by that.
  const agreed = wrong.filter((entry) => !modesDiffer(entry));
  const detached = agreed.filter(({ analytic, numeric }) => analytic === 0 && numeric !== 0);
  if (detached.length > 0) {
    const names = [...new Set(detached.map(({ name }) => name))].join(", ");
    advice.push(
      `No derivative reaches ${names}, although f depends on it: look for item(), toArray(), data() or stopGradient in f.`,
    );
  }
  const factor = commonFactor(agreed);
  if (factor !== null) advice.push(`All of these are ${factor} times what they should be.`);
  if (hasRule && detached.length < wrong.length)
    advice.push("f contains a customGradient: look at its pullback first.");
  return advice;
}

/** The ratio of analytic and numeric values, if it is the same for several entries. */
function commonFactor(wrong: readonly GradientEntry[]): string | null {
  const [first] = wrong;
  if (first === undefined || wrong.length < 2) return null;
  const ratio = first.analytic / first.numeric;
  if (!Number.isFinite(ratio) || ratio === 0) return null;
  const same = wrong.every(
    ({ analytic, numeric }) => Math.abs(analytic / numeric - ratio) <= 1e-6 * Math.abs(ratio),
  );
  return same ? String(Number(ratio.toPrecision(6))) : null;
}
