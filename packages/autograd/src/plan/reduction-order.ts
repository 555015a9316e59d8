/**
 * The order in which a reduction combines its elements. Floating-point addition is not associative: this order is part
 * of what `sum` means, and the interpreter and compiled code both follow it.
 *
 * The elements of one result, in row-major order of the reduced axes, are dealt to 8 accumulators (element i to
 * accumulator i mod 8), which suits SIMD registers of any width. After a block of 1024 elements, the accumulators are
 * joined as a tree, ((0+4) + (2+6)) + ((1+5) + (3+7)), and the block's result is added to the running result of its
 * group of 64 blocks; groups are added up in turn. Accumulators start from the neutral element, for sums -0, which
 * leaves every number as it is. The rounding error thus grows with 1024/8 + 64 + n/65536 instead of n.
 */
export const accumulators = 8;
export const blockLength = 1024;
export const blocksPerGroup = 64;
