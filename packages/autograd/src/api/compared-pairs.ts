import type { GradientRequest, Node } from "../graph/node.ts";
import { stopGradient } from "../op/leaf.ts";

/** Nodes of two graphs that ought to stand for the same. */
export type Pair = readonly [before: Node, now: Node];

/** The pairs of a comparison that need no second look, so that it ends soon however nodes are shared. */
export class ComparedPairs {
  readonly #compared: Map<Node, Set<Node>> = new Map();
  /** Nodes that stand for themselves. */
  readonly #identical: Set<Node> = new Set();
  /** What derivatives are taken by. */
  readonly #targets: Pair[] = [];
  /** Derivatives that were asked for together, of which each of many is compared with its mate. */
  readonly #requests: Map<GradientRequest, Set<GradientRequest>> = new Map();

  /** Adds a pair. Whether it has to be looked at: it was not there before, and is of two nodes. */
  add(a: Node, b: Node): boolean {
    if (a === b) {
      this.#identical.add(a);
      return false;
    }
    const mates = this.#compared.get(a) ?? new Set();
    if (mates.has(b)) return false;
    this.#compared.set(a, mates.add(b));
    return true;
  }

  /** The pairs of two nodes each. */
  *pairs(): Iterable<Pair> {
    for (const [a, mates] of this.#compared) for (const b of mates) yield [a, b];
  }

  /**
   * What two derivatives are taken of and by, pair by pair, unless that is known of others which were asked for with them; null if
   * they are asked for in different ways.
   */
  derivative([a, b]: Pair, first: GradientRequest, second: GradientRequest): readonly Pair[] | null {
    if (first.wrt.length !== second.wrt.length || first.nodes.indexOf(a) !== second.nodes.indexOf(b))
      return null;
    const mates = this.#requests.get(first) ?? new Set();
    if (mates.has(second)) return [];
    this.#requests.set(first, mates.add(second));
    const targets = first.wrt.map((wrt, k): Pair => [wrt, second.wrt[k] as Node]);
    for (const target of targets) this.#targets.push(target);
    return [[first.of, second.of], ...targets];
  }

  /**
   * Whether what derivatives are taken by stands for one another, and for nothing else. A derivative finds it by what it is, not
   * by its value: of two equal tensors it is taken by one.
   */
  areTargetsMatched(): boolean {
    if (this.#targets.length === 0) return true;
    const forward = new Map(this.#targets);
    const backward = new Map(this.#targets.map(([a, b]) => [b, a]));
    const isMatched = (a: Node, b: Node): boolean =>
      (forward.get(a) ?? b) === b && (backward.get(b) ?? a) === a;
    if (!this.#targets.every(([a, b]) => isMatched(a, b))) return false;
    for (const [a, mates] of this.#compared) for (const b of mates) if (!isMatched(a, b)) return false;
    return this.#areIdenticalFreeOf(this.#targets.filter(([a, b]) => a !== b).flat());
  }

  /** Whether none of the nodes that stand for themselves has a derivative by some others, which do not. */
  #areIdenticalFreeOf(nodes: readonly Node[]): boolean {
    if (nodes.length === 0) return true;
    const unwanted = new Set(nodes);
    const oldest = nodes.reduce((least, { serial }) => Math.min(least, serial), Number.POSITIVE_INFINITY);
    const met = new Set(this.#identical);
    const requests = new Set<GradientRequest | null>();
    for (const node of met) {
      if (unwanted.has(node)) return false;
      const request = requestOf(node);
      if (request !== null && requests.has(request)) continue;
      requests.add(request);
      // What is added to a set meanwhile is visited, too.
      if (node.op !== stopGradient)
        for (const source of sourcesOf(node)) if (source.serial >= oldest) met.add(source);
    }
    return true;
  }
}

/** Of a derivative that is written out when it is needed: what was asked for with it. */
export function requestOf({ origin }: Node): GradientRequest | null {
  return origin !== null && "nodes" in origin ? (origin as GradientRequest) : null;
}

/** What a node depends on; a derivative that is not written out for the question, on what it is of and by. */
export function sourcesOf(node: Node): readonly Node[] {
  const request = requestOf(node);
  return request === null ? node.inputs : [request.of, ...request.wrt];
}
