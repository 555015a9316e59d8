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

/** What a walk follows from a node; `null` if the node is a deferred derivative that has to be written out first. */
export type InputsOf = (node: Node) => readonly Node[] | null;

const nothing: readonly Node[] = [];

/** The inputs as the user built them. */
const asBuilt: InputsOf = (node) => (node.deferred === null ? node.inputs : null);

/**
 * Lists everything that `roots` depend on, in the order of a depth-first walk with an explicit stack: a chain of a
 * million nodes is no deeper for it than one of ten.
 */
export function listing(roots: readonly Node[], inputsOf: InputsOf = asBuilt): Listing {
  for (;;) {
    const deferred: Node[] = [];
    const list = walk(roots, inputsOf, deferred);
    if (deferred.length === 0) return list;
    // Writing out a derivative walks graphs as well and overwrites marks, so that it waits until this walk is over.
    for (const node of deferred) node.force();
  }
}

/** Like `listing`, no further than the nodes of `boundary`. */
export function listingWithin(roots: readonly Node[], boundary: ReadonlySet<Node>): Listing {
  return listing(roots, (node) => (boundary.has(node) ? nothing : asBuilt(node)));
}

function walk(roots: readonly Node[], inputsOf: InputsOf, deferred: Node[]): Listing {
  const mark = nextEpoch();
  const follow = (node: Node): readonly Node[] => {
    const inputs = inputsOf(node);
    if (inputs === null) deferred.push(node);
    return inputs ?? nothing;
  };
  const nodes: Node[] = [];
  const followed: (readonly Node[])[] = [];
  const stack: Node[] = [];
  const stackInputs: (readonly Node[])[] = [];
  const cursor: number[] = [];
  let edges = 0;
  for (const root of roots) {
    if (root.epoch === mark) continue;
    root.epoch = mark;
    let top = 0;
    stack[0] = root;
    stackInputs[0] = follow(root);
    cursor[0] = 0;
    while (top >= 0) {
      const inputs = stackInputs[top] as readonly Node[];
      const next = cursor[top] as number;
      if (next < inputs.length) {
        cursor[top] = next + 1;
        const input = inputs[next] as Node;
        if (input.epoch !== mark) {
          input.epoch = mark;
          top += 1;
          stack[top] = input;
          stackInputs[top] = follow(input);
          cursor[top] = 0;
        }
      } else {
        const node = stack[top] as Node;
        node.position = nodes.length;
        nodes.push(node);
        followed.push(inputs);
        edges += inputs.length;
        top -= 1;
      }
    }
  }
  const start = new Int32Array(nodes.length + 1);
  const flat = new Int32Array(edges);
  let edge = 0;
  for (let k = 0; k < nodes.length; k++) {
    start[k] = edge;
    const inputs = followed[k] as readonly Node[];
    for (let i = 0; i < inputs.length; i++) flat[edge++] = (inputs[i] as Node).position;
  }
  start[nodes.length] = edge;
  return { nodes, start, inputs: flat, roots: roots.map((root) => root.position) };
}
