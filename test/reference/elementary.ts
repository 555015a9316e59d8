import { double } from "../../packages/autograd/src/scalar/double.ts";
import { erfinv as startOfErfinv } from "../../packages/autograd/src/scalar/erfinv.ts";
import { normalLogQuantile as startOfQuantile } from "../../packages/autograd/src/scalar/normal-log-quantile.ts";
import {
  abs,
  add,
  div,
  fromInteger,
  fromNumber,
  isNegative,
  magnitude,
  mul,
  nearestInteger,
  neg,
  PRECISION,
  type Real,
  real,
  shift,
  sub,
  toNumber,
  ZERO,
} from "./real.ts";

/**
 * Elementary functions of real numbers, from their power series: nothing that could go wrong in the same way
 * as the library's minimax polynomials. At least 50 correct digits, relative to the result.
 */

const ONE = fromInteger(1n);
const TWO = fromInteger(2n);

/** Further terms change nothing. */
function negligible(term: Real, sum: Real): boolean {
  return magnitude(term) < magnitude(sum) - PRECISION;
}

/** first + first * ratio(1) + first * ratio(1) * ratio(2) + ... */
function series(first: Real, ratio: (n: bigint) => Real): Real {
  let sum = first;
  let term = first;
  for (let n = 1n; ; n += 1n) {
    term = mul(term, ratio(n));
    sum = add(sum, term);
    if (negligible(term, sum)) return sum;
  }
}

/** x + x^3/3 + x^5/5 + ... for |x| well below 1, or with alternating signs (DLMF 4.38.5, 4.24.3). */
function areaTangent(x: Real, sign: 1n | -1n): Real {
  const square = mul(x, mul(x, fromInteger(sign)));
  let sum = x;
  let power = x;
  for (let n = 3n; ; n += 2n) {
    power = mul(power, square);
    const term = div(power, fromInteger(n));
    sum = add(sum, term);
    if (negligible(term, sum)) return sum;
  }
}

const inverse = (n: bigint): Real => div(ONE, fromInteger(n));

/** 2 atanh(1/3). */
export const LN2: Real = mul(TWO, areaTangent(inverse(3n), 1n));

/** pi/2 with `bits` after the point: 2 atan(1/2) + 2 atan(1/3) (Euler), in fixed point. */
function halfPiFixed(bits: bigint): bigint {
  const arctan = (n: bigint): bigint => {
    let power = (1n << bits) / n;
    let sum = 0n;
    for (let i = 1n; power !== 0n; i += 2n) {
      sum += i % 4n === 1n ? power / i : -(power / i);
      power /= n * n;
    }
    return sum;
  };
  return 2n * arctan(2n) + 2n * arctan(3n);
}

/** Long enough for the reduction of the largest float64. */
const REDUCTION_BITS = 1024 + 2 * PRECISION;
const HALF_PI_FIXED = halfPiFixed(BigInt(REDUCTION_BITS));

export const PI: Real = real(HALF_PI_FIXED, 1 - REDUCTION_BITS);

/** e^x - 1 from its series, for |x| <= 1. */
function expm1Series(x: Real): Real {
  return x.significand === 0n ? ZERO : series(x, (n) => div(x, fromInteger(n + 1n)));
}

/**
 * Beyond this the result of everything exponential is out of any range, or indistinguishable from a limit.
 */
const FAR = fromInteger(20000n);

function bounded(x: Real): Real {
  if (magnitude(x) < 14) return x;
  return isNegative(x) ? neg(FAR) : FAR;
}

export function exp(x: Real): Real {
  const inside = bounded(x);
  const k = nearestInteger(div(inside, LN2));
  const r = sub(inside, mul(fromInteger(k), LN2));
  return shift(add(ONE, expm1Series(r)), Number(k));
}

export function expm1(x: Real): Real {
  return magnitude(x) < -1 ? expm1Series(x) : sub(exp(x), ONE);
}

/** Of x > 0: x = 2^k m with m near 1, and 2 atanh((m - 1) / (m + 1)). */
export function log(x: Real): Real {
  let k = magnitude(x);
  let m = shift(x, -k);
  if (magnitude(sub(m, ONE)) >= -1) {
    k += 1;
    m = shift(m, -1);
  }
  const difference = sub(m, ONE);
  const octaves = mul(fromInteger(BigInt(k)), LN2);
  if (difference.significand === 0n) return octaves;
  return add(octaves, mul(TWO, areaTangent(div(difference, add(m, ONE)), 1n)));
}

export function log1p(x: Real): Real {
  if (x.significand === 0n) return ZERO;
  if (magnitude(x) >= -2) return log(add(ONE, x));
  return mul(TWO, areaTangent(div(x, add(TWO, x)), 1n));
}

