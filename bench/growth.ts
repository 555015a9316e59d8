/** Runs workload 19, each size of each contestant in a process of its own, and draws it. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import * as Plot from "@observablehq/plot";
import { colours, type Panel, picture, savePicture } from "../examples/report/picture.ts";
import { difference } from "./contest.ts";
import type { Grown } from "./grown.ts";
import { bytesText, duration, factor, table } from "./report.ts";
import { quartiles } from "./statistics.ts";
import { type Growth, growths } from "./workload/growth.ts";

interface Point {
  readonly name: string;
  readonly size: number;
  readonly first: number;
  readonly settled: number;
  readonly bytes: number | null;
}

/** From one size to the next. */
interface Jump {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly factor: number;
}

const mostJump = 2;

/** One section for each thing that grows. */
export async function growthSections(rounds: number, isWritten: boolean): Promise<string[]> {
  const sections: string[] = [];
  for (const growth of growths) {
    const { points, notes } = await measure(growth, rounds);
    if (isWritten) draw(growth, points);
    sections.push(sectionOf(growth, points, notes));
  }
  return sections;
}

async function measure(
  { unit, sizes, contestants }: Growth,
  rounds: number,
): Promise<{ points: Point[]; notes: string[] }> {
  const script = fileURLToPath(new URL("grown.js", import.meta.url));
  const found = new Map<string, { name: string; size: number; all: Grown[] }>();
  const notes = new Map<string, string>();
  for (let round = 0; round < rounds; round++) {
    for (const size of sizes) {
      const expected: number[] = [];
      for (const { name, most = Number.POSITIVE_INFINITY } of contestants) {
        if (size > most || notes.has(name)) continue;
        try {
          const args = ["--expose-gc", "--max-old-space-size=6144", script, unit, name, String(size)];
          const { stdout } = await promisify(execFile)(process.execPath, args);
          const grown = JSON.parse(stdout) as Grown;
          if (expected.length === 0) expected.push(...grown.values);
          const apart = difference(expected, grown.values);
          if (!(apart <= 5e-3)) throw new Error(`differs by ${apart} at ${size}`);
          const key = `${name} ${size}`;
          const entry = found.get(key) ?? { name, size, all: [] };
          found.set(key, entry);
          entry.all.push(grown);
        } catch (error) {
          const text = error instanceof Error ? error.message : String(error);
          notes.set(name, text.split("\n").find((line) => line.includes("Error:")) ?? text);
        }
      }
    }
  }
  const median = (numbers: readonly number[]): number => quartiles(numbers)?.median ?? Number.NaN;
  const points = [...found.values()].map(({ name, size, all }) => ({
    name,
    size,
    first: median(all.map(({ first }) => first)),
    settled: median(all.map(({ settled }) => settled)),
    bytes: all.some(({ bytes }) => bytes === null) ? null : median(all.map(({ bytes }) => bytes ?? 0)),
  }));
  return { points, notes: [...notes].map(([name, note]) => `${name}: ${note}`) };
}

/** Where time per unit grows most from one size to the next. */
function jumpsOf(points: readonly Point[], name: string): Jump[] {
  const own = points.filter((point) => point.name === name).toSorted((a, b) => a.size - b.size);
  return own.slice(1).map((point, k) => {
    const before = own[k] as Point;
    return {
      name,
      from: before.size,
      to: point.size,
      factor: point.settled / point.size / (before.settled / before.size),
    };
  });
}

function isOurs(name: string): boolean {
  return name.startsWith("chainrule");
}

