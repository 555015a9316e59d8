import type { Operation } from "../op/definition.ts";
import { identity } from "../op/leaf.ts";
import { variant } from "../op/operation.ts";
import { apply, constantNode } from "./build.ts";
import type { Node } from "./node.ts";

/**
 * The nodes that others depend on, each after its inputs. Positions of inputs are kept in flat arrays, so that a pass
 * over the graph needs no map from nodes and stays right even if it builds or walks other graphs meanwhile.
 */
export interface Listing {
  readonly nodes: readonly Node[];
  /** Inputs of node k stand at `inputs[start[k]] .. inputs[start[k + 1]]`. */
  readonly start: Int32Array;
  readonly inputs: Int32Array;
  /** Positions of the nodes asked for. */
  readonly roots: readonly number[];
}

let epoch = 0;

/** Number of the next walk: marks left by earlier walks never have to be cleared. */
export function nextEpoch(): number {
  epoch += 1;
  return epoch;
}

/**
 * Whose inputs a walk follows from a node: usually its own, or those of another node, {@link nowhere} for instance; `null`
 * if the node is a deferred derivative that has to be written out first.
 */
export type SourceOf = (node: Node) => Node | null;

/** A node without inputs, where walks end. */
export const nowhere: Node = constantNode(0, "float64");

/** A node that only has inputs, for walks to follow. It computes nothing. */
export function together(inputs: readonly Node[]): Node {
  return apply(bundle, inputs);
}

const bundle: Operation = /* @__PURE__ */ variant(identity, { name: "bundle", arity: "any" });

/** The inputs as the user built them. */
export const asBuilt: SourceOf = (node) => (node.deferred === null ? node : null);

/** Makes something else of a deferred derivative: writes it out, or finds its value. */
export type Settle = (node: Node) => void;

/** Writes a deferred derivative out. */
export const writeOut: Settle = (node) => node.force();

/**
 * Lists everything that `roots` depend on, in the order of a depth-first walk with an explicit stack: a chain of a
 * million nodes is no deeper for it than one of ten.
 */
export function listing(
  roots: readonly Node[],
  sourceOf: SourceOf = asBuilt,
  settle: Settle = writeOut,
): Listing {
  // Those in plain sight need no walk to be found.
  for (const root of roots) if (sourceOf(root) === null) settle(root);
  for (;;) {
    const deferred: Node[] = [];
    const list = walk(roots, sourceOf, deferred);
    if (list !== null && deferred.length === 0) return list;
    // Settling a derivative walks graphs as well and overwrites marks, so that it waits until this walk is over.
    for (const node of deferred) settle(node);
  }
}

/** The number of the node that was made first. */
export function oldestOf(nodes: readonly Node[]): number {
  let oldest = Number.POSITIVE_INFINITY;
  for (let k = 0; k < nodes.length; k++) oldest = Math.min(oldest, (nodes[k] as Node).serial);
  return oldest;
}

/** Like `listing`, no further than the nodes of `boundary`. */
export function listingWithin(roots: readonly Node[], boundary: ReadonlySet<Node>): Listing {
  return listing(roots, (node) => (boundary.has(node) ? nowhere : asBuilt(node)));
}

/** The listing, or null if `sourceOf` walked another graph to find its answer, which it does once: some marks are not what they were. */
function walk(roots: readonly Node[], sourceOf: SourceOf, deferred: Node[]): Listing | null {
  const mark = nextEpoch();
  const nodes: Node[] = [];
  const edges = new Edges();
  const stack: Node[] = [];
  const sources: Node[] = [];
  let top = -1;
  const enter = (node: Node): void => {
    node.epoch = mark;
    // Until a node is listed, its position counts the inputs that were followed.
    node.position = 0;
    const source = sourceOf(node);
    if (source === null) deferred.push(node);
    top += 1;
    stack[top] = node;
    sources[top] = source ?? nowhere;
  };
  for (const root of roots) {
    if (root.epoch !== mark) enter(root);
    while (top >= 0) {
      if (epoch !== mark) return null;
      const node = stack[top] as Node;
      const source = sources[top] as Node;
      if (node.position < source.arity) {
        const input = source.input(node.position++);
        if (input.epoch !== mark) enter(input);
      } else {
        node.position = nodes.length;
        nodes.push(node);
        // All inputs have their positions by now.
        edges.add(source);
        top -= 1;
      }
    }
  }
  if (epoch !== mark) return null;
  return { nodes, ...edges.finished(), roots: roots.map((root) => root.position) };
}

/** The flat arrays of a listing, growing. */
class Edges {
  #start: Int32Array = new Int32Array(64);
  #inputs: Int32Array = new Int32Array(128);
  #nodes = 0;
  #edges = 0;

  add(source: Node): void {
    const { arity } = source;
    if (this.#nodes + 1 >= this.#start.length) this.#start = grown(this.#start, this.#nodes + 2);
    this.#start[this.#nodes++] = this.#edges;
    if (this.#edges + arity > this.#inputs.length) this.#inputs = grown(this.#inputs, this.#edges + arity);
    for (let k = 0; k < arity; k++) this.#inputs[this.#edges++] = source.input(k).position;
  }

  finished(): { start: Int32Array; inputs: Int32Array } {
    this.#start[this.#nodes] = this.#edges;
    return { start: this.#start.subarray(0, this.#nodes + 1), inputs: this.#inputs.subarray(0, this.#edges) };
  }
}

function grown(array: Int32Array, needed: number): Int32Array {
  const larger = new Int32Array(2 * needed);
  larger.set(array);
  return larger;
}
