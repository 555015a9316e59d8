import { mt19937 } from "../tensor/mt19937.ts";

/** Which elements of a Jacobian are checked. */
export interface Sample {
  /** Elements of the inputs, and of the outputs, ascending. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** Whether some are left out. */
  readonly partial: boolean;
}

/** All elements, or so many rows and columns drawn at random that no more than `most` elements are checked. */
export function sampleOf(inputs: number, outputs: number, most: number, seed: number): Sample {
  if (inputs * outputs <= most) return { inputs: range(inputs), outputs: range(outputs), partial: false };
  const rows = Math.min(outputs, Math.max(Math.floor(Math.sqrt(most)), Math.floor(most / inputs), 1));
  const columns = Math.min(inputs, Math.max(Math.floor(most / rows), 1));
  const random = mt19937(seed);
  const draw = (from: number, count: number): number[] =>
    Array.from(random.permutation(from).data().subarray(0, count)).sort((a, b) => a - b);
  return { inputs: draw(inputs, columns), outputs: draw(outputs, rows), partial: true };
}

function range(size: number): number[] {
  return Array.from({ length: size }, (_, k) => k);
}