function sectionOf(
  { unit, title, sizes, contestants }: Growth,
  points: readonly Point[],
  notes: readonly string[],
): string {
  const at = (name: string, size: number): Point | undefined =>
    points.find((point) => point.name === name && point.size === size);
  const present = contestants.filter(({ name }) => points.some((point) => point.name === name));
  const columns = present.flatMap(({ name }) =>
    [
      { heading: name, of: (point: Point) => duration(point.settled / point.size) },
      ...(isOurs(name)
        ? [{ heading: "first step", of: (point: Point) => duration(point.first / point.size) }]
        : []),
      { heading: "memory", of: ({ bytes, size }: Point) => (bytes === null ? "" : bytesText(bytes / size)) },
    ].map((column) => ({ name, ...column })),
  );
  const rows = sizes.map((size) => [
    size.toLocaleString("en"),
    ...columns.map(({ name, of }) => {
      const point = at(name, size);
      return point === undefined ? "" : of(point);
    }),
  ]);
  const peers = present.filter(({ name }) => !isOurs(name)).flatMap(({ name }) => jumpsOf(points, name));
  const excused = ({ from, to }: Jump): boolean =>
    peers.some((jump) => jump.from === from && jump.to === to && jump.factor > mostJump);
  const verdicts = present
    .filter(({ name }) => isOurs(name))
    .flatMap(({ name }) => {
      const [worst] = jumpsOf(points, name).toSorted((a, b) => b.factor - a.factor);
      if (worst === undefined) return [];
      const { from, to, factor: by } = worst;
      const judged = by <= mostJump ? "met" : excused(worst) ? "met, as a peer's" : "**missed**";
      const where = `from ${from.toLocaleString("en")} to ${to.toLocaleString("en")}`;
      return [
        `* ${name}, time of one more ${unit} at most ${mostJump}x from one size to the next: ${factor(by)}, ${where}, ${judged}`,
      ];
    });
  return [
    `#### ${title}`,
    "",
    `![Time and memory of one ${unit}, by how many there are, on logarithmic axes.](growth/${unit}.svg)`,
    "",
    table([[`${unit}s`, ...columns.map(({ heading }) => heading)], ...rows]),
    "",
    ...verdicts,
    ...notes.map((note) => `* ${note}`),
    "",
  ].join("\n");
}

const lines: Readonly<Record<string, string>> = {
  "chainrule plain": colours.blue,
  "chainrule compiled": colours.green,
  PyTorch: colours.orange,
  NumPy: colours.purple,
};

/** Labels of lines, far enough from one another to be read, on a logarithmic axis of all `values`. */
function separated<T extends { readonly value: number }>(
  labels: readonly T[],
  values: readonly number[],
): T[] {
  const gap = (Math.max(...values) / Math.min(...values)) ** (16 / 220);
  const placed: T[] = [];
  for (const label of labels.toSorted((a, b) => a.value - b.value)) {
    const below = placed.at(-1)?.value ?? 0;
    placed.push({ ...label, value: Math.max(label.value, below * gap) });
  }
  return placed;
}

function draw({ unit, title, sizes }: Growth, points: readonly Point[]): void {
  const panel = (heading: string, label: string, of: (point: Point) => number | null): Panel => {
    const shown = points.flatMap((point) => {
      const value = of(point);
      return value === null || value <= 0 ? [] : [{ ...point, value: value / point.size }];
    });
    const labels = separated(
      [...new Set(shown.map(({ name }) => name))].map(
        (name) => shown.findLast((point) => point.name === name) as (typeof shown)[number],
      ),
      shown.map(({ value }) => value),
    );
    return {
      heading,
      height: 300,
      marginRight: 116,
      x: { type: "log", label: `${unit}s`, grid: true, tickFormat: "~s" },
      y: { type: "log", label, grid: true, tickFormat: "~s" },
      marks: [
        Plot.line(shown, { x: "size", y: "value", stroke: ({ name }: Point) => lines[name], strokeWidth: 2 }),
        Plot.dot(shown, { x: "size", y: "value", fill: ({ name }: Point) => lines[name], r: 2.5 }),
        Plot.text(labels, {
          x: () => sizes.at(-1),
          y: "value",
          text: ({ name }: Point) => name.replace("chainrule ", ""),
          fill: ({ name }: Point) => lines[name],
          textAnchor: "start",
          dx: 8,
        }),
      ],
    };
  };
  const ours = (of: (point: Point) => number | null) => (point: Point) =>
    isOurs(point.name) ? of(point) : null;
  savePicture(
    unit,
    picture(
      [
        panel(`Seconds of one ${unit}, settled`, "s", ({ settled }) => settled),
        panel(
          "in the first step",
          "s",
          ours(({ first }) => first),
        ),
        panel(`Bytes of one ${unit}`, "B", ({ bytes }) => bytes),
      ],
      { title: `${title}: time and memory of one ${unit}`, width: 1260 },
    ),
    new URL("../../docs/growth/", import.meta.url),
  );
}
