/** The numbers that all contestants work on: Python draws the same from NumPy's generator. */
import { mt19937 } from "@chainrule/autograd";

export function uniform(seed: number, sizes: readonly number[], low = 0, high = 1): Float64Array[] {
  const generator = mt19937(seed);
  return sizes.map((size) => generator.uniform([size], { low, high }).data() as Float64Array);
}

/** The rows of a matrix, for those who take nested arrays. */
export function rows(data: ArrayLike<number>, columns: number): number[][] {
  const flat = Array.from(data);
  return Array.from({ length: flat.length / columns }, (_, i) => flat.slice(i * columns, (i + 1) * columns));
}
