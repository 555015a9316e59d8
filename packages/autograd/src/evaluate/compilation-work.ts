import type { Listing } from "../graph/listing.ts";
import type { Node } from "../graph/node.ts";
import { sizeOf } from "../shape/shape.ts";

/**
 * About how much work compiling a graph is, a unit being an addition of scalars: planned, emitted and translated by the
 * engine that takes about a fifteenth of a millisecond. Of an array's loops the steps are written out for several vectors.
 */
export function compilationWork({ nodes }: Listing): number {
  let work = 0;
  let functions = 0;
  for (let k = 0; k < nodes.length; k++) {
    const node = nodes[k] as Node;
    const { op, shape } = node;
    switch (op.meaning.kind) {
      case "reduce":
        work += 35;
        break;
      case "routine":
      case "body":
        work += 50;
        break;
      case "place":
        work += 20;
        break;
      case "composite":
        work += 40;
        break;
      default:
        work += shape.length === 0 ? 1 : 3;
        if (op.isLong) work += functionWork(sizeOf(shape), functions++);
    }
  }
  return work;
}

/** The steps of a function with so many others before it: very many are written once and called (`wasm/outlined.ts`). */
function functionWork(size: number, before: number): number {
  if (size <= 64) return before < 100 ? 3 : 0;
  return before < 1000 ? 24 : 0;
}
