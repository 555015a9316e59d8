import { describe } from "../error/describe.ts";
import { isConstant, isPlaceholder } from "../graph/build.ts";
import type { GradientRequest, Node } from "../graph/node.ts";
import { stopGradient } from "../op/leaf.ts";
import type { TypedArray } from "../shape/dtype.ts";
import { firstOther, sameBits } from "../shape/same-bits.ts";
import { formatShape, type Shape, sizeOf } from "../shape/shape.ts";
import { elementsOf } from "../tensor/handle.ts";
import { isSameStep, sameType } from "../transform/same-step.ts";
import { anotherArgument } from "./argument-identity.ts";
import { ComparedPairs, type Pair, requestOf, sourcesOf } from "./compared-pairs.ts";
import type { RecordedCell, RecordedGraph } from "./recorded-graph.ts";

const remedy = "pass it as an argument, or keep it in a parameter";
const branch = "pass what that depends on as an argument";

/**
 * What a function does differently in a second recording, as a sentence; null if it does the same. A tensor that the function
 * refers to counts as the same if it is the same node, or was computed alike, or has the same elements.
 */
export function recordingDifference(before: RecordedGraph, now: RecordedGraph): string | null {
  const difference = anyDifference(before, now);
  const isMadeInside = ({ cell }: RecordedCell): boolean => cell.scope?.isWithin(now.scope) ?? false;
  return difference !== null && now.cells.some(isMadeInside)
    ? "the function makes a parameter, which would be another one in each call: make it outside, with what it belongs to"
    : difference;
}

function anyDifference(before: RecordedGraph, now: RecordedGraph): string | null {
  if (before.layout?.text !== now.layout?.text)
    return `the function returns something of another structure than when it was recorded: ${branch}`;
  const effects = effectPairs(before, now);
  if (effects === null)
    return `the function does not change the same parameters as when it was recorded: ${branch}`;
  const outputs = before.outputs.map((node, k): Pair => [node, now.outputs[k] as Node]);
  return new Comparison(before, now).of([...outputs, ...effects]);
}

/** The roots that are effects on parameters; null if those are others. */
function effectPairs(before: RecordedGraph, now: RecordedGraph): Pair[] | null {
  const earlier = before.cells.filter(hasEffect);
  const later = new Map(now.cells.filter(hasEffect).map((cell) => [cell.cell, cell]));
  if (earlier.length !== later.size) return null;
  const pairs: Pair[] = [];
  for (const first of earlier) {
    const second = later.get(first.cell);
    if (second === undefined) return null;
    if ((["isRemoved", "isRevised", "use"] as const).some((key) => first[key] !== second[key])) return null;
    for (const root of ["value", "gradient"] as const) {
      if (first[root] >= 0 !== second[root] >= 0) return null;
      if (first[root] >= 0) pairs.push([before.roots[first[root]] as Node, now.roots[second[root]] as Node]);
    }
  }
  return pairs;
}

function hasEffect({ value, gradient, isRemoved, use }: RecordedCell): boolean {
  return value >= 0 || gradient >= 0 || isRemoved || use !== null;
}

/** Two recordings, gone through together from their results. */
class Comparison {
  readonly #now: RecordedGraph;
  /** What stands for the same in the second recording. */
  readonly #mates: Map<Node, Node> = new Map();
  /** Nodes of either recording that depend on arguments or parameters; the function refers to the others, or made them of numbers. */
  readonly #depending: ReadonlySet<Node>;
  /** Nodes that have a derivative by what one is taken by: then it matters how they were computed, not only their values. */
  readonly #derivable: ReadonlySet<Node>;
  readonly #compared: ComparedPairs = new ComparedPairs();

