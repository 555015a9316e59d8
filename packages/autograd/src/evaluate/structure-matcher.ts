import { isGiven } from "../graph/build.ts";
import { nextEpoch, nowhere, oldestOf } from "../graph/listing.ts";
import type { Deferred, GradientRequest, Node } from "../graph/node.ts";
import { takeOver } from "../graph/stop-gradient.ts";
import {
  deferred,
  endsAt,
  isLeaf,
  leaf,
  origin,
  originNone,
  recordLength,
  type Structure,
} from "./structure.ts";

/**
 * Tells whether a graph has a structure that is expected, quicker than by reading the graph's own: the records are gone
 * through from the last to the first, so that each says where the inputs of a node that is known by then have to be. Graph and
 * structure are the same if nothing is amiss and no node has two positions, no position two nodes.
 */
export class StructureMatcher {
  /** Of the last match: what was asked for and what a run computes besides, as {@link StructureReader} has it. */
  roots: Node[] = [];
  /** Of the last match: the data, in the order of the records. */
  leaves: Node[] = [];
  /** By position, until {@link clear}; `nowhere` for those not met. */
  readonly nodes: Node[] = [];
  requests: GradientRequest[] = [];
  #size = 0;
  #mark = 0;
  #oldest = 0;
  /** Whether nodes must not have been computed before, as far as the present section says what is to be computed. */
  #looksBack = false;
  #mustBeNew = false;

  /**
   * Whether the graph below `asked`, nodes without a value, has this structure.
   * @param looksBack - Whether it must contain nothing that a run computed before; that is left to {@link StructureReader}.
   */
  match(
    structure: Structure,
    leafPositions: Int32Array,
    asked: readonly Node[],
    looksBack: boolean,
  ): boolean {
    const { roots } = structure;
    if (roots[0] !== asked.length) return false;
    this.#mark = nextEpoch();
    this.#looksBack = looksBack;
    this.#size = structure.records.length / recordLength;
    const same = this.#matches(structure, asked);
    if (same) {
      this.roots = asked.slice();
      for (let k = asked.length + 1; k < roots.length; k++)
        this.roots.push(this.nodes[roots[k] as number] as Node);
      this.leaves = new Array<Node>(leafPositions.length);
      for (let k = 0; k < leafPositions.length; k++)
        this.leaves[k] = this.nodes[leafPositions[k] as number] as Node;
    }
    if (!same) this.clear();
    return same;
  }

  /** At least the number of nodes of the structure; `nowhere` stands at positions beyond. */
  get size(): number {
    return this.#size;
  }

  /** Lets go of the graph, before the next match. */
  clear(): void {
    this.nodes.fill(nowhere, 0, this.#size);
    this.requests = [];
  }

  #matches(structure: Structure, asked: readonly Node[]): boolean {
    const { records, sections, roots } = structure;
    while (this.nodes.length * recordLength < records.length) this.nodes.push(nowhere);
    for (let k = 0; k < asked.length; k++)
      if (!this.#place(roots[k + 1] as number, asked[k] as Node)) return false;
    this.#oldest = Number.POSITIVE_INFINITY;
    this.#mustBeNew = this.#looksBack;
    let start = 0;
    let at = 0;
    for (let r = -1; at < sections.length; r++) {
      const end = sections[at++] as number;
      if (r >= 0) {
        const request = this.requests[r];
        const of = sections[at++] as number;
        const count = sections[at++] as number;
        if (!request || request.wrt.length !== count || !this.#place(of, request.of)) return false;
        this.#oldest = Math.min(this.#oldest, oldestOf(request.wrt));
        this.#mustBeNew = this.#looksBack && request.of.value === null && request.of.history <= 0;
        for (const node of request.wrt) if (!this.#place(sections[at++] as number, node)) return false;
      }
      for (let record = end - recordLength; record >= start; record -= recordLength) {
        if (!this.#matchesRecord(structure, record)) return false;
      }
      start = end;
    }
    return true;
  }

  #matchesRecord({ records, inputs }: Structure, at: number): boolean {
    const what = records[at] as number;
    const node = this.nodes[records[at + 1] as number] as Node;
    const a = records[at + 2] as number;
    const b = records[at + 3] as number;
    if (what >= 0) {
      if (what >= origin) {
        if (node.kind.number !== what - origin || endsAt(node, this.#oldest)) return false;
      } else if (node.kind.number !== what || isKnown(node)) return false;
      else if (this.#mustBeNew && node.history > 0 && node.first !== null) return false;
      return this.#matchesInputs(node, inputs, a, b);
    }
    if (isLeaf(what)) return takeOver(node) && isGiven(node) && node.kind.type.number === leaf - what;
    if (what === originNone) return endsAt(node, this.#oldest);
    if (what === deferred) {
      if (node.value !== null || (this.#mustBeNew && (node.deferred?.request.history ?? 0) > 0)) return false;
    } else if (endsAt(node, this.#oldest)) return false;
    return this.#matchesDeferred(node.deferred, a, b);
  }

  #matchesInputs(node: Node, inputs: Int32Array, a: number, b: number): boolean {
    const { first, second } = node;
    if (first === null) return a === -1;
    if (second === null) return b === -1 && this.#place(a, first);
    const { arity } = node;
    if (arity === 2) return b >= 0 && this.#place(a, first) && this.#place(b, second);
    if (b !== -arity) return false;
    for (let k = 0; k < arity; k++) if (!this.#place(inputs[a + k] as number, node.input(k))) return false;
    return true;
  }

  #matchesDeferred(derivative: Deferred | null, r: number, index: number): boolean {
    if (derivative === null || derivative.index !== index) return false;
    const { request } = derivative;
    if (request.epoch === this.#mark) return request.position === r;
    if (this.requests[r]) return false;
    request.epoch = this.#mark;
    request.position = r;
    this.requests[r] = request;
    return true;
  }

  #place(position: number, node: Node): boolean {
    if (node.epoch === this.#mark) return node.position === position;
    if (position < 0 || this.nodes[position] !== nowhere) return false;
    node.epoch = this.#mark;
    node.position = position;
    this.nodes[position] = node;
    return true;
  }
}

/** Whether a run reads a node's value. */
function isKnown(node: Node): boolean {
  return node.value !== null && isGiven(node);
}
