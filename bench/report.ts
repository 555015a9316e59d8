/** Results as Markdown, which reads well in a terminal too. */
import { type Bar, type Contest, type Result, ratioOf } from "./contest.ts";
import type { Spread } from "./statistics.ts";

export interface BarResult {
  readonly text: string;
  /** Null if one of the two is missing. */
  readonly met: boolean | null;
}

/** What a workload's process hands back. */
export interface ContestReport {
  readonly title: string;
  readonly flops: number | null;
  readonly results: readonly Result[];
  readonly bars: readonly BarResult[];
}

export function reportOf(contest: Contest, results: readonly Result[], relaxed: boolean): ContestReport {
  const bars = contest.bars
    .filter((bar) => "seconds" in bar || !bar.relaxed || relaxed)
    .map((bar) => judge(bar, results));
  return { title: contest.title, flops: contest.flops ?? null, results, bars };
}

function judge(bar: Bar, results: readonly Result[]): BarResult {
  const find = (name: string): Result | undefined =>
    results.find((result) => result.name === name && result.time !== null);
  const ours = find(bar.of);
  if ("seconds" in bar) {
    return verdict(`${bar.of} at most ${duration(bar.seconds)}`, ours?.time?.median, bar.seconds, duration);
  }
  const candidates = bar.against.flatMap((name) => find(name) ?? []);
  const [other] = candidates.toSorted((a, b) => (a.time?.median ?? 0) - (b.time?.median ?? 0));
  const ratio = ratioOf(ours?.rounds ?? [], other?.rounds ?? [])?.median;
  const limit = bar.atMost < 0.01 ? `1/${Math.round(1 / bar.atMost)}` : factor(bar.atMost);
  return verdict(
    `${bar.of} at most ${limit} of ${other?.name ?? bar.against.join(", ")}`,
    ratio,
    bar.atMost,
    factor,
  );
}

function verdict(
  bar: string,
  got: number | undefined,
  limit: number,
  format: (value: number) => string,
): BarResult {
  if (got === undefined) return { text: `${bar}: not measured`, met: null };
  const met = got <= limit;
  return { text: `${bar}: ${format(got)}, ${met ? "met" : "**missed**"}`, met };
}

export function markdownOf({ title, flops, results, bars }: ContestReport): string {
  const header = [
    "",
    "time",
    "quartiles",
    "ratio",
    "quartiles",
    "differs by",
    ...(flops === null ? [] : ["GFLOP/s"]),
  ];
  const rows = results
    .toSorted(
      (a, b) => (a.time?.median ?? Number.POSITIVE_INFINITY) - (b.time?.median ?? Number.POSITIVE_INFINITY),
    )
    .map(({ name, time, ratio, difference, note }) => {
      if (time === null) return [name, `- (${note || "not measured"})`];
      const apart = difference === null || difference === 0 ? "" : difference.toExponential(0);
      const cells = [
        name,
        duration(time.median),
        range(time, duration),
        factorOf(ratio),
        range(ratio, factor),
        apart,
      ];
      return flops === null ? cells : [...cells, (flops / time.median / 1e9).toFixed(1)];
    });
  const list = bars.map(({ text }) => `* ${text}`);
  return [
    `#### ${title}`,
    "",
    table(withoutEmptyColumns([header, ...rows])),
    "",
    ...(list.length > 0 ? [...list, ""] : []),
  ].join("\n");
}

/** Columns that say something below their heading. */
function withoutEmptyColumns(rows: readonly (readonly string[])[]): string[][] {
  const [, ...body] = rows;
  return rows.map((row) =>
    (rows[0] ?? [])
      .map((_, k) => row[k] ?? "")
      .filter((_, k) => body.some((cells) => (cells[k] ?? "") !== "")),
  );
}

export function table(rows: readonly (readonly string[])[]): string {
  const [header = []] = rows;
  const widths = header.map((_, k) => Math.max(3, ...rows.map((row) => (row[k] ?? "").length)));
  const line = (row: readonly string[]): string =>
    `| ${widths.map((width, k) => (k === 0 ? (row[k] ?? "").padEnd(width) : (row[k] ?? "").padStart(width))).join(" | ")} |`;
  const rule = `| ${widths.map((width, k) => (k === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`)).join(" | ")} |`;
  return [line(header), rule, ...rows.slice(1).map(line)].join("\n");
}

export function duration(seconds: number): string {
  for (const [unit, size] of [
    ["s", 1],
    ["ms", 1e-3],
    ["µs", 1e-6],
  ] as const) {
    if (seconds >= size) return `${(seconds / size).toPrecision(3)} ${unit}`;
  }
  return `${(seconds * 1e9).toPrecision(3)} ns`;
}

export function bytesText(bytes: number): string {
  for (const [unit, size] of [
    ["GB", 1e9],
    ["MB", 1e6],
    ["kB", 1e3],
  ] as const) {
    if (bytes >= size) return `${(bytes / size).toPrecision(3)} ${unit}`;
  }
  return `${Math.round(bytes)} B`;
}

function factorOf(ratio: Spread | null): string {
  return ratio === null ? "" : factor(ratio.median);
}

export function factor(ratio: number): string {
  return `${ratio >= 100 ? Math.round(ratio) : Number(ratio.toPrecision(3))}x`;
}

function range(spread: Spread | null, format: (value: number) => string): string {
  return spread === null ? "" : `${format(spread.lower)} to ${format(spread.upper)}`;
}
