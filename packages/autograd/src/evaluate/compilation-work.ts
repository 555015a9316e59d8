import type { Listing } from "../graph/listing.ts";
import type { Node } from "../graph/node.ts";
import { sizeOf } from "../shape/shape.ts";

/** What occurs more often is a kernel that is there already, of which only another call is planned. */
const fewKernels = 3;
const anotherCall = 2;

/**
 * About how much work compiling a graph is, a unit being an addition of scalars: planned, emitted and translated by the
 * engine that takes about a fifteenth of a millisecond. Of an array's loops the steps are written out for several vectors.
 */
export function compilationWork({ nodes }: Listing): number {
  let work = 0;
  let functions = 0;
  const counts = new Map<string, number>();
  for (let k = 0; k < nodes.length; k++) {
    const node = nodes[k] as Node;
    const { op, shape } = node;
    const isKnown = (shape.length > 0 || op.meaning.kind === "reduce") && countIn(counts, node) > fewKernels;
    switch (op.meaning.kind) {
      case "reduce":
        work += isKnown ? anotherCall : 35;
        break;
      case "routine":
      case "body":
        work += isKnown ? anotherCall : 50;
        break;
      case "place":
        work += isKnown ? anotherCall : 20;
        break;
      case "composite":
        work += isKnown ? anotherCall : 40;
        break;
      default:
        work += shape.length === 0 || isKnown ? 1 : 3;
        if (op.isLong) work += functionWork(sizeOf(shape), functions++);
    }
  }
  return work;
}

/** How many such nodes there were, this one included: of the same kind, on inputs of the same types. */
function countIn(counts: Map<string, number>, { kind, inputs }: Node): number {
  let key = String(kind.number);
  for (let k = 0; k < inputs.length; k++) key += ` ${(inputs[k] as Node).kind.type.number}`;
  const count = (counts.get(key) ?? 0) + 1;
  counts.set(key, count);
  return count;
}

/** The steps of a function with so many others before it: very many are written once and called (`wasm/outlined.ts`). */
function functionWork(size: number, before: number): number {
  if (size <= 64) return before < 100 ? 3 : 0;
  return before < 50 ? 24 : 3;
}
