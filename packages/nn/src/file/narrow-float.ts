/** Floating-point formats of 16 bits: a sign, an exponent, and a significand whose leading bit is not written. */
export interface NarrowFormat {
  readonly significandBits: number;
  /** What is added to an exponent where it is written; its negative plus 1 is the least exponent. */
  readonly bias: number;
}

/** IEEE 754's binary16. */
export const float16: NarrowFormat = { significandBits: 10, bias: 15 };
/** The upper half of binary32. */
export const bfloat16: NarrowFormat = { significandBits: 7, bias: 127 };

const double = /* @__PURE__ */ new Float64Array(1);
const halves = /* @__PURE__ */ new Uint32Array(double.buffer);

/**
 * The bits of the nearest number of a format, of two nearest ones that with an even last bit: rounded once, from all 53 bits. NaN
 * is quiet and positive. What is too large becomes infinite.
 * @example narrowBits(1, float16).toString(16) // => "3c00"
 */
export function narrowBits(x: number, { significandBits, bias }: NarrowFormat): number {
  const infinite = (2 * bias + 1) << significandBits;
  if (Number.isNaN(x)) return infinite | (1 << (significandBits - 1));
  double[0] = x;
  const sign = ((halves[1] as number) >>> 31) << 15;
  const magnitude = Math.abs(x);
  if (magnitude === Number.POSITIVE_INFINITY) return sign | infinite;
  const exponent = Math.max((((halves[1] as number) >>> 20) & 0x7ff) - 1023, 1 - bias);
  // In units of the last bit: exact, since it is scaled by a power of two.
  const scaled = magnitude * 2 ** (significandBits - exponent);
  let units = Math.floor(scaled);
  const rest = scaled - units;
  if (rest > 0.5 || (rest === 0.5 && units % 2 === 1)) units += 1;
  // A normal number has 2^significandBits units or more, whose leading bit adds the 1 that is missing; so does a carry.
  return sign | Math.min((exponent + bias - 1) * 2 ** significandBits + units, infinite);
}

/**
 * The number with these bits.
 * @example narrowNumber(0x3c00, float16) // => 1
 */
export function narrowNumber(bits: number, { significandBits, bias }: NarrowFormat): number {
  const sign = bits >>> 15 === 1 ? -1 : 1;
  const exponent = (bits & 0x7fff) >>> significandBits;
  const significand = bits & ((1 << significandBits) - 1);
  if (exponent === 2 * bias + 1) return significand === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  const leading = exponent === 0 ? 0 : 2 ** significandBits;
  return sign * (leading + significand) * 2 ** (Math.max(exponent, 1) - bias - significandBits);
}
