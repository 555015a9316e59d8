import { ArgumentError } from "../error/error.ts";
import { isPlaceholder } from "../graph/build.ts";
import { nextEpoch } from "../graph/listing.ts";
import type { Deferred, Node } from "../graph/node.ts";
import type { Attributes, Operation } from "../op/definition.ts";
import type { DType } from "../shape/dtype.ts";
import { settings } from "./settings.ts";

/**
 * The structure of a graph as a row of integers, equal for two graphs exactly if the same plan computes both: which
 * operations on which earlier results, with which attributes; of data only shape and dtype. Derivatives that are not
 * written out yet are told by what they are of.
 */
export class Structure {
  /** The integers; only the first `length` count. */
  code: Int32Array = new Int32Array(4096);
  length = 0;
  hash = 0;
  /** Nodes with a value that a run may read, in the order of the walk: its data. */
  leaves: Node[] = [];
  readonly #deferred: Deferred[] = [];
  #deferredCount = 0;
  readonly #stack: Node[] = [];
  readonly #cursor: number[] = [];
  #records = 0;
  /** Whether the graph has more integers than are kept; the rest was not read then. */
  tooLarge = false;

  /**
   * Reads the graph below `roots`. Scalars whose derivatives take part become roots too: a run computes them anyway, and
   * they are often read next.
   */
  read(roots: Node[]): void {
    this.length = 0;
    this.leaves = [];
    this.#deferredCount = 0;
    this.#records = 0;
    this.tooLarge = false;
    const evaluated = nextEpoch();
    for (let r = 0; r < roots.length; r++) this.#walk(roots[r] as Node, evaluated, evaluated);
    // A derivative depends on how a value came about, known or not: there the walk does not stop at values.
    const derived = this.#deferredCount > 0 ? nextEpoch() : evaluated;
    for (let d = 0; d < this.#deferredCount; d++) {
      const { of, wrt, index } = this.#deferred[d] as Deferred;
      if (of.value === null && !roots.includes(of)) roots.push(of);
      this.#walk(of, derived, evaluated);
      for (let k = 0; k < wrt.length; k++) this.#walk(wrt[k] as Node, derived, evaluated);
      this.#grow(wrt.length);
      this.#push(index);
      this.#push(of.position);
      this.#push(wrt.length);
      for (let k = 0; k < wrt.length; k++) this.#push((wrt[k] as Node).position);
    }
    if (this.tooLarge) return;
    this.#grow(roots.length);
    for (let r = 0; r < roots.length; r++) this.#push((roots[r] as Node).position);
    this.hash = hashOf(this.code, this.length);
  }

  /** Writes a record of every node below `root` that has none: up to known values, or, if `derived`, beyond them. */
  #walk(root: Node, mark: number, evaluated: number): void {
    if (root.epoch === mark) return;
    const derived = mark !== evaluated;
    const stack = this.#stack;
    const cursor = this.#cursor;
    let top = 0;
    stack[0] = root;
    cursor[0] = root.epoch === evaluated ? recorded : 0;
    root.epoch = mark;
    while (top >= 0) {
      if (this.length > settings.largestKept) {
        this.tooLarge = true;
        return;
      }
      const node = stack[top] as Node;
      const next = cursor[top] as number;
      const { inputs } = node;
      const followed = node.deferred === null && (derived || node.value === null);
      const k = next >= recorded ? next - recorded : next;
      if (followed && k < inputs.length) {
        cursor[top] = next + 1;
        const child = inputs[k] as Node;
        if (child.epoch !== mark) {
          top += 1;
          stack[top] = child;
          cursor[top] = child.epoch === evaluated ? recorded : 0;
          child.epoch = mark;
        }
        continue;
      }
      if (next < recorded) this.#write(node, derived);
      else if (node.value !== null) this.#writeOrigin(node);
      top -= 1;
    }
  }

  #write(node: Node, derived: boolean): void {
    node.position = this.#records++;
    this.#grow(0);
    if (node.value !== null) {
      this.leaves.push(node);
      this.#push(-1 - dtypeNumber[node.dtype]);
      const { shape } = node;
      this.#push(shape.length);
      for (let k = 0; k < shape.length; k++) this.#push(shape[k] as number);
      if (derived) this.#writeOrigin(node);
      return;
    }
    if (node.deferred !== null) {
      this.#deferred[this.#deferredCount++] = node.deferred;
      this.#push(-8);
      return;
    }
    if (isPlaceholder(node)) throw unreadable(node.attributes["recordedBy"]);
    this.#writeOperation(node);
  }

  /** How a known value came about; nothing for data. A derivative may be known and still not be written out. */
  #writeOrigin(node: Node): void {
    const { deferred } = node;
    if (deferred === null && node.inputs.length === 0) return;
    this.#grow(0);
    this.#push(deferred === null ? -9 : -10);
    this.#push(node.position);
    if (deferred === null) this.#writeOperation(node);
    else this.#deferred[this.#deferredCount++] = deferred;
  }

  #writeOperation(node: Node): void {
    const { inputs, op } = node;
    this.#push(operationNumber(op));
    this.#grow(inputs.length);
    if (op.arity === "any") this.#push(inputs.length);
    for (let k = 0; k < inputs.length; k++) this.#push((inputs[k] as Node).position);
    this.#attributes(node.attributes);
  }

  #attributes(attributes: Attributes): void {
    for (const name in attributes) {
      const value = attributes[name];
      if (typeof value === "number") this.#number(value);
      else if (typeof value === "string") this.#push(textNumber(value));
      else if (typeof value === "boolean") this.#push(value ? 1 : 0);
      else if (value !== undefined) {
        this.#grow(2 * value.length);
        this.#push(value.length);
        for (let k = 0; k < value.length; k++) this.#push(value[k] as number);
      }
    }
  }

  #number(value: number): void {
    double[0] = value;
    this.#push(words[0] as number);
    this.#push(words[1] as number);
  }

  #push(word: number): void {
    this.code[this.length++] = word;
  }

  #grow(more: number): void {
    if (this.length + more + 64 <= this.code.length) return;
    const larger = new Int32Array(2 * (this.code.length + more));
    larger.set(this.code);
    this.code = larger;
  }
}

function unreadable(recordedBy: unknown): ArgumentError {
  if (recordedBy === "vmap") {
    return new ArgumentError(
      "vmap",
      "a value cannot be read inside the function, since each example has its own. Choose by value with where().",
    );
  }
  return new ArgumentError(
    "compile",
    "a value cannot be read while the function is being recorded, since it is not known yet. " +
      "Choose by value with where(), or leave the function uncompiled.",
  );
}

/** Added to the cursor of a node that has a record already, and is visited again for what it came from. */
const recorded = 0x40000000;

const double = new Float64Array(1);
const words = new Int32Array(double.buffer);
const dtypeNumber: Readonly<Record<DType, number>> = { float64: 0, float32: 1, int32: 2, bool: 3 };
const operationNumbers = new Map<Operation, number>();
const textNumbers = new Map<string, number>();

function operationNumber(op: Operation): number {
  let number = operationNumbers.get(op);
  if (number === undefined) {
    number = operationNumbers.size;
    operationNumbers.set(op, number);
  }
  return number;
}

function textNumber(text: string): number {
  let number = textNumbers.get(text);
  if (number === undefined) {
    number = textNumbers.size;
    textNumbers.set(text, number);
  }
  return number;
}

function hashOf(code: Int32Array, length: number): number {
  let hash = length;
  for (let k = 0; k < length; k++) hash = Math.imul(hash ^ (code[k] as number), 0x9e3779b1) + (hash >>> 15);
  return hash | 0;
}
