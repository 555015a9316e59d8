import type { Node } from "../graph/node.ts";
import type { TypedArray } from "../shape/dtype.ts";
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
    for (let i = 0; i < values.length; i++) {
      if (Object.is(got[i], values[i])) continue;
      const { op, shape, dtype } = roots[k] as Node;
      throw new Error(
        `compiled code differs from the interpreter: ${op.name} ${formatShape(shape)} ${dtype}, element ${i}: ` +
          `${got[i]} instead of ${values[i]}`,
      );
    }
  }
}
