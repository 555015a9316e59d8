/**
 * Real numbers to some 60 decimal digits, in plain integers: the arithmetic of the references that the
 * library's own functions are measured against. It shares nothing with them. Slow and obvious on purpose.
 */

/** Bits that every operation keeps. */
export const PRECISION = 224;

/** significand * 2^exponent, cut to {@link PRECISION} bits. Zero is 0 * 2^0. */
export interface Real {
  readonly significand: bigint;
  readonly exponent: number;
}

export const ZERO: Real = { significand: 0n, exponent: 0 };

const view = new DataView(new ArrayBuffer(8));

/** Number of bits of a magnitude. */
export function bitLength(n: bigint): number {
  view.setFloat64(0, Number(n));
  const high = view.getUint32(0);
  const field = (high >>> 20) & 0x7ff;
  // The fast way, unless the conversion may have rounded up to a power of two, or overflowed.
  if (((high & 0xfffff) !== 0 || view.getUint32(4) !== 0) && field !== 0x7ff) return field - 1022;
  const digits = (n < 0n ? -n : n).toString(16);
  return n === 0n ? 0 : 4 * digits.length - Math.clz32(Number.parseInt(digits[0]!, 16)) + 28;
}

/** Cuts to {@link PRECISION} bits, towards minus infinity. */
export function real(significand: bigint, exponent: number): Real {
  if (significand === 0n) return ZERO;
  const surplus = bitLength(significand) - PRECISION;
  if (surplus <= 0) return { significand, exponent };
  return { significand: significand >> BigInt(surplus), exponent: exponent + surplus };
}

/** The exact value of a finite number. */
export function fromNumber(x: number): Real {
  if (!Number.isFinite(x)) throw new RangeError(`fromNumber: ${x} is not finite`);
  view.setFloat64(0, x);
  const bits = view.getBigUint64(0);
  const field = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const significand = field === 0 ? fraction : fraction | 0x10000000000000n;
  return real(bits >> 63n === 1n ? -significand : significand, Math.max(field, 1) - 1075);
}

/**
 * For numbers within the range of `number`; never rounded twice, but not correctly rounded either. For
 * looking, not judging.
 */
export function toNumber(x: Real): number {
  const surplus = Math.max(bitLength(x.significand) - 64, 0);
  const leading = Number(x.significand >> BigInt(surplus));
  const exponent = x.exponent + surplus;
  const half = Math.trunc(exponent / 2);
  return leading * 2 ** half * 2 ** (exponent - half);
}

/** The k of 2^k <= |x| < 2^(k+1). */
export function magnitude(x: Real): number {
  return x.significand === 0n ? -Infinity : bitLength(x.significand) - 1 + x.exponent;
}

export function isNegative(x: Real): boolean {
  return x.significand < 0n;
}

export function neg(x: Real): Real {
  return { significand: -x.significand, exponent: x.exponent };
}

export function abs(x: Real): Real {
  return isNegative(x) ? neg(x) : x;
}

/** x * 2^k, exactly. */
export function shift(x: Real, k: number): Real {
  return x.significand === 0n ? ZERO : { significand: x.significand, exponent: x.exponent + k };
}

export function add(x: Real, y: Real): Real {
  if (x.significand === 0n) return y;
  if (y.significand === 0n) return x;
  const [big, small] = x.exponent >= y.exponent ? [x, y] : [y, x];
  const distance = big.exponent - small.exponent;
  // What lies this far below cannot be seen, and shifting a whole exponent range up would take long.
  if (distance > 4 * PRECISION && magnitude(big) - magnitude(small) > 2 * PRECISION) return big;
  return real((big.significand << BigInt(distance)) + small.significand, small.exponent);
}

export function sub(x: Real, y: Real): Real {
  return add(x, neg(y));
}

export function mul(x: Real, y: Real): Real {
  return real(x.significand * y.significand, x.exponent + y.exponent);
}

export function div(x: Real, y: Real): Real {
  if (y.significand === 0n) throw new RangeError("div: division by zero");
  const room = Math.max(PRECISION + 2 + bitLength(y.significand) - bitLength(x.significand), 0);
  return real((x.significand << BigInt(room)) / y.significand, x.exponent - y.exponent - room);
}

/** The integer next to x. */
export function nearestInteger(x: Real): bigint {
  if (x.exponent >= 0) return x.significand << BigInt(x.exponent);
  const down = BigInt(-x.exponent);
  return (x.significand + (1n << (down - 1n))) >> down;
}

export function fromInteger(n: bigint): Real {
  return real(n, 0);
}

/** Decimal digits after the point, cut. */
export function toDecimal(x: Real, digits: number): string {
  const scaled = (abs(x).significand * 10n ** BigInt(digits)) << BigInt(Math.max(x.exponent, 0));
  const text = (scaled >> BigInt(Math.max(-x.exponent, 0))).toString().padStart(digits + 1, "0");
  return `${isNegative(x) ? "-" : ""}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
