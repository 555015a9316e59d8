/** Compares names as the formatter sorts them: runs of digits by their value, all else by characters. */
export function naturally(a: string, b: string): number {
  const [left, right] = [parts(a), parts(b)];
  const at = left.findIndex((part, i) => part !== right[i]);
  if (at === -1) return left.length - right.length;
  const [x, y] = [left[at] as string, right[at] ?? ""];
  const byValue = Number.parseInt(x) - Number.parseInt(y);
  return Number.isNaN(byValue) ? (x < y ? -1 : 1) : byValue;
}

function parts(name: string): readonly string[] {
  return name.match(/\d+|\D/g) ?? [];
}
