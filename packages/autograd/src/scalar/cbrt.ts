import type { LaneFunction } from "./lane.ts";
import { polynomial } from "./polynomial.ts";

/** Cube root on [1, 2] to 1e-4: an interpolation at Chebyshev's points. */
const START: readonly number[] = [
  0.5557909602691388, 0.5808263911381952, -0.1586624600531909, 0.022148699208245196,
];

const ROOT_OF_2 = 1.2599210498948732;
const ROOT_OF_4 = 1.5874010519681994;

/**
 * Cube root; of a negative number the negative one. x = 2^(3q + r) c with c in [1, 2) and r in 0, 1, 2. A step of Halley's
 * method triples the digits of the start; the last one starts from half the digits, whose square is exact, and so rounds little
 * more than once (Kahan's arrangement, as in fdlibm's s_cbrt.c).
 */
export const cbrt: LaneFunction = (m, x) => {
  const is32 = m.dtype === "float32";
  const one = m.constant(1);
  const zero = m.constant(0);
  const magnitude = m.abs(x);
  const subnormal = m.lt(magnitude, m.constant(is32 ? 2 ** -126 : 2 ** -1022));
  const normal = m.select(subnormal, m.mul(magnitude, m.constant(2 ** 54)), magnitude);
  const k = m.exponent(normal);
  // The half keeps the quotient away from integers.
  const q = m.floor(m.mul(m.add(k, m.constant(0.5)), m.constant(1 / 3)));
  const r = m.sub(k, m.mul(m.constant(3), q));
  const isTwo = m.gt(r, one);
  const isOne = m.and(m.gt(r, zero), m.not(isTwo));
  const mantissa = m.mantissa(normal);
  const factor = m.select(isTwo, m.constant(4), m.select(isOne, m.constant(2), one));
  const rootOfFactor = m.select(isTwo, m.constant(ROOT_OF_4), m.select(isOne, m.constant(ROOT_OF_2), one));
  const cube = m.mul(mantissa, factor);

  let root = m.mul(polynomial(m, mantissa, START), rootOfFactor);
  for (let step = is32 ? 1 : 0; step < 2; step++) {
    if (step === 1) root = m.upper(root);
    const quotient = m.div(cube, m.mul(root, root));
    const share = m.div(m.sub(quotient, root), m.add(m.add(root, root), quotient));
    root = m.add(root, m.mul(root, share));
  }
  const exponent = m.sub(q, m.select(subnormal, m.constant(18), zero));
  const isPlain = m.and(m.gt(magnitude, zero), m.lt(magnitude, m.constant(Infinity)));
  return m.select(isPlain, m.copysign(m.mul(root, m.pow2(exponent)), x), x);
};
