/**
 * Where functions of one number are measured: repeatable, spread over every magnitude, and dense where it is
 * hard.
 */

export type FloatDType = "float64" | "float32";

/** A repeatable source of 32 random bits (Marsaglia's xorshift, 2003). */
export function xorshift(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

const bits64 = new BigInt64Array(1);
const float64 = new Float64Array(bits64.buffer);
const bits32 = new Int32Array(1);
const float32 = new Float32Array(bits32.buffer);

/** The number `steps` places from x in the dtype, away from zero; x must be finite and not 0. */
export function neighbour(x: number, steps: number, dtype: FloatDType): number {
  if (dtype === "float32") {
    float32[0] = x;
    bits32[0] = bits32[0]! + steps;
    return float32[0];
  }
  float64[0] = x;
  bits64[0] = bits64[0]! + BigInt(steps);
  return float64[0];
}

function randomBits(next: () => number, dtype: FloatDType): number {
  if (dtype === "float32") {
    bits32[0] = next();
    return float32[0]!;
  }
  bits64[0] = BigInt.asIntN(64, (BigInt(next()) << 32n) | BigInt(next()));
  return float64[0]!;
}

/** What is particular to a function. */
export interface Domain {
  /** Intervals to look at closely, with both ends. */
  readonly intervals: readonly (readonly [from: number, to: number])[];
  /** Points to be taken together with their neighbours. */
  readonly edges: readonly number[];
  /** Whether the function is real at x; others are not measured. */
  readonly contains?: (x: number) => boolean;
}

/** Roughly `count` points of the dtype, fewer where the domain has fewer. */
export function points(domain: Domain, dtype: FloatDType, count: number): number[] {
  const next = xorshift(20260726);
  const uniform = (): number => (next() + next() / 2 ** 32) / 2 ** 32;
  const found: number[] = [];
  for (let i = 0; i < count / 6; i++) found.push(randomBits(next, dtype));
  const [least, most] = dtype === "float32" ? [-149, 128] : [-1074, 1024];
  for (let i = 0; i < count / 6; i++) {
    // Half of these are no smaller than 2^-60, where functions are not yet straight lines.
    const lowest = i % 2 === 0 ? least : -60;
    const highest = i % 2 === 0 ? most : 12;
    const x = 2 ** (lowest + (highest - lowest) * uniform());
    found.push(i % 4 < 2 ? x : -x);
  }
  const share = (count * 2) / 3 / domain.intervals.length;
  for (const [from, to] of domain.intervals) {
    for (let i = 0; i < share; i++) found.push(from + (to - from) * uniform());
    found.push(from, to);
  }
  for (const edge of domain.edges) {
    for (let steps = -2; steps <= 2; steps++) found.push(neighbour(edge, steps, dtype));
  }
  const contains = domain.contains ?? (() => true);
  const inDtype = dtype === "float32" ? found.map(Math.fround) : found;
  return inDtype.filter((x) => Number.isFinite(x) && contains(x));
}
