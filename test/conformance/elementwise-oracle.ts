import type { DType } from "../../packages/autograd/src/shape/dtype.ts";
import { bessel, scaledBessel, slopeOfI0e, slopeOfI1e } from "../reference/bessel.ts";
import { geluTanh } from "../reference/compositions.ts";
import { elementary, normalLogQuantile, PI, slopes } from "../reference/elementary.ts";
import * as reference from "../reference/gamma.ts";
import { add, div, fromInteger, fromNumber, mul, neg, type Real, sub, toNumber } from "../reference/real.ts";
import type { Oracle } from "./dense.ts";

/** Elementwise operations in JavaScript's own arithmetic. Comparisons are its own operators. */
const exact: Readonly<Record<string, (a: number, b: number, c: number) => number>> = {
  identity: (a) => a,
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  neg: (a) => -a,
  square: (a) => a * a,
  reciprocal: (a) => 1 / a,
  abs: Math.abs,
  sign: Math.sign,
  maximum: (a, b) => Math.max(a, b),
  minimum: (a, b) => Math.min(a, b),
  strongDiv: (a, b) => (a === 0 || Math.abs(b) === Infinity ? 0 : a / b),
  strongMul: (a, b) => (a === 0 || b === 0 ? 0 : a * b),
  floor: Math.floor,
  ceil: Math.ceil,
  round: (x) => (Math.abs(x % 1) === 0.5 ? 2 * Math.round(x / 2) : Math.sign(x) * Math.round(Math.abs(x))),
  sqrt: Math.sqrt,
  relu: (x) => (x < 0 ? 0 : Number.isNaN(x) ? x : Math.max(x, 0)),
  where: (condition, a, b) => (condition === 0 ? b : a),
  clip: (x, low, high) => Math.min(Math.max(x, low), high),
  equal: (a, b) => Number(a === b),
  notEqual: (a, b) => Number(a !== b),
  less: (a, b) => Number(a < b),
  lessEqual: (a, b) => Number(a <= b),
  greater: (a, b) => Number(a > b),
  greaterEqual: (a, b) => Number(a >= b),
  logicalAnd: (a, b) => Number(a !== 0 && b !== 0),
  logicalOr: (a, b) => Number(a !== 0 || b !== 0),
  logicalXor: (a, b) => Number((a !== 0) !== (b !== 0)),
  logicalNot: (a) => Number(!a),
  threefryHigh: (a, b, c) => threefryWords(a, b, c)[0],
  threefryLow: (a, b, c) => threefryWords(a, b, c)[1],
  threefryBits: (a, b, c) => threefryWords(a, b, c)[0] ^ threefryWords(a, b, c)[1],
  bitwiseAnd: (a, b) => a & b,
  bitwiseOr: (a, b) => a | b,
  bitwiseXor: (a, b) => a ^ b,
  bitwiseNot: (a) => ~a,
  leftShift: (a, b) => (b < 0 || b > 31 ? 0 : a << b),
  rightShift: (a, b) => (b < 0 || b > 31 ? (a < 0 ? -1 : 0) : a >> b),
  unsignedRightShift: (a, b) => (b < 0 || b > 31 ? 0 : (a >>> b) | 0),
};

/** Products of integers that a float64 cannot hold. */
const integral: Readonly<Record<string, (a: number, b: number) => number>> = {
  mul: (a, b) => Number(BigInt.asIntN(32, BigInt(a) * BigInt(b))),
  square: (a) => Number(BigInt.asIntN(32, BigInt(a) * BigInt(a))),
};

