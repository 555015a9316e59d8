import { isConstant } from "../graph/build.ts";
import { type Listing, listing, nowhere, oldestOf } from "../graph/listing.ts";
import type { GradientRequest, Node } from "../graph/node.ts";
import { scalarType } from "../graph/node-kind.ts";
import { allocate, type DType, isFloat, type TypedArray } from "../shape/dtype.ts";
import { relatedTo } from "../transform/pull-order.ts";
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
  readonly #leaves: readonly number[];
  readonly #roots: readonly Root[];

  /**
   * A program that computes `roots`, nodes without a value; null if their graph is of another sort. Derivatives that take part
   * have to be of one request.
   */
  static of(roots: readonly Node[]): Start | null {
    const first = roots.find(({ deferred }) => deferred !== null)?.deferred?.request ?? null;
    const listed = listingOf(roots, first);
    if (listed === null || first !== null) return listed && startOf(listed, roots, first);
    // A step of a training takes derivatives and computes what becomes of the parameters.
    const request = listed.list.nodes.find(isDerivative)?.deferred?.request ?? null;
    const withDerivative = request === null ? listed : listingOf(roots, request);
    return withDerivative && startOf(withDerivative, roots, request);
  }

  constructor(steps: ScalarSteps, leaves: readonly number[], roots: readonly Root[]) {
    this.#steps = steps;
    this.#leaves = leaves;
    this.#roots = roots;
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
      elements[0] = steps.valueAt(place);
      return elements;
    });
  }
}

interface Listed {
  readonly list: Listing;
  /** The last node that the derivative is taken of, -1 if there is no derivative: what comes behind may depend on that. */
  readonly of: number;
  readonly isData: (node: Node) => boolean;
}

/** What roots and what a derivative is taken of depend on; null if one of them is not of this sort at first sight. */
function listingOf(roots: readonly Node[], request: GradientRequest | null): Listed | null {
  const { dtype } = roots[0] as Node;
  const wrt = request?.wrt ?? [];
  const tops = request === null ? roots : [request.of, ...roots];
  // Most graphs of arrays end in a reduction, and need not be listed to be told apart.
  if (!isFloat(dtype) || wrt.some((node) => node.kind.type !== scalarType(dtype))) return null;
  if (tops.some((node) => !isScalar(node, dtype))) return null;
  // A derivative depends on how a value came about: where one is asked for, known values are computed again.
  const oldest = oldestOf(wrt);
  const isData = ({ value, first, deferred, serial }: Node): boolean =>
    value !== null && (request === null || (first === null && deferred === null) || serial <= oldest);
  const list = listing(tops, (node) => (node.deferred !== null || isData(node) ? nowhere : node));
  return { list, of: request === null ? -1 : (list.roots[0] as number), isData };
}

function startOf(
  { list, of, isData }: Listed,
  roots: readonly Node[],
  request: GradientRequest | null,
): Start | null {
  const { nodes, start, inputs } = list;
  const { dtype } = roots[0] as Node;
  const isOfSort = (node: Node, k: number): boolean =>
    isScalar(node, dtype) &&
    (isData(node) ||
      (k > of && node.deferred !== null ? node.deferred.request === request : isSupported(node)));
  if (!nodes.every(isOfSort)) return null;
  // Going back takes two or three times as many.
  const steps = new ScalarSteps(laneOf(dtype), (request === null ? 1 : 4) * nodes.length);
  const places = new Int32Array(nodes.length);
  const leaves: Node[] = [];
  const leafPlaces: number[] = [];
  let reverse: ScalarReverse | null = null;
  for (let k = 0; k < nodes.length; k++) {
    const node = nodes[k] as Node;
    const first = start[k] as number;
    const count = (start[k + 1] as number) - first;
    if (count > 0) {
      const a = places[inputs[first] as number] as number;
      const b = count > 1 ? (places[inputs[first + 1] as number] as number) : a;
      const c = count > 2 ? (places[inputs[first + 2] as number] as number) : a;
      places[k] = steps.step(node.op, a, b, c);
    } else if (node.deferred !== null && !isData(node)) {
      const by = (request as GradientRequest).wrt[node.deferred.index] as Node;
      const cotangent = nodes[by.position] === by ? (reverse?.cotangents[by.position] ?? -1) : -1;
      // A derivative by something unrelated is 0.
      places[k] = cotangent < 0 ? steps.constant(0) : cotangent;
    } else if (isConstant(node)) places[k] = steps.constant(node.attributes["value"] as number);
    else {
      leaves.push(node);
      leafPlaces.push((places[k] = steps.input()));
    }
    if (k === of) {
      reverse = new ScalarReverse(list, relatedTo(list, new Set(request?.wrt)), steps);
      reverse.run(of);
    }
  }
  const asked = list.roots.slice(request === null ? 0 : 1);
  const results = asked.map(
    (k, r): Root => ({ place: places[k] as number, dtype: (roots[r] as Node).dtype }),
  );
  return { program: new ScalarProgram(steps, leafPlaces, results), leaves };
}

/** Whether a node is a derivative that is not known yet. */
function isDerivative({ deferred, value }: Node): boolean {
  return deferred !== null && value === null;
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
