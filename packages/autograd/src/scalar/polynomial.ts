import type { Lane } from "./lane.ts";

/** From this many coefficients on, waiting for one step after the other costs more than a step. */
const LONG = 8;

/**
 * The coefficients `first`, `first + stride`, ... as a polynomial in x, by Horner's rule: the fewest steps.
 */
function horner<V, M>(m: Lane<V, M>, x: V, c: readonly number[], first: number, stride: number): V {
  let i = c.length - 1;
  i -= (i - first) % stride;
  let sum = m.constant(c[i]!);
  while (i > first) {
    i -= stride;
    sum = m.add(m.mul(sum, x), m.constant(c[i]!));
  }
  return sum;
}

/**
 * c[0] + c[1] x + c[2] x^2 + ... A long one as its even and odd part, which a processor computes side by
 * side.
 */
export function polynomial<V, M>(m: Lane<V, M>, x: V, c: readonly number[]): V {
  if (c.length < LONG) return horner(m, x, c, 0, 1);
  const square = m.mul(x, x);
  return m.add(horner(m, square, c, 0, 2), m.mul(horner(m, square, c, 1, 2), x));
}