/** Good to a few units of the last place, as JavaScript engines are; `scalar` has the high-precision tests. */
const close: Readonly<Record<string, (a: number, b: number) => number>> = {
  // Where JavaScript departs from C99: 1 to any power is 1.
  pow: (a, b) => (a === 1 ? 1 : a ** b),
  powSlope: (a, b) => (b === 0 ? 0 : b * (a === 1 || b === 1 ? 1 : a ** (b - 1))),
  exp: Math.exp,
  expm1: Math.expm1,
  log: Math.log,
  log1p: Math.log1p,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  tanh: Math.tanh,
  atan: Math.atan,
  asin: Math.asin,
  acos: Math.acos,
  asinh: Math.asinh,
  acosh: Math.acosh,
  atanh: Math.atanh,
  atan2: Math.atan2,
  hypot: (a, b) => Math.hypot(a, b),
  hypotSlope: (a, b) => a / Math.hypot(a, b),
  sinh: Math.sinh,
  cosh: Math.cosh,
  siluSlope: (x) => {
    const share = 1 / (1 + Math.exp(-x));
    return x === -Infinity ? -0 : share * (1 + (share === 1 ? 0 : x * (1 - share)));
  },
  silu: (x) => (x === -Infinity ? -0 : x / (1 + Math.exp(-x))),
  rsqrt: (x) => 1 / Math.sqrt(x),
  logaddexp: (a, b) =>
    Math.max(a, b) + (Math.abs(a) === Infinity && a === b ? 0 : Math.log1p(Math.exp(-Math.abs(a - b)))),
  tanhSlope: (x) => 1 / Math.cosh(x) ** 2,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  halfTanh: (x) => Math.tanh(x / 2),
  sigmoidSlope: (x) => 1 / (2 + 2 * Math.cosh(x)),
  softplus: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  erf: (x) => errorFunction(x),
  erfinv: (x) => inverseErrorFunction(x),
  erfinvSlope: (x) => (Math.sqrt(Math.PI) / 2) * Math.exp(inverseErrorFunction(x) ** 2),
  erfSlope: (x) => (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x),
  exp2: (x) => 2 ** x,
  log2: Math.log2,
  log10: Math.log10,
  cbrt: Math.cbrt,
  logit: (x) => (x < 0.25 || x > 0.75 ? Math.log(x / (1 - x)) : 2 * Math.atanh(2 * x - 1)),
  asinSlope: (x) => 1 / Math.sqrt((1 - x) * (1 + x)),
  atanhSlope: (x) => 1 / ((1 - x) * (1 + x)),
  logitSlope: (x) => 1 / (x * (1 - x)),
  erfc: complement,
  normalCdf: normalDistribution,
  normalDensity: (x) => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI),
  gelu: (x) => (x === -Infinity ? -0 : x * normalDistribution(x)),
  geluSlope: (x) =>
    Math.abs(x) === Infinity
      ? normalDistribution(x) * Math.sign(x)
      : normalDistribution(x) + (x * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI),
  erfcx: rounded(elementary.erfcx, Number.isFinite, (x) => Math.max(-x, 0)),
  erfcxSlope: rounded(slopes.erfcx, Number.isFinite, (x) => (x > 0 ? -0 : x)),
  logNormalCdf: rounded(elementary.logNormalCdf, isModerate, (x) =>
    x < 0 ? x * Math.abs(x / 2) : x > 0 ? -0 : x,
  ),
  inverseMills: rounded(slopes.logNormalCdf, isModerate, (x) => Math.max(-x, 0)),
  inverseMillsGap: rounded(
    (x) => add(x, slopes.logNormalCdf(x)),
    isModerate,
    (x) => (x < 0 ? -1 / x : x),
  ),
  lgamma: rounded(reference.lgamma, isNoPole, (x) => (Number.isNaN(x) ? x : Infinity)),
  digamma: rounded(reference.digamma, isNoPole, (x) => atEndOfPolygamma(0, x)),
  trigamma: rounded(reference.trigamma, isNoPole, (x) => atEndOfPolygamma(1, x)),
  sinc: rounded(elementary.sinc, isNumberButZero, (x) => (x === 0 ? 1 : zeroAtEnds(x))),
  sincDerivative1: rounded(slopes.sinc, isNumberButZero, zeroAtEnds),
  sincDerivative2: rounded(secondSlopeOfSinc, isNumberButZero, (x) =>
    x === 0 ? -(Math.PI ** 2) / 3 : zeroAtEnds(x),
  ),
  geluTanh: rounded(geluTanh.value, isModerate, (x) => (x === -Infinity ? -0 : x)),
  geluTanhSlope: rounded(geluTanh.slope, isModerate, (x) => (x < 0 ? -0 : x > 0 ? 1 : x)),
  i0: rounded((x) => bessel(0, x), isBelow(1000), Math.abs),
  i1: rounded(
    (x) => bessel(1, x),
    isBelow(1000),
    (x) => x,
  ),
  i2: rounded((x) => bessel(2, x), isBelow(1000), Math.abs),
  i0e: rounded((x) => scaledBessel(0, x), Number.isFinite, zeroAtEnds),
  i1e: rounded((x) => scaledBessel(1, x), Number.isFinite, zeroAtEnds),
  i2e: rounded((x) => scaledBessel(2, x), Number.isFinite, zeroAtEnds),
  i0eSlope: rounded(slopeOfI0e, isNumberButZero, zeroAtEnds),
  i1eSlope: rounded(slopeOfI1e, isNumberButZero, (x) => (x === 0 ? 0.5 : zeroAtEnds(x))),
  normalLogQuantile: rounded(normalLogQuantile, Number.isFinite, (x) => x),
  beta: ofTwo(reference.beta, (a, b) => {
    if (!(Math.min(a, b) >= 0 && Math.max(a, b) < Infinity)) return NaN;
    if (a === 0 || b === 0) return Infinity;
    return Math.min(a, b) > 2000 ? 0 : null;
  }),
  lbeta: ofTwo(reference.lbeta, (a, b) => {
    if (!(Math.min(a, b) >= 0 && Math.max(a, b) < Infinity)) return NaN;
    if (a === 0 || b === 0) return Infinity;
    return Math.min(a, b) > 1e50 ? -(a * Math.log1p(b / a) + b * Math.log1p(a / b)) : null;
  }),
  digammaStep: stepOfPolygamma(0),
  trigammaStep: stepOfPolygamma(1),
  polygamma2: rounded(
    (x) => reference.polygamma(2, x),
    isNoPole,
    (x) => atEndOfPolygamma(2, x),
  ),
};