  constructor(before: RecordedGraph, now: RecordedGraph) {
    this.#now = now;
    for (const [k, placeholder] of before.placeholders.entries())
      this.#mates.set(placeholder, now.placeholders[k] as Node);
    const later = new Map(now.cells.map((cell) => [cell.cell, cell]));
    for (const { cell, placeholder, prior } of before.cells) {
      const mate = later.get(cell);
      if (mate === undefined) continue;
      this.#mates.set(placeholder, mate.placeholder);
      if (prior !== null && mate.prior !== null) this.#mates.set(prior, mate.prior);
    }
    const roots = [...before.roots, ...now.roots];
    this.#depending = dependingOn(roots, isPlaceholder, sourcesOf);
    const targets = new Set(requestsOf(roots).flatMap(({ wrt }) => wrt));
    this.#derivable = dependingOn(
      targets.size === 0 ? [] : roots,
      (node) => targets.has(node),
      (node) => (node.op === stopGradient ? [] : sourcesOf(node)),
    );
  }

  of(roots: readonly Pair[]): string | null {
    const pairs = roots.slice().reverse();
    for (let pair = pairs.pop(); pair !== undefined; pair = pairs.pop()) {
      const [a, b] = pair;
      if (!this.#compared.add(a, b)) continue;
      const found = this.#isOpen(a) || this.#isOpen(b) ? this.#step(a, b, pairs) : this.#ofKnownValue(a, b);
      if (found !== null) return found;
    }
    return this.#compared.areTargetsMatched() ? null : inAnotherWay("does gradients");
  }

  /** Whether a node is to be compared by how it is computed. */
  #isOpen(node: Node): boolean {
    return this.#depending.has(node) || (this.#derivable.has(node) && node.op !== stopGradient);
  }

  /** Compares two nodes, and leaves their inputs to be compared. */
  #step(a: Node, b: Node, pairs: Pair[]): string | null {
    if (isPlaceholder(a) || isPlaceholder(b)) {
      if (this.#mates.get(a) === b) return null;
      return isPlaceholder(a) && isPlaceholder(b) ? anotherArgument : otherwise(a, b);
    }
    const [first, second] = [requestOf(a), requestOf(b)];
    if (first !== null && second !== null) {
      const asked = this.#compared.derivative([a, b], first, second);
      if (asked === null) return otherwise(a, b);
      for (const each of asked) pairs.push(each);
      return null;
    }
    if (!isSameStep(a, b) || !sameData(a, b))
      return this.#depending.has(a) || this.#depending.has(b) ? otherwise(a, b) : this.#changed(a, b, [a, b]);
    for (let k = a.arity - 1; k >= 0; k--) pairs.push([a.input(k), b.input(k)]);
    return null;
  }

  /** Two tensors that depend on no argument and no parameter, and only matter for their values. */
  #ofKnownValue(a: Node, b: Node): string | null {
    const place = firstChange(a, b);
    if (place === null || (sameType(a, b) && sameBits(elementsOf(a), elementsOf(b)))) return null;
    return this.#changed(a, b, place);
  }

  /** Says how two tensors differ that depend on no argument and no parameter. */
  #changed(a: Node, b: Node, [was, is]: Pair): string {
    if (!this.#isMadeInside(b)) return referred(a, b);
    // What is made in the function differs in its own numbers, or in what it refers to.
    if (was.arity > 0 || is.arity > 0 || !sameType(was, is)) return otherwise(was, is);
    return this.#isMadeInside(is) ? numbers(was, is) : referred(was, is);
  }

  #isMadeInside({ scope }: Node): boolean {
    return scope?.isWithin(this.#now.scope) ?? false;
  }
}

/** The first place where two tensors were computed in other ways, or from other data; null if there is none. */
function firstChange(a: Node, b: Node): Pair | null {
  const compared = new ComparedPairs();
  const pairs: Pair[] = [[a, b]];
  for (let pair = pairs.pop(); pair !== undefined; pair = pairs.pop()) {
    const [first, second] = pair;
    if (!compared.add(first, second)) continue;
    if (requestOf(first) !== null || requestOf(second) !== null || !isSameStep(first, second)) return pair;
    if (!sameData(first, second)) return pair;
    for (let k = first.arity - 1; k >= 0; k--) pairs.push([first.input(k), second.input(k)]);
  }
  return null;
}

/** Whether two nodes that do the same have the same data, if they are data. */
function sameData(a: Node, b: Node): boolean {
  // Placeholders have none, and constants are told apart by their attributes.
  return (
    a.arity > 0 ||
    a.value === null ||
    b.value === null ||
    isConstant(a) ||
    sameBits(elementsOf(a), elementsOf(b))
  );
}

