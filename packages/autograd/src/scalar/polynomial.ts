import type { Lane } from "./lane.ts";

/** c[0] + c[1] x + c[2] x^2 + ... by Horner's rule: fewest steps and smallest rounding error. */
export function polynomial<V, M>(m: Lane<V, M>, x: V, c: readonly number[]): V {
  let sum = m.constant(c[c.length - 1]!);
  for (let i = c.length - 2; i >= 0; i--) sum = m.add(m.mul(sum, x), m.constant(c[i]!));
  return sum;
}
