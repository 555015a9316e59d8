import { isGiven } from "../graph/build.ts";
import { nextEpoch, nowhere } from "../graph/listing.ts";
import type { Deferred, GradientRequest, Node } from "../graph/node.ts";
import { unreadable } from "../graph/unknown-value.ts";
import { settings } from "./settings.ts";
import { deferred, leaf, origin, originDeferred, originNone, type Structure } from "./structure.ts";
import { WordRow } from "./word-row.ts";

/** Reads the structure of graphs, one after the other. */
export class StructureReader {
  /** What was asked for, and scalars whose derivatives take part: a run computes them anyway, and they are often read next. */
  roots: Node[] = [];
  /** Nodes with a value that a run may read, in the order of their records: its data. */
  leaves: Node[] = [];
  hash = 0;
  readonly #records: WordRow = new WordRow(1024);
  readonly #inputs: WordRow = new WordRow(64);
  readonly #sections: WordRow = new WordRow(64);
  readonly #roots: WordRow = new WordRow(64);
  #requests: GradientRequest[] = [];
  #positions = 0;
  /** Marks nodes that were met among what is evaluated, and requests. */
  #evaluated = 0;
  readonly #stack: Node[] = [];
  readonly #sources: Node[] = [];
  /** Inputs followed so far. */
  readonly #cursor: number[] = [];
  /** Whether there is a record already, so that only the origin is of interest. */
  readonly #recorded: boolean[] = [];

  /** Reads the graph below nodes that have no value yet; false if it is larger than what is kept. */
  read(asked: readonly Node[]): boolean {
    this.roots = asked.slice();
    this.leaves = [];
    this.#requests = [];
    this.#positions = 0;
    for (const row of [this.#records, this.#inputs, this.#sections, this.#roots]) row.length = 0;
    const complete = this.#readSections(asked.length);
    this.#requests = [];
    // The last graph must not be kept alive, and a deep one not be paid for later.
    this.#stack.length = 0;
    this.#sources.length = 0;
    return complete;
  }

  /** Whether the graph that was read last has this structure. */
  equals(structure: Structure): boolean {
    return (
      this.hash === structure.hash &&
      this.#records.equals(structure.records) &&
      this.#inputs.equals(structure.inputs) &&
      this.#sections.equals(structure.sections) &&
      this.#roots.equals(structure.roots)
    );
  }

  copy(): Structure {
    return {
      records: this.#records.copy(),
      inputs: this.#inputs.copy(),
      sections: this.#sections.copy(),
      roots: this.#roots.copy(),
      hash: this.hash,
    };
  }

  #readSections(asked: number): boolean {
    const evaluated = nextEpoch();
    this.#evaluated = evaluated;
    for (let k = 0; k < asked; k++) if (!this.#walk(this.roots[k] as Node, evaluated)) return false;
    this.#sections.push(this.#records.length);
    const derived = nextEpoch();
    for (let r = 0; r < this.#requests.length; r++) {
      const { of, wrt } = this.#requests[r] as GradientRequest;
      if (of.value === null && !this.roots.includes(of)) this.roots.push(of);
      if (!this.#walk(of, derived)) return false;
      for (let k = 0; k < wrt.length; k++) if (!this.#walk(wrt[k] as Node, derived)) return false;
      this.#sections.push(this.#records.length);
      this.#sections.push(of.position);
      this.#sections.push(wrt.length);
      for (let k = 0; k < wrt.length; k++) this.#sections.push((wrt[k] as Node).position);
    }
    this.#roots.push(asked);
    for (let k = 0; k < this.roots.length; k++) this.#roots.push((this.roots[k] as Node).position);
    this.hash = this.#roots.hash(this.#sections.hash(this.#inputs.hash(this.#records.hash(0))));
    return true;
  }

  /** Writes the records of everything below `root` that has none; false if there are too many. */
  #walk(root: Node, mark: number): boolean {
    if (root.epoch === mark) return true;
    const derived = mark !== this.#evaluated;
    let top = 0;
    this.#enter(0, root, mark);
    while (top >= 0) {
      const source = this.#sources[top] as Node;
      const next = this.#cursor[top] as number;
      if (next < source.arity) {
        this.#cursor[top] = next + 1;
        const input = source.input(next);
        if (input.epoch === mark) continue;
        top += 1;
        this.#enter(top, input, mark);
        continue;
      }
      this.#leave(this.#stack[top] as Node, this.#recorded[top] as boolean, derived);
      if (this.#records.length > settings.largestKept) return false;
      top -= 1;
    }
    return true;
  }

  #enter(top: number, node: Node, mark: number): void {
    const followed = node.deferred === null && (mark !== this.#evaluated || node.value === null);
    this.#stack[top] = node;
    this.#sources[top] = followed ? node : nowhere;
    this.#cursor[top] = 0;
    this.#recorded[top] = node.epoch === this.#evaluated;
    node.epoch = mark;
  }

  #leave(node: Node, recorded: boolean, derived: boolean): void {
    if (!recorded) {
      node.position = this.#positions++;
      if (isGiven(node)) {
        if (node.value === null) throw unreadable(this.roots);
        this.leaves.push(node);
        this.#write(leaf - node.kind.type.number, node, -1, -1);
      } else if (node.deferred !== null) {
        this.#writeDeferred(deferred, node, node.deferred);
      } else {
        this.#writeOperation(0, node);
      }
    }
    if (!derived || !isGiven(node)) return;
    if (node.deferred !== null) this.#writeDeferred(originDeferred, node, node.deferred);
    else if (node.first === null) this.#write(originNone, node, -1, -1);
    else this.#writeOperation(origin, node);
  }

  #writeDeferred(what: number, node: Node, { request, index }: Deferred): void {
    if (request.epoch !== this.#evaluated) {
      request.epoch = this.#evaluated;
      request.position = this.#requests.length;
      this.#requests.push(request);
    }
    this.#write(what, node, request.position, index);
  }

  #writeOperation(base: number, node: Node): void {
    const { first, second, arity } = node;
    const what = base + node.kind.number;
    if (arity <= 2) {
      this.#write(what, node, first === null ? -1 : first.position, second === null ? -1 : second.position);
      return;
    }
    this.#write(what, node, this.#inputs.length, -arity);
    for (let k = 0; k < arity; k++) this.#inputs.push(node.input(k).position);
  }

  #write(what: number, node: Node, a: number, b: number): void {
    const records = this.#records;
    records.push(what);
    records.push(node.position);
    records.push(a);
    records.push(b);
  }
}