/** The high-precision reference, where it is one; each value once, since laws ask for them again and again. */
function rounded(
  exact: (x: Real) => Real,
  isIn: (x: number) => boolean,
  otherwise: (x: number) => number,
): (x: number) => number {
  const known = new Map<number, number>();
  return (x) => {
    if (!isIn(x)) return otherwise(x);
    const value = known.get(x) ?? toNumber(exact(fromNumber(x)));
    known.set(x, value);
    return value;
  };
}

/** The same of two numbers, but for where it is known without. */
function ofTwo(
  exact: (x: Real, y: Real) => Real,
  known: (x: number, y: number) => number | null,
): (x: number, y: number) => number {
  return (x, y) => known(x, y) ?? toNumber(exact(fromNumber(x), fromNumber(y)));
}

/** ψ⁽ⁿ⁾(x + h) - ψ⁽ⁿ⁾(x). */
function stepOfPolygamma(n: number): (x: number, h: number) => number {
  return ofTwo(
    (x, h) => reference.polygammaStep(n, x, h),
    (x, h) => {
      if (!(Math.min(x, h) >= 0 && Math.max(x, h) < Infinity)) return NaN;
      if (x === 0) return n % 2 === 0 ? Infinity : -Infinity;
      // Of steps this short the difference has no digits.
      return h < x * 1e-15 ? h * toNumber(reference.polygamma(n + 1, fromNumber(x))) : null;
    },
  );
}

function isNumberButZero(x: number): boolean {
  return Number.isFinite(x) && x !== 0;
}

function isBelow(limit: number): (x: number) => boolean {
  return (x) => Math.abs(x) < limit;
}

function zeroAtEnds(x: number): number {
  return Number.isNaN(x) ? x : 0;
}

/** From the differential equation, π x (x f)″ = -π³ x² f. */
function secondSlopeOfSinc(x: Real): Real {
  const curvature = mul(neg(mul(PI, PI)), elementary.sinc(x));
  return sub(curvature, div(mul(fromInteger(2n), slopes.sinc(x)), x));
}

function isNoPole(x: number): boolean {
  return Number.isFinite(x) && (x > 0 || !Number.isInteger(x));
}

/** Where the reference of an exponential of the square is not cut. */
function isModerate(x: number): boolean {
  return Math.abs(x) < 128;
}

function atEndOfPolygamma(n: number, x: number): number {
  if (Number.isNaN(x) || x === -Infinity) return NaN;
  if (x === Infinity) return n === 0 ? Infinity : n === 1 ? 0 : -0;
  if (n % 2 === 1) return Infinity;
  return x === 0 ? -1 / x : NaN;
}

