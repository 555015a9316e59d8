import { exp, PI, sqrt } from "./elementary.ts";
import {
  abs,
  add,
  div,
  fromInteger,
  isNegative,
  magnitude,
  mul,
  neg,
  PRECISION,
  type Real,
  shift,
  sub,
  ZERO,
} from "./real.ts";

/**
 * Modified Bessel functions of the first kind of orders 0 to 3, from their power series, and from 64 on from the asymptotic one, whose
 * terms come down to e^(-2x).
 */

const ONE = fromInteger(1n);
const ROOT_OF_TWO_PI = sqrt(shift(PI, 1));

function isFar(x: Real): boolean {
  return magnitude(x) >= 6;
}

/** Of x >= 0: DLMF 10.25.2. */
function powerSeries(n: number, x: Real): Real {
  const half = shift(x, -1);
  const square = mul(half, half);
  let term = ONE;
  for (let k = 1; k <= n; k++) term = div(mul(term, half), fromInteger(BigInt(k)));
  let sum = term;
  for (let k = 1n; term.significand !== 0n; k += 1n) {
    term = div(mul(term, square), fromInteger(k * (k + BigInt(n))));
    sum = add(sum, term);
    if (magnitude(term) < magnitude(sum) - PRECISION) break;
  }
  return sum;
}

/** sqrt(2 pi x) e^-x I_n(x) - 1 for a large x: DLMF 10.40.1. */
function asymptotic(n: number, x: Real): Real {
  const eight = shift(x, 3);
  let sum = ZERO;
  let term = ONE;
  for (let k = 1; k < 120; k++) {
    const factor = BigInt((2 * k - 1) ** 2 - 4 * n * n);
    term = div(mul(term, fromInteger(factor)), mul(fromInteger(BigInt(k)), eight));
    sum = add(sum, term);
    if (magnitude(term) < magnitude(sum) - PRECISION) break;
  }
  return sum;
}

function overRoot(x: Real, value: Real): Real {
  return div(value, mul(ROOT_OF_TWO_PI, sqrt(x)));
}

function odd(x: Real, n: number, ofSize: (size: Real) => Real): Real {
  const value = ofSize(abs(x));
  return n % 2 === 1 && isNegative(x) ? neg(value) : value;
}

/** e^-|x| I_n(x). */
export function scaledBessel(n: number, x: Real): Real {
  return odd(x, n, (size) =>
    isFar(size) ? overRoot(size, add(ONE, asymptotic(n, size))) : mul(exp(neg(size)), powerSeries(n, size)),
  );
}

export function bessel(n: number, x: Real): Real {
  return odd(x, n, (size) => (isFar(size) ? mul(exp(size), scaledBessel(n, size)) : powerSeries(n, size)));
}

/** e^-x (I_0(x) - I_1(x)) for x >= 0. */
function gap(x: Real): Real {
  if (isFar(x)) return overRoot(x, sub(asymptotic(0, x), asymptotic(1, x)));
  return sub(scaledBessel(0, x), scaledBessel(1, x));
}

export const i0 = (x: Real): Real => bessel(0, x);
export const i1 = (x: Real): Real => bessel(1, x);
export const i0e = (x: Real): Real => scaledBessel(0, x);
export const i1e = (x: Real): Real => scaledBessel(1, x);

export function slopeOfI1(x: Real): Real {
  return shift(add(bessel(0, x), bessel(2, x)), -1);
}

export function slopeOfI0e(x: Real): Real {
  return isNegative(x) ? gap(neg(x)) : neg(gap(x));
}

export function slopeOfI1e(x: Real): Real {
  const size = abs(x);
  return sub(gap(size), div(scaledBessel(1, size), size));
}

/** The larger of its two terms, which take each other away near 1.545, up to 8. */
export function termOfSlopeOfI1e(x: Real): Real {
  const size = abs(x);
  if (isNegative(sub(fromInteger(8n), size))) return slopeOfI1e(x);
  const [first, second] = [gap(size), div(scaledBessel(1, size), size)];
  return isNegative(sub(first, second)) ? second : first;
}
