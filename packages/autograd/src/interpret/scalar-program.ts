import { isConstant } from "../graph/build.ts";
import { type Listing, listing, nowhere, oldestOf } from "../graph/listing.ts";
import type { Node } from "../graph/node.ts";
import { type NodeKind, scalarType } from "../graph/node-kind.ts";
import { allocate, type DType, isFloat, type TypedArray } from "../shape/dtype.ts";
import { relatedTo } from "../transform/reverse.ts";
import { isScalarStep, laneOf, type NumberLane, scalarOf } from "./scalar.ts";
import { ScalarReverse } from "./scalar-reverse.ts";

/** A program, and the nodes with the data for its first run. */
interface Start {
  readonly program: ScalarProgram;
  readonly leaves: readonly Node[];
}

/** What is asked for. */
interface Root {
  /** In the program; of a derivative that of what it is taken by, -1 if that is not in the program. */
  readonly position: number;
  readonly derivative: boolean;
  readonly dtype: DType;
}

/**
 * A graph of scalars of one floating-point dtype (and of truth values) in flat arrays, which can be run again with other
 * data. Derivatives are computed by reverse mode on numbers instead of being written out as nodes: the same rules in the same
 * order, hence the same bits, but a node that is made, listed and visited costs many times as much as a scalar's arithmetic.
 * It keeps no node alive.
 */
export class ScalarProgram {
  readonly #lane: NumberLane;
  /** Of each node. */
  readonly #kinds: readonly NodeKind[];
  readonly #values: Float64Array;
  /** Inputs of node k stand at `inputs[start[k]] .. inputs[start[k + 1]]`, as in a listing. */
  readonly #start: Int32Array;
  readonly #inputs: Int32Array;
  /** Positions of the data. */
  readonly #leaves: Int32Array;
  readonly #roots: readonly Root[];
  readonly #reverse: ScalarReverse | null = null;

  /** A program that computes `roots`, nodes without a value; null if their graph is of another sort. */
  static of(roots: readonly Node[]): Start | null {
    const { dtype } = roots[0] as Node;
    const request = roots.find((root) => root.deferred !== null)?.deferred?.request ?? null;
    const wrt = request?.wrt ?? [];
    if (!isFloat(dtype) || wrt.some((node) => node.kind.type !== scalarType(dtype))) return null;
    if (roots.some((root) => root.deferred !== null && root.deferred.request !== request)) return null;
    const plain = roots.filter((root) => root.deferred === null);
    // A derivative depends on how a value came about: where one is asked for, known values are computed again.
    const oldest = oldestOf(wrt);
    const isData = (node: Node): boolean => {
      const { value, first, deferred, serial } = node;
      return (
        value !== null && (request === null || (first === null && deferred === null) || serial <= oldest)
      );
    };
    const tops = request === null ? plain : [...plain, request.of];
    // Most graphs of arrays end in a reduction, and need not be listed to be told apart.
    if (tops.some(({ first }) => first !== null && !isScalar(first, dtype))) return null;
    const list = listing(tops, (node) => (node.deferred !== null || isData(node) ? nowhere : node));
    if (!list.nodes.every((node) => isScalar(node, dtype) && (isData(node) || isSupported(node))))
      return null;
    const program = new ScalarProgram(list, dtype, roots, wrt);
    return { program, leaves: Array.from(program.#leaves, (k) => list.nodes[k] as Node) };
  }

  private constructor(list: Listing, dtype: DType, roots: readonly Node[], wrt: readonly Node[]) {
    const { nodes, start, inputs } = list;
    this.#lane = laneOf(dtype);
    this.#kinds = nodes.map((node) => node.kind);
    this.#values = new Float64Array(nodes.length);
    this.#start = start;
    this.#inputs = inputs;
    const leaves: number[] = [];
    for (let k = 0; k < nodes.length; k++) {
      if (start[k] !== start[k + 1]) continue;
      const node = nodes[k] as Node;
      if (isConstant(node)) this.#values[k] = this.#lane.constant(node.attributes["value"] as number);
      else leaves.push(k);
    }
    this.#leaves = Int32Array.from(leaves);
    let plain = 0;
    this.#roots = roots.map(({ deferred, dtype }) => {
      if (deferred === null) return { position: list.roots[plain++] as number, derivative: false, dtype };
      const by = wrt[deferred.index] as Node;
      return { position: nodes[by.position] === by ? by.position : -1, derivative: true, dtype };
    });
    if (wrt.length === 0) return;
    const related = relatedTo(list, new Set(wrt));
    const of = list.roots[plain] as number;
    this.#reverse = new ScalarReverse(of, this.#kinds, start, inputs, this.#values, related, this.#lane);
  }

  /** The values of the roots, from data in the order of the leaves. */
  run(data: readonly TypedArray[]): TypedArray[] {
    const values = this.#values;
    for (let k = 0; k < data.length; k++) {
      values[this.#leaves[k] as number] = (data[k] as TypedArray)[0] as number;
    }
    this.#forward();
    this.#reverse?.run();
    return this.#roots.map(({ position, derivative, dtype }) => {
      const elements = allocate(dtype, 1);
      const from = derivative ? this.#reverse?.cotangents : values;
      // A derivative by something unrelated is 0.
      elements[0] = from?.[position] ?? 0;
      return elements;
    });
  }

  #forward(): void {
    const values = this.#values;
    const start = this.#start;
    const inputs = this.#inputs;
    for (let k = 0; k < values.length; k++) {
      const first = start[k] as number;
      const count = (start[k + 1] as number) - first;
      if (count === 0) continue;
      values[k] = scalarOf(
        (this.#kinds[k] as NodeKind).op.meaning,
        this.#lane,
        values[inputs[first] as number] as number,
        count > 1 ? (values[inputs[first + 1] as number] as number) : 0,
        count > 2 ? (values[inputs[first + 2] as number] as number) : 0,
      );
    }
  }
}

/** Whether a node is a scalar of this dtype, or a truth value. */
function isScalar({ kind }: Node, dtype: DType): boolean {
  return kind.type === scalarType(dtype) || kind.type === scalarType("bool");
}

/** Whether a node that is not data can be computed, and be differentiated by its own rule. */
function isSupported(node: Node): boolean {
  if (node.deferred !== null) return false;
  if (node.first === null) return isConstant(node);
  return isScalarStep(node.op) && !node.op.derivative.needsGraph;
}
