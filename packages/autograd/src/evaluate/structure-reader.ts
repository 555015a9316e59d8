import { isGiven } from "../graph/build.ts";
import { nextEpoch, nowhere, oldestOf } from "../graph/listing.ts";
import type { Deferred, GradientRequest, Node } from "../graph/node.ts";
import { takeOver } from "../graph/stop-gradient.ts";
import { unreadable } from "../graph/unknown-value.ts";
import { settings } from "./settings.ts";
import {
  deferred,
  endsAt,
  leaf,
  mostNumbers,
  origin,
  originDeferred,
  originNone,
  type Structure,
} from "./structure.ts";
import { WordRow } from "./word-row.ts";

/** In the state of a node on the way: that it has a record already, so that only its origin is of interest. */
const isRecorded = 1;
/** That all on the way to it are to be computed, so that what was computed before counts. */
const isComputed = 2;
const followedBits = 2;
const followedOne = 1 << followedBits;

/** Reads the structure of graphs, one after the other. */
export class StructureReader {
  /** What was asked for, and scalars whose derivatives take part: a run computes them anyway, and they are often read next. */
  roots: Node[] = [];
  /** Nodes with a value that a run may read, in the order of their records: its data. */
  leaves: Node[] = [];
  /**
   * Nodes that an earlier run computed on the way, without keeping their values, and that this one would compute again; those
   * behind them are not among them.
   */
  again: Node[] = [];
  hash = 0;
  /** By position, until {@link clear}. */
  readonly nodes: Node[] = [];
  requests: GradientRequest[] = [];
  readonly #records: WordRow = new WordRow(1024);
  readonly #inputs: WordRow = new WordRow(64);
  readonly #sections: WordRow = new WordRow(64);
  readonly #roots: WordRow = new WordRow(64);
  #positions = 0;
  /** Whether all kinds and types have numbers that records have room for. */
  #fits = true;
  /** Marks nodes that were met among what is evaluated, and requests; later marks are those of this reading, too. */
  #evaluated = 0;
  /** Marks nodes that were met on the present walk. */
  #mark = 0;
  /** Whether the walk goes on behind known values, for a derivative by nodes of which this is the oldest. */
  #deriving = false;
  #oldest = 0;
  #looksBack = false;
  readonly #stack: Node[] = [];
  readonly #sources: Node[] = [];
  /** How many inputs were followed so far, in units of `followedOne`, and two marks. */
  #states: Int32Array = new Int32Array(64);

