import { isGiven } from "../graph/build.ts";
import type { Listing } from "../graph/listing.ts";
import type { Node } from "../graph/node.ts";
import type { CompileSettings } from "../wasm/compile-plan.ts";
import { leaf } from "./structure.ts";

/** What a compiled plan is told besides the graph, but for who has it. */
export type PlanSettings = Omit<CompileSettings, "vacated">;

/**
 * A graph as it is compiled, as a row of integers equal for two exactly if one module computes both: of each node its kind and
 * where its inputs stand, of data only shape and dtype; then what is asked for, and what becomes of it.
 */
export function planWords(list: Listing, settings: PlanSettings): Float64Array {
  const { nodes, start, inputs, roots } = list;
  const { carried = [], left = [], fastMath = false } = settings;
  const words: number[] = [nodes.length, roots.length, carried.length, left.length, fastMath ? 1 : 0];
  for (let k = 0; k < nodes.length; k++) {
    const node = nodes[k] as Node;
    const [from, to] = [start[k] as number, start[k + 1] as number];
    if (from === to && isGiven(node)) {
      words.push(leaf - node.kind.type.number);
      continue;
    }
    words.push(node.kind.number, to - from);
    for (let edge = from; edge < to; edge++) words.push(inputs[edge] as number);
  }
  for (const root of roots) words.push(root);
  for (const { root, leaf } of carried) words.push(root, leaf);
  for (const root of left) words.push(root);
  return Float64Array.from(words);
}
