/**
 * Angles too large for {@link Lane} arithmetic, in exact integers: fixed point with FRACTION bits after the
 * point. The results are correctly rounded for all practical purposes. Slow, some microseconds, and rarely
 * needed.
 */

/** Bits of pi: 1024 for the exponent of the largest angle, the others for what its reduction cancels. */
const PI_BITS = 1400n;

/** The nearest that a float64 comes to a multiple of pi/2 is 2^-61 (Kahan), which leaves 160 bits of it. */
const FRACTION = 224n;

/** arctan(1 / n) = 1/n - 1/(3 n^3) + 1/(5 n^5) - ..., DLMF 4.24.3. */
function arctanOfInverse(n: bigint, bits: bigint): bigint {
  let power = (1n << bits) / n;
  let sum = 0n;
  for (let i = 1n; power !== 0n; i += 2n) {
    sum += i % 4n === 1n ? power / i : -(power / i);
    power /= n * n;
  }
  return sum;
}

let cachedHalfPi = 0n;

/** pi/2 with PI_BITS after the point, by Machin's formula (1706). */
function halfPi(): bigint {
  if (cachedHalfPi === 0n) {
    const guard = 16n;
    const bits = PI_BITS + guard;
    cachedHalfPi = (8n * arctanOfInverse(5n, bits) - 2n * arctanOfInverse(239n, bits)) >> guard;
  }
  return cachedHalfPi;
}

const cell = new DataView(new ArrayBuffer(8));

/** A finite float64, at least 1 in magnitude, with PI_BITS after the point. */
function fixed(x: number): bigint {
  cell.setFloat64(0, x);
  const bits = cell.getBigUint64(0);
  const significand = (bits & 0xfffffffffffffn) | 0x10000000000000n;
  const magnitude = significand << (((bits >> 52n) & 0x7ffn) - 1075n + PI_BITS);
  return bits >> 63n === 1n ? -magnitude : magnitude;
}

/** The sum of the terms whose ratios are -z / (n (n + 1)), n = start, start + 2, ... */
function alternating(first: bigint, z: bigint, start: bigint): bigint {
  let term = first;
  let sum = 0n;
  for (let n = start; term !== 0n; n += 2n) {
    sum += term;
    term = -((term * z) >> FRACTION) / (n * (n + 1n));
  }
  return sum;
}

/** Cosine and sine of x, with FRACTION bits after the point. */
function point(x: number): readonly [cosine: bigint, sine: bigint] {
  const angle = fixed(x);
  const quarter = halfPi();
  // Division of integers cuts towards zero, so halves are added away from it.
  const turns = (2n * angle + (angle < 0n ? -quarter : quarter)) / (2n * quarter);
  const r = (angle - turns * quarter) >> (PI_BITS - FRACTION);
  const z = (r * r) >> FRACTION;
  const cosine = alternating(1n << FRACTION, z, 1n);
  const sine = alternating(r, z, 2n);
  switch (BigInt.asUintN(2, turns)) {
    case 0n:
      return [cosine, sine];
    case 1n:
      return [-sine, cosine];
    case 2n:
      return [-cosine, -sine];
    default:
      return [sine, -cosine];
  }
}

const UNIT = 2 ** -Number(FRACTION);

/** `Number` of a bigint rounds to nearest even, and scaling by a power of two is exact. */
function toNumber(value: bigint): number {
  return Number(value) * UNIT;
}

/**
 * The functions that {@link Lane.rare} leaves to plain JavaScript, by name. Each takes a number of magnitude
 * at least 1.
 */
export const rareFunctions: Readonly<Record<string, (x: number) => number>> = Object.freeze({
  sin: (x: number): number => (Number.isFinite(x) ? toNumber(point(x)[1]) : NaN),
  cos: (x: number): number => (Number.isFinite(x) ? toNumber(point(x)[0]) : NaN),
  tan: (x: number): number => {
    if (!Number.isFinite(x)) return NaN;
    const [cosine, sine] = point(x);
    return toNumber((sine << FRACTION) / cosine);
  },
});