/** Threefry-2x32 of (0, c), in integers of any size, round by round as the paper has it. */
function threefryWords(k0: number, k1: number, c: number): readonly [number, number] {
  const word = (x: bigint): bigint => BigInt.asUintN(32, x);
  const key = [word(BigInt(k0)), word(BigInt(k1))];
  key.push((key[0] as bigint) ^ (key[1] as bigint) ^ 0x1bd11bdan);
  let x = key[0] as bigint;
  let y = word(BigInt(c) + (key[1] as bigint));
  for (const [round, bits] of [13n, 15n, 26n, 6n, 17n, 29n, 16n, 24n]
    .concat([13n, 15n, 26n, 6n, 17n, 29n, 16n, 24n], [13n, 15n, 26n, 6n])
    .entries()) {
    x = word(x + y);
    y = (word(y << bits) | (y >> (32n - bits))) ^ x;
    if (round % 4 < 3) continue;
    const group = (round + 1) / 4;
    x = word(x + (key[group % 3] as bigint));
    y = word(y + (key[(group + 1) % 3] as bigint) + BigInt(group));
  }
  return [Number(BigInt.asIntN(32, x)), Number(BigInt.asIntN(32, y))];
}

/** DLMF 7.6.2: all terms have one sign, so that nothing cancels. */
function errorFunction(x: number): number {
  if (Number.isNaN(x)) return x;
  if (Math.abs(x) > 6) return Math.sign(x);
  let term = x;
  let total = x;
  for (let n = 1; n < 200; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    total += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * total;
}

/** DLMF 7.9.1 where the error function is near 1. */
function complement(x: number): number {
  if (!(x > 0.5)) return 1 - errorFunction(x);
  let fraction = x;
  for (let n = 800; n > 0; n--) fraction = x + n / 2 / fraction;
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction;
}

function normalDistribution(x: number): number {
  return complement(-x / Math.SQRT2) / 2;
}

/** By Newton's method; near 1, where erf keeps no digits of its complement, only to some. */
function inverseErrorFunction(x: number): number {
  if (!(Math.abs(x) < 1)) return Math.abs(x) === 1 ? x * Infinity : NaN;
  let y = x;
  for (let n = 0; n < 100; n++) y += ((x - errorFunction(y)) * Math.sqrt(Math.PI) * Math.exp(y * y)) / 2;
  return Math.abs(x) > 0.95 ? 5.8635847487551676 * Math.sign(x) : y;
}

function elementwise(
  ulps: number,
  f: (a: number, b: number, c: number) => number,
  whole: (a: number, b: number, c: number) => number = f,
): Oracle {
  return {
    ulps,
    compute: (inputs) => {
      const rank = Math.max(...inputs.map(({ shape }) => shape.length));
      const shape = Array.from({ length: rank }, (_, axis) => {
        const sizes = inputs.map((input) => input.shape[axis - rank + input.shape.length] ?? 1);
        return sizes.find((size) => size !== 1) ?? 1;
      });
      const count = shape.reduce((a, b) => a * b, 1);
      const data = Array.from({ length: count }, (_, i) => {
        const [a, b, c] = inputs.map((input) => input.data[source(i, shape, input.shape)] as number);
        return (inputs[0]?.dtype === "int32" ? whole : f)(a as number, b as number, c as number);
      });
      return { shape, data };
    },
  };
}

/** Where element `i` of a result is read from an operand that broadcasts to it. */
function source(i: number, to: readonly number[], from: readonly number[]): number {
  let rest = i;
  let position = 0;
  let stride = 1;
  for (let axis = 1; axis <= to.length; axis++) {
    const size = to[to.length - axis] as number;
    const own = from[from.length - axis] ?? 1;
    if (own !== 1) position += (rest % size) * stride;
    stride *= own;
    rest = Math.floor(rest / size);
  }
  return position;
}

const cast: Oracle = {
  ulps: 0,
  compute: ([x], { dtype }) => ({
    shape: x?.shape ?? [],
    data: (x?.data ?? []).map((value) => converted(value, dtype as DType)),
  }),
};

function converted(x: number, dtype: DType): number {
  if (dtype === "bool") return Number(x !== 0);
  if (dtype === "float32") return Math.fround(x);
  if (dtype === "float64") return x;
  const whole = Number.isNaN(x) ? 0 : x < 0 ? Math.ceil(x) : Math.floor(x);
  return Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, whole)) + 0;
}

export const elementwiseOracles: Readonly<Record<string, Oracle>> = {
  ...mapped(exact, (f, name) => elementwise(0, f, integral[name])),
  ...mapped(close, (f) => elementwise(8, f)),
  cast,
};

function mapped<A, B>(record: Readonly<Record<string, A>>, f: (a: A, name: string) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, f(value, name)]));
}
