import { shapeText } from "../argument.ts";
import { named } from "./parameters.ts";

/**
 * A model as a table: a line for each parameter, with its name, shape, dtype, number of elements and bytes, and one for all.
 * (`summary` of `@chainrule/autograd` is that of a graph: every operation of one evaluation.)
 * @param model - Any object whose parameters are found by walking it.
 * @returns Text.
 * @throws {ArgumentError} as {@link namedParameters} does.
 * @example modelSummary({ w: parameter([[1, 2]]) }).split("\n")[1] // => "w            [1, 2]  float64         2     16"
 */
export function modelSummary(model: object): string {
  const parameters = [...named("modelSummary", model)];
  let elements = 0;
  let bytes = 0;
  const lines = parameters.map(([name, { shape, dtype, size }]) => {
    const room = size * (dtype === "float64" ? 8 : 4);
    elements += size;
    bytes += room;
    return [name, shapeText(shape), dtype, grouped(size), grouped(room)];
  });
  const count = `${grouped(lines.length)} ${lines.length === 1 ? "parameter" : "parameters"}`;
  return table([
    ["parameter", "shape", "dtype", "elements", "bytes"],
    ...lines,
    [count, "", "", grouped(elements), grouped(bytes)],
  ]);
}

function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [k, text] of row.entries()) widths[k] = Math.max(widths[k] ?? 0, text.length);
  }
  // Counts to the right, all else to the left.
  const cell = (text: string, k: number): string =>
    k < 3 ? text.padEnd(widths[k] as number) : text.padStart(widths[k] as number);
  return rows.map((row) => row.map(cell).join("  ")).join("\n");
}

function grouped(count: number): string {
  return String(count).replaceAll(/\B(?=(?:\d{3})+$)/g, ",");
}
