export interface Spread {
  readonly median: number;
  readonly lower: number;
  readonly upper: number;
}

/** Median and quartiles, interpolated; null of nothing. */
export function quartiles(values: readonly number[]): Spread | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const at = (fraction: number): number => {
    const position = fraction * (sorted.length - 1);
    const below = Math.floor(position);
    const low = sorted[below] as number;
    return low + (position - below) * ((sorted[below + 1] ?? low) - low);
  };
  return { median: at(0.5), lower: at(0.25), upper: at(0.75) };
}
