/** Compares names as the formatter sorts them: runs of digits by their value, letters whatever their case, what ends at a dot first. */
export function naturally(a: string, b: string): number {
  const [left, right] = [parts(a), parts(b)];
  const at = left.findIndex((part, i) => part !== right[i]);
  if (at === -1) return left.length - right.length;
  const [x, y] = [left[at] as string, right[at] ?? ""];
  if (x === "." || y === ".") return x === "." ? -1 : 1;
  const byValue = Number.parseInt(x) - Number.parseInt(y);
  return Number.isNaN(byValue) ? (x < y ? -1 : 1) : byValue;
}

function parts(name: string): readonly string[] {
  return name.toLowerCase().match(/\d+|\D/g) ?? [];
}
