import type { Lane } from "./lane.ts";
import { type Long, longSum } from "./long.ts";
import { polynomial } from "./polynomial.ts";

/**
 * sin(pi d) = pi d (1 + d^2 Q(d^2)) = d (pi + d^2 P(d^2)) for |d| <= 1/2: interpolations at Chebyshev's points with 60 digits, 2^-59
 * and 2^-33.
 */
const Q64: readonly number[] = [
  -1.6449340668482264, 0.8117424252833519, -0.19075182412194128, 0.026147847813078808, -0.0023460809634923995,
  0.00014842817816693618, -6.972960555564221e-6, 2.459180384815939e-7,
];
const Q32: readonly number[] = [-1.644934, 0.81174237, -0.19075006, 0.02612806, -0.0022550628];
const P64: readonly number[] = [
  -5.16771278004997, 2.55016403987734, -0.599264529320343, 0.08214588659675232, -0.007370430719634586,
  0.00046630087411496363, -2.1906201655131958e-5, 7.725743030789876e-7,
];
const P32: readonly number[] = [-5.1677127, 2.550164, -0.599259, 0.08208372, -0.007084489];

/** What is left of pi in the dtype. */
const PI_LOW: { readonly float64: number; readonly float32: number } = {
  float64: 1.2246467991473532e-16,
  float32: -8.742278e-8,
};

/** x without the integer next to it, which is exact: all that the sine and cosine of pi x depend on, but for their sign. */
export function fromInteger<V, M>(m: Lane<V, M>, x: V): V {
  return m.sub(x, m.nearest(x));
}

/** sin(pi d) / (pi d) - 1 for |d| <= 1/2. */
function sineLoss<V, M>(m: Lane<V, M>, d: V): V {
  const square = m.mul(d, d);
  return m.mul(square, polynomial(m, square, m.dtype === "float32" ? Q32 : Q64));
}

/** sin(pi d) / (pi d) for |d| <= 1/2. */
export function sineShare<V, M>(m: Lane<V, M>, d: V): V {
  return m.add(m.constant(1), sineLoss(m, d));
}

/** The same with what its last addition rounds away. */
export function longSineShare<V, M>(m: Lane<V, M>, d: V): Long<V> {
  return longSum(m, m.constant(1), sineLoss(m, d));
}

/** cos(pi d) for |d| <= 1/2, as the sine of what is left to 1/2: to full relative accuracy where it is nearly 0. */
export function cosine<V, M>(m: Lane<V, M>, d: V): V {
  const is32 = m.dtype === "float32";
  const rest = m.sub(m.constant(0.5), m.abs(d));
  const square = m.mul(rest, rest);
  const further = m.mul(square, polynomial(m, square, is32 ? P32 : P64));
  return m.mul(
    rest,
    m.add(m.constant(Math.PI), m.add(further, m.constant(PI_LOW[is32 ? "float32" : "float64"]))),
  );
}
