/** `Object.is`, where the sign of zero may be declared not to matter. */
export function identical(a: number, b: number, signOfZero: boolean): boolean {
  return Object.is(a, b) || (!signOfZero && a === 0 && b === 0);
}

/** The first element that differs, as text, or null. */
export function differs(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  { signOfZero }: { readonly signOfZero: boolean },
): string | null {
  if (actual.length !== expected.length) return `has ${actual.length} elements instead of ${expected.length}`;
  for (let i = 0; i < actual.length; i++) {
    const [a, e] = [actual[i] as number, expected[i] as number];
    if (!identical(a, e, signOfZero)) return `is ${show(a)} instead of ${show(e)} at [${i}]`;
  }
  return null;
}

/**
 * The element furthest apart, as text, or null if |actual - expected| ≤ tolerance · (|expected| + scale) everywhere.
 * Numbers that are not finite have to be the same.
 */
export function apart(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
  scale: number,
): string | null {
  if (actual.length !== expected.length) return `has ${actual.length} elements instead of ${expected.length}`;
  let worst = tolerance;
  let text: string | null = null;
  for (let i = 0; i < actual.length; i++) {
    const [a, e] = [actual[i] as number, expected[i] as number];
    if (identical(a, e, false)) continue;
    const error = Math.abs(a - e) / (Math.abs(e) + scale);
    // Written so that NaN fails.
    if (!(error <= worst)) {
      worst = Number.isNaN(error) ? Infinity : error;
      text = `is ${show(a)} instead of ${show(e)} at [${i}], an error of ${error.toExponential(1)}`;
    }
  }
  return text;
}

function show(x: number): string {
  return Object.is(x, -0) ? "-0" : String(x);
}