/** Cosine and sine, by exact reduction to |r| <= pi/4 and their series. */
function point(x: Real): readonly [cosine: Real, sine: Real] {
  if (x.significand === 0n) return [ONE, ZERO];
  let r = x;
  let turns = 0n;
  if (magnitude(x) >= -1) {
    const room = x.exponent + REDUCTION_BITS;
    const fixed = room >= 0 ? x.significand << BigInt(room) : x.significand >> BigInt(-room);
    // Division of integers cuts towards zero, so halves are added away from it.
    turns = (2n * fixed + (fixed < 0n ? -HALF_PI_FIXED : HALF_PI_FIXED)) / (2n * HALF_PI_FIXED);
    r = real(fixed - turns * HALF_PI_FIXED, -REDUCTION_BITS);
  }
  const square = neg(mul(r, r));
  const sine = series(r, (n) => div(square, fromInteger(2n * n * (2n * n + 1n))));
  const cosine = series(ONE, (n) => div(square, fromInteger((2n * n - 1n) * 2n * n)));
  switch (BigInt.asUintN(2, turns)) {
    case 0n:
      return [cosine, sine];
    case 1n:
      return [neg(sine), cosine];
    case 2n:
      return [neg(cosine), neg(sine)];
    default:
      return [sine, neg(cosine)];
  }
}

export function sin(x: Real): Real {
  return point(x)[1];
}

export function cos(x: Real): Real {
  return point(x)[0];
}

export function tan(x: Real): Real {
  const [cosine, sine] = point(x);
  return div(sine, cosine);
}

export function tanh(x: Real): Real {
  const doubled = expm1(mul(TWO, x));
  return div(doubled, add(doubled, TWO));
}

export function sigmoid(x: Real): Real {
  return div(ONE, add(ONE, exp(neg(x))));
}

export function softplus(x: Real): Real {
  return isNegative(x) ? log1p(exp(x)) : add(x, log1p(exp(neg(x))));
}

/** 2/sqrt(pi), as 2 e^(-log(pi)/2). */
const TWO_OVER_ROOT_PI = mul(TWO, exp(neg(shift(log(PI), -1))));

/** DLMF 7.6.2: a series of positive terms. From 16 on, erf is 1 to 110 digits. */
export function erf(x: Real): Real {
  if (x.significand === 0n) return ZERO;
  if (magnitude(x) >= 4) return isNegative(x) ? neg(ONE) : ONE;
  const square = mul(x, x);
  const sum = series(x, (n) => div(mul(TWO, square), fromInteger(2n * n + 1n)));
  return mul(mul(TWO_OVER_ROOT_PI, exp(neg(square))), sum);
}

/** DLMF 7.9.1: a continued fraction, whose terms that matter are the fewer the larger x is. */
export function erfc(x: Real): Real {
  if (isNegative(x) || magnitude(x) < 2) return sub(ONE, erf(x));
  const terms = Math.ceil(8000 / toNumber(square(x))) + 12;
  let fraction = x;
  for (let n = terms; n > 0; n--) fraction = add(x, div(shift(fromInteger(BigInt(n)), -1), fraction));
  return div(mul(shift(TWO_OVER_ROOT_PI, -1), exp(neg(square(x)))), fraction);
}

const ROOT_OF_HALF = shift(sqrt(TWO), -1);

export function normalCdf(x: Real): Real {
  return shift(erfc(neg(mul(x, ROOT_OF_HALF))), -1);
}

/** The exponentials cancel each other where they are cut. */
export function erfcx(x: Real): Real {
  return mul(exp(square(x)), erfc(x));
}

/** The density divided by the distribution function. */
function inverseMills(x: Real): Real {
  return div(normalDensity(x), normalCdf(x));
}

export function logNormalCdf(x: Real): Real {
  return isNegative(x) ? log(normalCdf(x)) : log1p(neg(normalCdf(neg(x))));
}

/** The inverse of it: a step of Newton's method, which doubles the digits of what the library has. */
export function normalLogQuantile(level: Real): Real {
  const start = fromNumber(startOfQuantile(double, toNumber(level)));
  return sub(start, div(sub(logNormalCdf(start), level), inverseMills(start)));
}

export function gelu(x: Real): Real {
  return mul(x, normalCdf(x));
}

function normalDensity(x: Real): Real {
  return mul(mul(shift(TWO_OVER_ROOT_PI, -1), ROOT_OF_HALF), exp(neg(shift(square(x), -1))));
}

const HALF_ROOT_PI = div(ONE, TWO_OVER_ROOT_PI);

/**
 * Where erf is x, |x| < 1: a step of Halley's method, which triples the digits of whatever it starts from. That may be the
 * library's own value, since an error there shows as one three times as many digits further on.
 */
