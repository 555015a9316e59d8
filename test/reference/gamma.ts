import { cos, exp, log, PI, sin } from "./elementary.ts";
import {
  abs,
  add,
  div,
  fromInteger,
  isNegative,
  magnitude,
  mul,
  nearestInteger,
  neg,
  PRECISION,
  type Real,
  sub,
  toNumber,
  ZERO,
} from "./real.ts";

/**
 * The logarithm of the gamma function and its derivatives, from Stirling's series with exact Bernoulli numbers, far out, where it gives
 * 50 digits and more; from there by recurrence and, below 1/2, by reflection.
 */

const ONE = fromInteger(1n);
const HALF = div(ONE, fromInteger(2n));

const LOG_PI = log(PI);
const HALF_LOG_2_PI = mul(HALF, log(mul(PI, fromInteger(2n))));

/** From here on the series has terms below 2^-224. */
const FAR = 32;

interface Fraction {
  readonly top: bigint;
  readonly bottom: bigint;
}

/** B_2k for k = 1, 2, ... from Σ binomial(n + 1, j) B_j = 0, DLMF 24.5.3. */
function bernoulliNumbers(count: number): Real[] {
  const all: Fraction[] = [{ top: 1n, bottom: 1n }];
  for (let n = 1; n <= 2 * count; n++) {
    let sum: Fraction = { top: 0n, bottom: 1n };
    let binomial = 1n;
    for (const [j, { top, bottom }] of all.entries()) {
      sum = { top: sum.top * bottom + binomial * top * sum.bottom, bottom: sum.bottom * bottom };
      const common = divisor(sum.top, sum.bottom);
      sum = { top: sum.top / common, bottom: sum.bottom / common };
      binomial = (binomial * BigInt(n + 1 - j)) / BigInt(j + 1);
    }
    all.push({ top: -sum.top, bottom: sum.bottom * BigInt(n + 1) });
  }
  return Array.from({ length: count }, (_, k) => {
    const { top, bottom } = all[2 * k + 2] as Fraction;
    return div(fromInteger(top), fromInteger(bottom));
  });
}

function divisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x === 0n ? 1n : x;
}

let cached: readonly Real[] | null = null;

/** Σ coefficient(k) B_2k / x^2k, k = 1, 2, ..., as far as terms are larger than what is cut off. */
function asymptotic(x: Real, coefficient: (k: bigint) => Real): Real {
  cached ??= bernoulliNumbers(60);
  const inverse = div(ONE, mul(x, x));
  let power = ONE;
  let sum = ZERO;
  for (const [k, number] of cached.entries()) {
    power = mul(power, inverse);
    const term = mul(mul(number, coefficient(BigInt(k + 1))), power);
    sum = add(sum, term);
    if (magnitude(term) < -PRECISION) break;
  }
  return sum;
}

/** The number of steps to where the series is used. */
function stepsTo(x: Real): number {
  return magnitude(x) > 10 ? 0 : Math.max(0, Math.ceil(FAR - toNumber(x)));
}

/** Of x >= 1/2. */
function lgammaOfPositive(x: Real): Real {
  let y = x;
  let product = ONE;
  for (let k = stepsTo(x); k > 0; k--) {
    product = mul(product, y);
    y = add(y, ONE);
  }
  const series = mul(
    y,
    asymptotic(y, (k) => div(ONE, fromInteger(2n * k * (2n * k - 1n)))),
  );
  const value = add(add(sub(mul(sub(y, HALF), log(y)), y), HALF_LOG_2_PI), series);
  return sub(value, log(product));
}

/** x without the integer next to it. */
function fromNearest(x: Real): Real {
  return sub(x, fromInteger(nearestInteger(x)));
}

/** ln |Γ(1 - x)| and ln |sin(πx)|, which with ln π make ln |Γ(x)| below 1/2: DLMF 5.5.3. */
function reflected(x: Real): readonly [Real, Real] {
  return [lgammaOfPositive(sub(ONE, x)), log(abs(sin(mul(PI, fromNearest(x)))))];
}

/** Whether x is below 1/2. */
function isBelowHalf(x: Real): boolean {
  return isNegative(sub(x, HALF));
}

export function lgamma(x: Real): Real {
  if (!isBelowHalf(x)) return lgammaOfPositive(x);
  const [other, sine] = reflected(x);
  return sub(sub(LOG_PI, sine), other);
}

/** The largest term of the reflection below -1/2, in size. */
export function termOfLgamma(x: Real): Real {
  if (!isBelowHalf(add(x, ONE))) return lgamma(x);
  const [other, sine] = reflected(x);
  return largest(LOG_PI, sine, other);
}

function largest(...values: readonly Real[]): Real {
  return values.map(abs).reduce((most, each) => (isNegative(sub(most, each)) ? each : most));
}

