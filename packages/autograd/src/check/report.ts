import type { GradientEntry, Verdict } from "./entry.ts";

/** How many entries a report shows. */
const shown = 10;

/** What {@link checkGradients} found. Its text shows the worst entry first and says what to do. */
export class GradientReport {
  static readonly name: string = "GradientReport";

  /** Whether every derivative that was checked agrees with finite differences. */
  readonly ok: boolean;
  /** The largest of the errors of all entries: at most `tolerance` if all is well. */
  readonly maxError: number;
  /** One for each derivative that was checked, in the order of arguments, elements and results. */
  readonly entries: readonly GradientEntry[];
  /** How many derivatives there are; more than `entries` if only a sample was checked. */
  readonly total: number;
  /** The largest error that passes. */
  readonly tolerance: number;
  /** Whether the function gave the same bits every time. If not, nothing else was checked. */
  readonly deterministic: boolean;
  /** What else is worth knowing, a sentence each. */
  readonly notes: readonly string[];
  readonly #advice: readonly string[];

  constructor(content: {
    readonly entries: readonly GradientEntry[];
    readonly total: number;
    readonly tolerance: number;
    readonly deterministic: boolean;
    readonly notes: readonly string[];
    /** What to do about what is not ok, besides what follows from the entries. */
    readonly advice: readonly string[];
  }) {
    this.entries = content.entries;
    this.total = content.total;
    this.tolerance = content.tolerance;
    this.deterministic = content.deterministic;
    this.notes = content.notes;
    this.#advice = content.advice;
    this.maxError = this.entries.reduce((most, { error }) => Math.max(most, error), 0);
    this.ok = this.deterministic && this.entries.every(({ ok }) => ok);
    // What Node's `console.log` prints. Not a method, since the type of the class cannot name this symbol; and not put on the
    // prototype, which would keep the class in every bundle.
    Object.defineProperty(this, Symbol.for("nodejs.util.inspect.custom"), { value: () => this.toString() });
  }

  /** The report as text: what is not confirmed, with both derivatives, and what to do. */
  toString(): string {
    return `checkGradients: ${this.message}`;
  }

  /** The text without the name of the function. */
  get message(): string {
    const lines = [this.#headline()];
    const failed = this.entries.filter(({ ok }) => !ok).sort(worseFirst);
    if (failed.length > 0) lines.push(...table(failed.slice(0, shown)));
    if (failed.length > shown) lines.push(`  and ${failed.length - shown} more`);
    const said = new Set(failed.map(({ verdict }) => verdict));
    for (const [verdict, meaning] of meanings) if (said.has(verdict)) lines.push(meaning);
    lines.push(...this.#advice, ...this.notes);
    return lines.join("\n");
  }

  #headline(): string {
    if (!this.deterministic) return "f is not deterministic.";
    const { length } = this.entries;
    const things = `${length} derivative${length === 1 ? "" : "s"}`;
    const tolerance = `tolerance ${exponential(this.tolerance)}`;
    const bad = this.entries.filter(({ ok }) => !ok).length;
    if (bad > 0)
      return `${bad} of ${things} ${bad === 1 ? "is" : "are"} not confirmed by finite differences, ${tolerance}.`;
    const kinks = this.entries.filter(({ verdict }) => verdict === "kink").length;
    const allowed = kinks === 0 ? "" : `, ${kinks} at kinks, where the analytic value is a convention`;
    return `${things} agree with finite differences, largest error ${exponential(this.maxError)}, ${tolerance}${allowed}.`;
  }
}

/** What each verdict means and what to do about it, the gravest first. */
const meanings: readonly (readonly [verdict: Verdict, meaning: string])[] = [
  [
    "differs",
    "A rule between this argument and this result is wrong, or f does something that its graph does not show.",
  ],
  [
    "zero root",
    "f takes a root that is 0, as norm() does of zeros and std() of equal elements. The slope there is 0 by convention, and second " +
      "derivatives of powers of it are not to be had. Write square().sum() for norm().square(), and var() for std().square().",
  ],
  [
    "infinite",
    "f or its derivative is not finite at this point, where finite differences say nothing. Move the point into the domain.",
  ],
  [
    "uncertain",
    "f is too rough at this point for finite differences of this tolerance. Move the point, calculate with less " +
      "cancellation, or raise { tolerance }.",
  ],
  [
    "kink",
    "At a kink the analytic value is a convention between both slopes (docs/conventions.md). Move the point away from " +
      "it, or pass { allowKinks: true }.",
  ],
];

/** Where a verdict stands among them; 0 for one without a meaning. */
function gravity({ verdict }: GradientEntry): number {
  return Math.max(
    0,
    meanings.findIndex(([known]) => known === verdict),
  );
}

function worseFirst(a: GradientEntry, b: GradientEntry): number {
  const graver = gravity(a) - gravity(b);
  return graver === 0 && a.error !== b.error ? b.error - a.error : graver;
}

function table(entries: readonly GradientEntry[]): string[] {
  const rows = [
    ["", "by", "analytic", "numeric", "error", ""],
    ...entries.map((entry) => [
      placed(entry.output, entry.outputIndex),
      placed(entry.name, entry.index),
      analytic(entry),
      numeric(entry),
      exponential(entry.error),
      entry.verdict,
    ]),
  ];
  const widths = (rows[0] as string[]).map((_, k) =>
    Math.max(...rows.map((row) => (row[k] as string).length)),
  );
  return rows.map((row) =>
    `  ${row.map((cell, k) => cell.padEnd(widths[k] as number)).join("  ")}`.trimEnd(),
  );
}

/** `xs[0] at [1, 2]`; the name alone for a scalar. */
function placed(name: string, index: readonly number[]): string {
  return index.length === 0 ? name : `${name} at [${index.join(", ")}]`;
}

function analytic({ reverse, forward, analytic: value }: GradientEntry): string {
  return modesDiffer({ reverse, forward })
    ? `${digits(reverse ?? NaN)} reverse, ${digits(forward ?? NaN)} forward`
    : digits(value);
}

/** Whether both modes give different values, beyond rounding. */
export function modesDiffer({ reverse, forward }: Pick<GradientEntry, "reverse" | "forward">): boolean {
  if (reverse === null || forward === null || Object.is(reverse, forward)) return false;
  return !(Math.abs(reverse - forward) <= 1e-9 * Math.max(Math.abs(reverse), Math.abs(forward)));
}

function numeric({ verdict, slopes, numeric: value, uncertainty }: GradientEntry): string {
  if (verdict === "kink") return `${digits(slopes[0])} left, ${digits(slopes[1])} right`;
  return verdict === "infinite" ? digits(value) : `${digits(value)} ± ${exponential(uncertainty)}`;
}

/** As many digits as a comparison needs. */
function digits(value: number): string {
  return String(Number(value.toPrecision(10)));
}

function exponential(value: number): string {
  return value === 0 || !Number.isFinite(value) ? String(value) : value.toExponential(1).replace(".0e", "e");
}