export function erfinv(x: Real): Real {
  if (x.significand === 0n) return ZERO;
  const start = fromNumber(startOfErfinv(double, toNumber(x)));
  const error = mul(mul(sub(erf(start), x), HALF_ROOT_PI), exp(square(start)));
  return sub(start, div(error, add(ONE, mul(start, error))));
}

/** Arctangent: a quarter of the square of the root of 1 + x^2 less 1 (DLMF 4.24.15), three times, then the series. */
export function atan(x: Real): Real {
  if (x.significand === 0n) return ZERO;
  if (magnitude(x) >= 1) {
    const right = shift(PI, -1);
    return sub(isNegative(x) ? neg(right) : right, atan(div(ONE, x)));
  }
  let halved = x;
  for (let k = 0; k < 3; k++) halved = div(halved, add(ONE, sqrt(add(ONE, square(halved)))));
  return shift(areaTangent(halved, -1n), 3);
}

/** Of x > 0: by Newton's method from the number's own root. */
export function sqrt(x: Real): Real {
  if (x.significand === 0n) return ZERO;
  const k = magnitude(x) - (magnitude(x) & 1);
  const near = shift(x, -k);
  let root = fromNumber(Math.sqrt(toNumber(near)));
  for (let step = 0; step < 4; step++) root = shift(add(root, div(near, root)), -1);
  return shift(root, k / 2);
}

export function sinh(x: Real): Real {
  if (isNegative(x)) return neg(sinh(neg(x)));
  const u = expm1(x);
  return shift(add(u, div(u, add(u, ONE))), -1);
}

export function cosh(x: Real): Real {
  return shift(add(exp(x), exp(neg(x))), -1);
}

export function asin(x: Real): Real {
  return atan(div(x, sqrt(mul(sub(ONE, x), add(ONE, x)))));
}

export function acos(x: Real): Real {
  if (x.significand === 0n) return shift(PI, -1);
  const angle = atan(div(sqrt(mul(sub(ONE, x), add(ONE, x))), x));
  return isNegative(x) ? add(PI, angle) : angle;
}

export function asinh(x: Real): Real {
  if (isNegative(x)) return neg(asinh(neg(x)));
  return log1p(add(x, div(square(x), add(ONE, sqrt(add(ONE, square(x)))))));
}

export function acosh(x: Real): Real {
  const excess = sub(x, ONE);
  return log1p(add(excess, sqrt(mul(excess, add(excess, TWO)))));
}

export function atanh(x: Real): Real {
  if (isNegative(x)) return neg(atanh(neg(x)));
  return shift(log1p(div(shift(x, 1), sub(ONE, x))), -1);
}

export function silu(x: Real): Real {
  return mul(x, sigmoid(x));
}

const LN10 = log(fromInteger(10n));

export function exp2(x: Real): Real {
  return exp(mul(x, LN2));
}

export function log2(x: Real): Real {
  return div(log(x), LN2);
}

export function log10(x: Real): Real {
  return div(log(x), LN10);
}

export function cbrt(x: Real): Real {
  if (x.significand === 0n) return ZERO;
  if (isNegative(x)) return neg(cbrt(neg(x)));
  return exp(div(log(x), fromInteger(3n)));
}

/** Of 0 < x < 1. */
export function logit(x: Real): Real {
  if (magnitude(x) < -2) return log(div(x, sub(ONE, x)));
  return log1p(div(sub(shift(x, 1), ONE), sub(ONE, x)));
}

export function rsqrt(x: Real): Real {
  return div(ONE, sqrt(x));
}

/** Of x > 0, or x < 0 and an integer y. */
export function pow(x: Real, y: Real): Real {
  const size = exp(mul(y, log(abs(x))));
  return isNegative(x) && nearestInteger(y) % 2n !== 0n ? neg(size) : size;
}

/** sin(pi x) and cos(pi x), from what x is without the integer next to it. */
function halfTurns(x: Real): readonly [cosine: Real, sine: Real] {
  const turns = nearestInteger(x);
  const [cosine, sine] = point(mul(PI, sub(x, fromInteger(turns))));
  return turns % 2n === 0n ? [cosine, sine] : [neg(cosine), neg(sine)];
}

export function sinc(x: Real): Real {
  return x.significand === 0n ? ONE : div(halfTurns(x)[1], mul(PI, x));
}

/** cos(pi x) / x and sinc(x) / x, whose difference is its derivative. */
function slopeTermsOfSinc(x: Real): readonly [Real, Real] {
  return [div(halfTurns(x)[0], x), div(sinc(x), x)];
}

/** Near 0 from its series, Σ (-1)^k π^2k 2k x^(2k - 1) / (2k + 1)!. */
function slopeOfSinc(x: Real): Real {
  if (magnitude(x) >= -2) return sub(...slopeTermsOfSinc(x));
  const square = neg(mul(mul(PI, PI), mul(x, x)));
  const first = neg(div(mul(mul(PI, PI), x), fromInteger(3n)));
  return series(first, (n) => div(square, fromInteger(2n * n * (2n * n + 3n))));
}

