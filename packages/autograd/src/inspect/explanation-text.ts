import { numberText } from "./formula.ts";

/** A line of an explanation. */
export type Row = readonly [name: string, formula: string, value: string];

/** Of longer lists the middle is left out. */
const longest = 24;

/** `name = formula = value`, in columns; without the formula where there is none or it is the value. */
function aligned(rows: readonly Row[], between: string = " = "): string[] {
  const hasFormula = ([, formula, value]: Row): boolean => formula !== "" && formula !== value;
  const width = (k: 0 | 1, chosen: readonly Row[]): number =>
    Math.max(0, ...chosen.map((row) => lengthOf(row[k])));
  const first = width(0, rows);
  const second = width(1, rows.filter(hasFormula));
  return rows.map((row) => {
    const [name, formula, value] = row;
    const middle = hasFormula(row) ? `${padded(formula, second)}${between}` : "";
    return `  ${padded(name, first)} = ${middle}${value}`;
  });
}

/** Combining marks, as in ŷ, take no room. */
function lengthOf(text: string): number {
  return text.replaceAll(/\p{Mn}/gu, "").length;
}

function padded(text: string, length: number): string {
  return text + " ".repeat(Math.max(0, length - lengthOf(text)));
}

/** Rows for a list of things, without those in the middle if there are too many. `last` is a row behind them. */
export function elided<T>(
  things: readonly T[],
  what: string,
  row: (thing: T) => Row,
  { between, last }: { readonly between?: string; readonly last?: Row } = {},
): string[] {
  const half = things.length <= longest ? things.length : longest / 2;
  const shown = things.length <= longest ? things : [...things.slice(0, half), ...things.slice(-half)];
  const rows = shown.map(row);
  const lines = aligned(last === undefined ? rows : [...rows, last], between);
  if (shown.length < things.length)
    lines.splice(half, 0, `  ... ${things.length - shown.length} more ${what} ...`);
  return lines;
}

/** A list without its middle, if it is long: so many at both ends, and in between how many are left out. */
export function shortened<T>(things: readonly T[], ends: number): (T | number)[] {
  const omitted = things.length - 2 * ends;
  return omitted <= ends ? [...things] : [...things.slice(0, ends), omitted, ...things.slice(-ends)];
}

/** As many digits as are worth reading. */
export function numeral(value: number): string {
  return numberText(Object.is(value, -0) ? value : Number(value.toPrecision(10)));
}
