import { isConstant } from "../graph/build.ts";
import { type Listing, listing, nowhere, oldestOf } from "../graph/listing.ts";
import type { Node } from "../graph/node.ts";
import { scalarType } from "../graph/node-kind.ts";
import { allocate, type DType, isFloat, type TypedArray } from "../shape/dtype.ts";
import { relatedTo } from "../transform/reverse.ts";
import { isScalarStep, laneOf } from "./scalar.ts";
import { ScalarReverse } from "./scalar-reverse.ts";
import { ScalarSteps } from "./scalar-steps.ts";

/** A program, and the nodes with the data for its first run. */
interface Start {
  readonly program: ScalarProgram;
  readonly leaves: readonly Node[];
}

/** What is asked for. */
interface Root {
  /** -1 of a derivative by something unrelated. */
  readonly place: number;
  readonly dtype: DType;
}

/**
 * A graph of scalars of one floating-point dtype (and of truth values) as a row of steps, which can be run again with other
 * data. Derivatives are steps as well, which their rules add, instead of being written out as nodes: the same rules in the same
 * order, hence the same bits, but a node that is made, listed and visited costs many times as much as a scalar's arithmetic.
 * It keeps no node alive.
 */
export class ScalarProgram {
  readonly #steps: ScalarSteps;
  /** Places of the data. */
  readonly #leaves: Int32Array;
  readonly #roots: readonly Root[];

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
    // Going back takes two or three times as many.
    const steps = new ScalarSteps(laneOf(dtype), (wrt.length === 0 ? 1 : 4) * nodes.length);
    this.#steps = steps;
    const leaves: number[] = [];
    for (let k = 0; k < nodes.length; k++) {
      const node = nodes[k] as Node;
      const first = start[k] as number;
      const count = (start[k + 1] as number) - first;
      if (count > 0) {
        const a = inputs[first] as number;
        const b = count > 1 ? (inputs[first + 1] as number) : a;
        steps.step(node.op, a, b, count > 2 ? (inputs[first + 2] as number) : a);
      } else if (isConstant(node)) steps.constant(node.attributes["value"] as number);
      else leaves.push(steps.input());
    }
    this.#leaves = Int32Array.from(leaves);
    let plain = 0;
    const reverse = wrt.length === 0 ? null : new ScalarReverse(list, relatedTo(list, new Set(wrt)), steps);
    reverse?.run(list.roots[list.roots.length - 1] as number);
    this.#roots = roots.map(({ deferred, dtype }) => {
      if (deferred === null) return { place: list.roots[plain++] as number, dtype };
      const by = wrt[deferred.index] as Node;
      const isMet = nodes[by.position] === by;
      return { place: isMet ? (reverse?.cotangents[by.position] ?? -1) : -1, dtype };
    });
  }

  /** The number of steps. */
  get size(): number {
    return this.#steps.length;
  }

  /** The values of the roots, from data in the order of the leaves. */
  run(data: readonly TypedArray[]): TypedArray[] {
    const steps = this.#steps;
    for (let k = 0; k < data.length; k++)
      steps.set(this.#leaves[k] as number, (data[k] as TypedArray)[0] as number);
    steps.run();
    return this.#roots.map(({ place, dtype }) => {
      const elements = allocate(dtype, 1);
      // A derivative by something unrelated is 0.
      if (place >= 0) elements[0] = steps.valueAt(place);
      return elements;
    });
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
