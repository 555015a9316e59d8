/** The bits of a binary floating-point format, for steps that work on them. */
export interface FloatFormat {
  readonly significandBits: number;
  readonly bias: number;
  readonly signMask: bigint;
  readonly fractionMask: bigint;
  /** Clears the low half of the significand. */
  readonly upperMask: bigint;
  /**
   * 1.5 · 2^significandBits: added to a smaller integer of either sign, it leaves that integer in the low bits, in
   * two's complement.
   */
  readonly integerMagic: number;
  /** 2^significandBits: its low bits are free, so that an integer put there by `or` is one added to it. */
  readonly exponentMagic: number;
}

export const floatFormats: Readonly<Record<"float64" | "float32", FloatFormat>> = {
  float64: {
    significandBits: 52,
    bias: 1023,
    signMask: 0x8000000000000000n,
    fractionMask: 0x000fffffffffffffn,
    upperMask: 0xfffffffff8000000n,
    integerMagic: 1.5 * 2 ** 52,
    exponentMagic: 2 ** 52,
  },
  float32: {
    significandBits: 23,
    bias: 127,
    signMask: 0x80000000n,
    fractionMask: 0x007fffffn,
    upperMask: 0xfffff000n,
    integerMagic: 1.5 * 2 ** 23,
    exponentMagic: 2 ** 23,
  },
};
