import { isPlaceholder } from "../graph/build.ts";
import type { Listing } from "../graph/listing.ts";
import type { Node } from "../graph/node.ts";
import type { Attributes } from "../op/definition.ts";
import { input } from "../op/leaf.ts";
import { reshape } from "../op/movement.ts";
import { asOperation, simplified } from "./simplify.ts";
import type { Value, Values } from "./value.ts";

/**
 * A graph as the compiler sees it: numbered values without names, aliases, duplicates or anything that nobody needs.
 * Data is not part of it; `leaves` says which values a run has to be given.
 */
export interface Program {
  readonly values: readonly Value[];
  /** For each data leaf of the listing, in its order: the value to fill, or -1 if it turned out not to be needed. */
  readonly leaves: readonly number[];
  readonly roots: readonly number[];
}

/** Collects values, each once: asked for the same operation on the same inputs, it answers with the same number. */
class ProgramBuilder implements Values {
  readonly values: Value[] = [];
  readonly #known: Map<string, number> = new Map();

  /** The number of this value, or of one that is equal bit for bit and cheaper. */
  add(value: Value): number {
    const simpler = simplified(this, value);
    if (typeof simpler === "number") return simpler;
    const key = keyOf(simpler);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const number = this.append(simpler);
    this.#known.set(key, number);
    return number;
  }

  /** A value that is never merged with another, like data. */
  append(value: Value): number {
    this.values.push(value);
    return this.values.length - 1;
  }

  at(number: number): Value {
    return this.values[number] as Value;
  }
}

const commutative: ReadonlySet<string> = new Set([
  "add",
  "mul",
  "maximum",
  "minimum",
  "strongMul",
  "equal",
  "notEqual",
]);

function keyOf({ op, inputs, attributes, dtype, shape }: Value): string {
  const ordered = commutative.has(op.name) ? [...inputs].sort((a, b) => a - b) : inputs;
  let key = `${op.name} ${ordered.join(",")} ${dtype} ${shape.join(",")}`;
  for (const name in attributes) {
    const value = attributes[name];
    key += ` ${name}=${Object.is(value, -0) ? "-0" : value}`;
  }
  return key;
}

/** The program of a listing made by `evaluationOrder`. */
export function programOf(list: Listing): Program {
  const builder = new ProgramBuilder();
  const number = new Array<number>(list.nodes.length);
  const leaves: number[] = [];
  for (let k = 0; k < list.nodes.length; k++) {
    const node = list.nodes[k] as Node;
    const { op, attributes, shape, dtype } = node;
    if (node.value !== null || isPlaceholder(node)) {
      // Whatever computed it once: to the plan it is data, and no rule about that operation applies.
      number[k] = builder.append({ op: asOperation(input), inputs: [], attributes: data, shape, dtype });
      leaves.push(number[k] as number);
      continue;
    }
    const inputs: number[] = [];
    for (let edge = list.start[k] as number; edge < (list.start[k + 1] as number); edge++) {
      inputs.push(number[list.inputs[edge] as number] as number);
    }
    const same = op.meaning.kind === "alias" && op.name !== "reshape" && op.name !== "barrier";
    const alias = same || op.meaning.kind === "composite";
    number[k] = alias ? (inputs[0] as number) : builder.add({ op, inputs, attributes, shape, dtype });
  }
  const roots = list.roots.map((root) => copyOfLeaf(builder, number[root] as number));
  return withoutDead(builder.values, leaves, roots);
}

/**
 * A result has a place of its own, even if it is a constant, or data that came in: the two may change at different times.
 */
function copyOfLeaf(builder: ProgramBuilder, root: number): number {
  const { shape, dtype, op } = builder.at(root);
  if (op.meaning.kind !== "leaf") return root;
  return builder.append({ op: asOperation(reshape), inputs: [root], attributes: { shape }, shape, dtype });
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
  const renumbered = new Int32Array(values.length).fill(-1);
  const kept: Value[] = [];
  for (const [k, value] of values.entries()) {
    if (needed[k] === 0) continue;
    renumbered[k] = kept.length;
    kept.push({ ...value, inputs: value.inputs.map((input) => renumbered[input] as number) });
  }
  return {
    values: kept,
    leaves: leaves.map((leaf) => renumbered[leaf] as number),
    roots: roots.map((root) => renumbered[root] as number),
  };
}