  /**
   * Reads the graph below nodes that have no value yet; false if it is larger than what is kept, or cannot be written down.
   * @param looksBack - Whether to find what would be computed {@link again}.
   */
  read(asked: readonly Node[], looksBack: boolean): boolean {
    this.roots = asked.slice();
    this.leaves = [];
    this.again = [];
    this.requests = [];
    this.#positions = 0;
    this.#fits = true;
    this.#looksBack = looksBack;
    for (const row of [this.#records, this.#inputs, this.#sections, this.#roots]) row.length = 0;
    const complete = this.#readSections(asked.length) && this.#fits;
    // A deep graph must not be paid for later.
    this.#stack.length = 0;
    this.#sources.length = 0;
    return complete;
  }

  /** The number of nodes that were read. */
  get size(): number {
    return this.#positions;
  }

  /** Lets go of the graph. */
  clear(): void {
    this.nodes.fill(nowhere, 0, this.#positions);
    this.requests = [];
    this.again = [];
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
    this.#evaluated = nextEpoch();
    this.#mark = this.#evaluated;
    this.#deriving = false;
    for (let k = 0; k < asked; k++) if (!this.#walk(this.roots[k] as Node, this.#looksBack)) return false;
    this.#sections.push(this.#records.length);
    this.#mark = nextEpoch();
    this.#deriving = true;
    this.#oldest = Number.POSITIVE_INFINITY;
    for (let r = 0; r < this.requests.length; r++) {
      const { of, wrt } = this.requests[r] as GradientRequest;
      if (of.value === null && !this.roots.includes(of)) this.roots.push(of);
      const oldest = oldestOf(wrt);
      // A derivative by older nodes goes further back: what was met for others is met again.
      if (oldest < this.#oldest) {
        this.#oldest = oldest;
        this.#mark = nextEpoch();
      }
      // Of what was computed before, a derivative needs all over again, which foresight takes care of.
      const isNew = of.value === null && of.history <= 0;
      if (!this.#walk(of, this.#looksBack && isNew)) return false;
      for (let k = 0; k < wrt.length; k++) if (!this.#walk(wrt[k] as Node, false)) return false;
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
  #walk(root: Node, computed: boolean): boolean {
    const mark = this.#mark;
    if (root.epoch === mark) return true;
    let top = 0;
    this.#enter(0, root, computed);
    while (top >= 0) {
      const source = this.#sources[top] as Node;
      const state = this.#states[top] as number;
      const next = state >> followedBits;
      if (next < source.arity) {
        this.#states[top] = state + followedOne;
        const input = source.input(next);
        if (input.epoch === mark) continue;
        const open = (state & isComputed) !== 0;
        top += 1;
        this.#enter(top, input, open);
        if (open && isAgain(input)) {
          this.again.push(input);
          this.#sources[top] = nowhere;
        }
        continue;
      }
      this.#leave(this.#stack[top] as Node, (state & isRecorded) !== 0);
      if (this.#records.length > settings.largestKept) return false;
      top -= 1;
    }
    return true;
  }

  #enter(top: number, node: Node, computed: boolean): void {
    const known = takeOver(node);
    const followed = node.deferred === null && (!known || (this.#deriving && node.serial > this.#oldest));
    this.#stack[top] = node;
    this.#sources[top] = followed ? node : nowhere;
    if (top === this.#states.length) this.#growStates();
    this.#states[top] =
      (node.epoch >= this.#evaluated ? isRecorded : 0) | (computed && !known ? isComputed : 0);
    node.epoch = this.#mark;
  }

  #growStates(): void {
    const larger = new Int32Array(2 * this.#states.length);
    larger.set(this.#states);
    this.#states = larger;
  }

  #leave(node: Node, recorded: boolean): void {
    if (!recorded) {
      const position = this.#positions++;
      node.position = position;
      this.nodes[position] = node;
      if (isGiven(node)) {
        if (node.value === null) throw unreadable(this.roots);
        this.leaves.push(node);
        this.#write(leaf - this.#fitting(node.kind.type.number), node, -1, -1);
      } else if (node.deferred !== null) {
        this.#writeDeferred(deferred, node, node.deferred);
      } else {
        this.#writeOperation(0, node);
      }
    }
    if (!this.#deriving || !isGiven(node)) return;
    if (endsAt(node, this.#oldest)) this.#write(originNone, node, -1, -1);
    else if (node.deferred !== null) this.#writeDeferred(originDeferred, node, node.deferred);
    else this.#writeOperation(origin, node);
  }

  #writeDeferred(what: number, node: Node, { request, index }: Deferred): void {
    if (request.epoch !== this.#evaluated) {
      request.epoch = this.#evaluated;
      request.position = this.requests.length;
      this.requests.push(request);
    }
    this.#write(what, node, request.position, index);
  }

  #writeOperation(base: number, node: Node): void {
    const { first, second, arity } = node;
    const what = base + this.#fitting(node.kind.number);
    if (arity <= 2) {
      this.#write(what, node, first === null ? -1 : first.position, second === null ? -1 : second.position);
      return;
    }
    this.#write(what, node, this.#inputs.length, -arity);
    for (let k = 0; k < arity; k++) this.#inputs.push(node.input(k).position);
  }

  #fitting(number: number): number {
    if (number >= mostNumbers) this.#fits = false;
    return number;
  }

  #write(what: number, node: Node, a: number, b: number): void {
    const records = this.#records;
    records.push(what);
    records.push(node.position);
    records.push(a);
    records.push(b);
  }
}

/** Whether an earlier run computed a node, or others of its request, and did not keep the value. */
function isAgain({ value, history, first, deferred }: Node): boolean {
  if (value !== null) return false;
  return deferred === null ? history > 0 && first !== null : deferred.request.history > 0;
}
