import { isGiven } from "../graph/build.ts";
import type { Listing } from "../graph/listing.ts";
import type { Node } from "../graph/node.ts";
import type { Attributes } from "../op/definition.ts";
import { input } from "../op/leaf.ts";
import { reshape } from "../op/reshape.ts";
import { keptSteps } from "./bodies.ts";
import { ProgramBuilder } from "./program-builder.ts";
import { isConstant, type Value } from "./value.ts";

/**
 * A graph as the compiler sees it: numbered values without names, aliases, duplicates or anything that nobody needs.
 * Data is not part of it; `leaves` says which values a run has to be given.
 */
export interface Program {
  readonly values: readonly Value[];
  /** For each node of `givenNodes`, in its order: the value to fill, or -1 if it turned out not to be needed. */
  readonly leaves: readonly number[];
  readonly roots: readonly number[];
}

/** The nodes of a listing whose data a run of its program has to be given. */
export function givenNodes(list: Listing): Node[] {
  return list.nodes.filter((_, k) => isEnd(list, k));
}

/** Whether the listing goes no further than a node, since it is data. */
function isEnd({ nodes, start }: Listing, k: number): boolean {
  return start[k] === start[k + 1] && isGiven(nodes[k] as Node);
}

/** The program of a listing made by `evaluationOrder` or `evaluationOrderFrom`. */
export function programOf(list: Listing): Program {
  const builder = new ProgramBuilder();
  const number = new Array<number>(list.nodes.length);
  const leaves: number[] = [];
  const kept = keptSteps(list);
  const copies = new Map<number, number>();
  for (let k = 0; k < list.nodes.length; k++) {
    const node = list.nodes[k] as Node;
    const { op, attributes, shape, dtype } = node;
    if (isEnd(list, k)) {
      // Whatever computed it once: to the plan it is data, and no rule about that operation applies.
      number[k] = builder.append({ op: input, inputs: [], attributes: data, shape, dtype });
      leaves.push(number[k] as number);
      continue;
    }
    const inputs: number[] = [];
    for (let edge = list.start[k] as number; edge < (list.start[k + 1] as number); edge++) {
      inputs.push(number[list.inputs[edge] as number] as number);
    }
    if (op.meaning.kind === "body" || op.meaning.kind === "routine") copyConstants(builder, inputs, copies);
    const instead = kept.get(k);
    if (instead !== undefined) {
      const { attributes: more, shape: longer } = instead.keeping;
      const all = builder.add({ op, inputs, attributes: more, shape: longer, dtype });
      number[k] = builder.add(instead.first(all));
      continue;
    }
    const { meaning } = op;
    const isSame =
      meaning.kind === "composite" || (meaning.kind === "alias" && meaning.planned === "nothing");
    number[k] = isSame ? (inputs[0] as number) : builder.add({ op, inputs, attributes, shape, dtype });
  }
  const roots = list.roots.map((root) => copyOfLeaf(builder, number[root] as number));
  return withoutDead(builder.values, leaves, roots);
}

/**
 * A result has a place of its own, even if it is a constant, or data that came in: the two may change at different times.
 */
function copyOfLeaf(builder: ProgramBuilder, root: number): number {
  const { shape, dtype, op } = builder.at(root);
  if (op.meaning.kind !== "constant" && op.meaning.kind !== "data") return root;
  return builder.append({ op: reshape, inputs: [root], attributes: { shape }, shape, dtype });
}

/** What is computed by a program of its own reads memory, also a number that the structure knows. */
function copyConstants(builder: ProgramBuilder, inputs: number[], copies: Map<number, number>): void {
  for (const [k, input] of inputs.entries()) {
    if (!isConstant(builder.at(input))) continue;
    const copy = copies.get(input) ?? copyOfLeaf(builder, input);
    copies.set(input, copy);
    inputs[k] = copy;
  }
}

const data: Attributes = { data: true };

/** Whether a value is data from outside. */
export function isLeaf(value: Value): boolean {
  return value.attributes === data;
}

/** Leaves out what no root depends on, and numbers the rest anew. */
function withoutDead(values: readonly Value[], leaves: readonly number[], roots: readonly number[]): Program {
  const needed = new Uint8Array(values.length);
  for (const root of roots) needed[root] = 1;
  for (let k = values.length - 1; k >= 0; k--) {
    if (needed[k] === 1) for (const input of (values[k] as Value).inputs) needed[input] = 1;
  }
  if (!needed.includes(0)) return { values, leaves, roots };
  const renumbered = new Int32Array(values.length).fill(-1);
  const kept: Value[] = [];
  for (let k = 0; k < values.length; k++) {
    if (needed[k] === 0) continue;
    const { op, inputs, attributes, shape, dtype } = values[k] as Value;
    renumbered[k] = kept.length;
    kept.push({ op, inputs: inputs.map((input) => renumbered[input] as number), attributes, shape, dtype });
  }
  return {
    values: kept,
    leaves: leaves.map((leaf) => renumbered[leaf] as number),
    roots: roots.map((root) => renumbered[root] as number),
  };
}
