interface Found {
  readonly x: number[];
}

/** What is used of fmin, which has no types. */
interface Fmin {
  /** @param f - Writes the gradient into its second argument. */
  readonly conjugateGradient: (
    f: (x: number[], gradient: number[]) => number,
    start: number[],
    options: { readonly maxIterations: number },
  ) => Found;
}

/** Its package says that it is a module, and is none: what it offers becomes a global. */
export async function load(): Promise<Fmin> {
  const name = "fmin";
  await import(name);
  return (globalThis as unknown as { readonly fmin: Fmin }).fmin;
}
