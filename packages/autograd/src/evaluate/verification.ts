import type { Node } from "../graph/node.ts";
import type { TypedArray } from "../shape/dtype.ts";
import { firstOther } from "../shape/same-bits.ts";
import { formatShape } from "../shape/shape.ts";

/**
 * Requires that compiled code gave the interpreter's bits. NaN is one value here: WebAssembly leaves open which of its
 * bit patterns an operation gives.
 */
export function requireSameBits(
  roots: readonly Node[],
  compiled: readonly TypedArray[],
  wanted: readonly TypedArray[],
): void {
  for (const [k, values] of wanted.entries()) {
    const got = compiled[k] as TypedArray;
    const i = firstOther(values, got);
    if (i < 0) continue;
    const { op, shape, dtype } = roots[k] as Node;
    throw new Error(
      `compiled code differs from the interpreter: ${op.name} ${formatShape(shape)} ${dtype}, element ${i}: ` +
        `${got[i]} instead of ${values[i]}`,
    );
  }
}