/** The derivatives among what some nodes depend on. */
function requestsOf(roots: readonly Node[]): GradientRequest[] {
  const met = new Set(roots);
  const requests = new Set<GradientRequest>();
  for (const node of met) {
    const request = requestOf(node);
    if (request !== null && requests.has(request)) continue;
    if (request !== null) requests.add(request);
    // What is added to a set meanwhile is visited, too.
    for (const source of sourcesOf(node)) met.add(source);
  }
  return [...requests];
}

/** Nodes that depend on something that is wanted, and this itself. */
function dependingOn(
  roots: readonly Node[],
  isWanted: (node: Node) => boolean,
  sourcesOf: (node: Node) => readonly Node[],
): Set<Node> {
  const depending = new Set<Node>();
  const entered = new Set<Node>();
  /** Derivatives that were asked for together depend on the same. */
  const requests = new Map<GradientRequest, boolean>();
  const stack = roots.slice();
  for (let node = stack[stack.length - 1]; node !== undefined; node = stack[stack.length - 1]) {
    const request = requestOf(node);
    const known = request === null ? undefined : requests.get(request);
    if (known !== undefined) {
      stack.pop();
      entered.add(node);
      if (known || isWanted(node)) depending.add(node);
      continue;
    }
    const sources = sourcesOf(node);
    if (!entered.has(node)) {
      entered.add(node);
      for (const source of sources) if (!entered.has(source)) stack.push(source);
      continue;
    }
    stack.pop();
    const depends = sources.some((source) => depending.has(source));
    if (request !== null) requests.set(request, depends);
    if (depends || isWanted(node)) depending.add(node);
  }
  return depending;
}

function otherwise(before: Node, now: Node): string {
  const [was, is] = [nameOf(before), nameOf(now)];
  const does = is === null ? "takes a value as it is" : `does ${is}`;
  const did = was === null ? "took a value as it is" : `did ${was}`;
  return was === is
    ? inAnotherWay(does)
    : `the function ${does} where it ${did} when it was recorded: ${branch}`;
}

function inAnotherWay(does: string): string {
  return `the function ${does} in another way than when it was recorded: ${branch}`;
}

/** What a node does; null for data and what stands for it. */
function nameOf(node: Node): string | null {
  if (requestOf(node) !== null) return "gradients";
  return node.arity === 0 && !isConstant(node) ? null : node.op.name;
}

/** Numbers that are written in the function. */
function numbers(before: Node, now: Node): string {
  return before.shape.length === 0
    ? `a number in the function ${change(before, now)}: ${remedy}`
    : `data of shape ${formatShape(now.shape)} made in the function ${change(before, now)}: ${remedy}`;
}

function referred(before: Node, now: Node): string {
  if (!sameType(before, now)) {
    return (
      `a tensor that the function refers to was ${before.dtype} ${formatShape(before.shape)} when it was recorded and is ` +
      `${now.dtype} ${formatShape(now.shape)} now: ${remedy}`
    );
  }
  if (sameBits(elementsOf(before), elementsOf(now)))
    return `a tensor that the function refers to was computed in another way when it was recorded: ${remedy}`;
  return `a tensor that the function refers to ${change(before, now)}: ${remedy}`;
}

function change(before: Node, now: Node): string {
  const [was, is] = [elementsOf(before), elementsOf(now)];
  const at = Math.max(firstOther(was, is), 0);
  const place = sizeOf(now.shape) === 1 ? "" : ` at [${indexOf(at, now.shape).join(", ")}]`;
  return `was ${valueText(before, was, at)}${place} when it was recorded and is ${valueText(now, is, at)} now`;
}

function valueText({ dtype }: Node, elements: TypedArray, at: number): string {
  return describe(dtype === "bool" ? elements[at] !== 0 : elements[at]);
}

function indexOf(offset: number, shape: Shape): number[] {
  const index = new Array<number>(shape.length);
  let rest = offset;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis] as number;
    index[axis] = rest % size;
    rest = Math.floor(rest / size);
  }
  return index;
}