/** The larger of them from 1/2 on, in size: the derivative has zeros there. */
export function termOfSlopeOfSinc(x: Real): Real {
  if (magnitude(x) < -1) return slopeOfSinc(x);
  return larger(slopeTermsOfSinc(x));
}

/** By name, for tables of functions of one number. */
export const elementary = {
  exp,
  expm1,
  log,
  log1p,
  sin,
  cos,
  tan,
  tanh,
  sigmoid,
  softplus,
  erf,
  erfinv,
  atan,
  sinh,
  cosh,
  silu,
  rsqrt,
  asin,
  acos,
  asinh,
  acosh,
  atanh,
  exp2,
  log2,
  log10,
  cbrt,
  erfc,
  normalCdf,
  gelu,
  erfcx,
  logNormalCdf,
  logit,
  sinc,
} as const;

function square(x: Real): Real {
  return mul(x, x);
}

function sigmoidSlope(x: Real): Real {
  return mul(sigmoid(x), sigmoid(neg(x)));
}

function slopeTermsOfSilu(x: Real): readonly [Real, Real] {
  return [sigmoid(x), mul(x, sigmoidSlope(x))];
}

function slopeTermsOfGelu(x: Real): readonly [Real, Real] {
  return [normalCdf(x), mul(x, normalDensity(x))];
}

/** The larger of two terms, in size. */
function larger([first, second]: readonly [Real, Real]): Real {
  const [a, b] = [abs(first), abs(second)];
  return isNegative(sub(a, b)) ? b : a;
}

/** The larger terms of slopes that have zeros below 0. */
export const termOfSlopeOfSilu = (x: Real): Real => larger(slopeTermsOfSilu(x));
export const termOfSlopeOfGelu = (x: Real): Real => larger(slopeTermsOfGelu(x));

/** Their derivatives, by the textbook's formulas where nothing cancels in them. */
export const slopes: Readonly<Record<keyof typeof elementary, (x: Real) => Real>> = {
  exp,
  expm1: exp,
  log: (x) => div(ONE, x),
  log1p: (x) => div(ONE, add(ONE, x)),
  sin: cos,
  cos: (x) => neg(sin(x)),
  tan: (x) => div(ONE, square(cos(x))),
  tanh: (x) => mul(fromInteger(4n), sigmoidSlope(mul(TWO, x))),
  sigmoid: sigmoidSlope,
  softplus: sigmoid,
  erf: (x) => mul(TWO_OVER_ROOT_PI, exp(neg(square(x)))),
  atan: (x) => div(ONE, add(ONE, square(x))),
  sinh: cosh,
  cosh: sinh,
  silu: (x) => add(...slopeTermsOfSilu(x)),
  asin: (x) => rsqrt(mul(sub(ONE, x), add(ONE, x))),
  acos: (x) => neg(rsqrt(mul(sub(ONE, x), add(ONE, x)))),
  asinh: (x) => rsqrt(add(ONE, square(x))),
  acosh: (x) => rsqrt(mul(sub(x, ONE), add(x, ONE))),
  atanh: (x) => div(ONE, mul(sub(ONE, x), add(ONE, x))),
  rsqrt: (x) => neg(shift(div(rsqrt(x), x), -1)),
  exp2: (x) => mul(LN2, exp2(x)),
  log2: (x) => div(ONE, mul(x, LN2)),
  log10: (x) => div(ONE, mul(x, LN10)),
  cbrt: (x) => div(cbrt(x), mul(fromInteger(3n), x)),
  erfc: (x) => neg(mul(TWO_OVER_ROOT_PI, exp(neg(square(x))))),
  normalCdf: normalDensity,
  gelu: (x) => add(...slopeTermsOfGelu(x)),
  erfcx: (x) => sub(mul(shift(x, 1), erfcx(x)), TWO_OVER_ROOT_PI),
  logNormalCdf: inverseMills,
  logit: (x) => div(ONE, mul(x, sub(ONE, x))),
  erfinv: (x) => mul(HALF_ROOT_PI, exp(square(erfinv(x)))),
  sinc: slopeOfSinc,
};

/** Of x^y with respect to x, and to y. */
export const powSlopes: readonly ((x: Real, y: Real) => Real)[] = [
  (x, y) => mul(y, div(pow(x, y), x)),
  (x, y) => mul(pow(x, y), log(x)),
];

/** A reference as a function of the exact value of a number. */
export function ofNumber(f: (x: Real) => Real): (x: number) => Real {
  return (x) => f(fromNumber(x));
}