/** ln (Γ(x) Γ(y) / Γ(x + y)) of x and y above 0: digits are lost where both are large. */
export function lbeta(x: Real, y: Real): Real {
  return sub(add(lgamma(x), lgamma(y)), lgamma(add(x, y)));
}

/** In units of what its errors are near zeros, which lie on a curve through (1, 1): half of the distance from there, but 1/8 at most. */
export function unitOfLbeta(x: Real, y: Real): Real {
  const half = mul(HALF, largest(sub(x, ONE), sub(y, ONE)));
  const most = mul(HALF, mul(HALF, HALF));
  return isNegative(sub(half, most)) ? half : most;
}

/** Γ(x) Γ(y) / Γ(x + y) of x and y above 0. */
export function beta(x: Real, y: Real): Real {
  return exp(lbeta(x, y));
}

/** ψ⁽ⁿ⁾(x + h) - ψ⁽ⁿ⁾(x): digits are lost where h is short. */
export function polygammaStep(n: number, x: Real, h: Real): Real {
  return sub(polygamma(n, add(x, h)), polygamma(n, x));
}

/** The derivatives of {@link beta} and {@link lbeta}. */
export const betaSlopes: readonly ((x: Real, y: Real) => Real)[] = [
  (x, y) => neg(mul(beta(x, y), polygammaStep(0, x, y))),
  (x, y) => neg(mul(beta(x, y), polygammaStep(0, y, x))),
];
export const lbetaSlopes: readonly ((x: Real, y: Real) => Real)[] = [
  (x, y) => neg(polygammaStep(0, x, y)),
  (x, y) => neg(polygammaStep(0, y, x)),
];

/** The n-th derivative of ψ at x >= 1/2. */
function polygammaOfPositive(n: number, x: Real): Real {
  const s = BigInt(n + 1);
  let y = x;
  let steps = ZERO;
  for (let k = stepsTo(x); k > 0; k--) {
    steps = add(steps, div(ONE, power(y, n + 1)));
    y = add(y, ONE);
  }
  if (n === 0) {
    const series = asymptotic(y, (k) => div(ONE, fromInteger(2n * k)));
    return sub(sub(sub(log(y), div(HALF, y)), series), steps);
  }
  // Of Σ 1 / (y + k)^s, DLMF 25.11.28: y^-n (1/n + 1/(2y) + ...), in the factors s (s + 1) ... (s + 2k - 2) / (2k)!.
  let factor = ONE;
  const series = asymptotic(y, (k) => {
    const last = 2n * k;
    const more = k === 1n ? s : (s + last - 3n) * (s + last - 2n);
    factor = div(mul(factor, fromInteger(more)), fromInteger((last - 1n) * last));
    return factor;
  });
  const shares = add(add(div(ONE, fromInteger(BigInt(n))), div(HALF, y)), series);
  const sum = add(steps, div(shares, power(y, n)));
  return mul(sum, factorOf(n));
}

/** (-1)^(n + 1) n! */
function factorOf(n: number): Real {
  let factorial = n % 2 === 0 ? -1n : 1n;
  for (let k = 2n; k <= BigInt(n); k++) factorial *= k;
  return fromInteger(factorial);
}

function power(x: Real, e: number): Real {
  let result = ONE;
  for (let k = 0; k < e; k++) result = mul(result, x);
  return result;
}

/** ± ψ^(n)(1 - x) and the n-th derivative of -π cot(πx), whose sum is ψ^(n)(x): DLMF 5.5.4. */
function reflectedPolygamma(n: number, x: Real): readonly [Real, Real] {
  const other = polygammaOfPositive(n, sub(ONE, x));
  const angle = mul(PI, fromNearest(x));
  const [cosine, sine] = [cos(angle), sin(angle)];
  const cotangents: readonly Real[] = [
    neg(cosine),
    ONE,
    mul(fromInteger(-2n), cosine),
    add(fromInteger(2n), mul(fromInteger(4n), mul(cosine, cosine))),
  ];
  const cotangent = mul(cotangents[n] as Real, power(div(PI, sine), n + 1));
  return [n % 2 === 0 ? other : neg(other), cotangent];
}

/** The n-th derivative of ψ, n <= 3. */
export function polygamma(n: number, x: Real): Real {
  return isBelowHalf(x) ? add(...reflectedPolygamma(n, x)) : polygammaOfPositive(n, x);
}

/** The larger term of the reflection below 0, in size. */
export function termOfPolygamma(n: number, x: Real): Real {
  return isNegative(x) ? largest(...reflectedPolygamma(n, x)) : polygamma(n, x);
}

export function digamma(x: Real): Real {
  return polygamma(0, x);
}

export function trigamma(x: Real): Real {
  return polygamma(1, x);
}
