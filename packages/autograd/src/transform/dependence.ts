import { isConstant, isPlaceholder } from "../graph/build.ts";
import { carriesDerivative } from "../graph/graph-builder.ts";
import { areResultsUsed, Lineage, rangesOf, type Version } from "../graph/lineage.ts";
import { nextEpoch, oldestOf } from "../graph/listing.ts";
import type { Node, Origin } from "../graph/node.ts";
import { currentScope, type Scope } from "../graph/scope.ts";
import { isStop } from "../graph/stop-gradient.ts";

/**
 * Whether a derivative passes from a node to its input `k`. This asks what operations declare, not what values are: the
 * side of `where` that was not taken, or a `relu` below 0, has a derivative of 0, while `round` has none.
 */
export function passes(node: Node, k: number): boolean {
  return declaresDerivative(node, k) && carriesDerivative(node.input(k)) && carriesDerivative(node);
}

/** The same of the operation alone, whatever the dtypes are. */
export function declaresDerivative(node: Node, k: number): boolean {
  return node.op.derivative.reaches(k);
}

/** The position of the first of `nodes` that no derivative of `root` reaches; -1 if one reaches each of them. */
export function firstUnreached(root: Node, nodes: readonly Node[]): number {
  return unreachedMark(root, nodes, (mark) => nodes.findIndex((node) => node.epoch === mark), -1);
}

/** Whether a derivative of `root` reaches each of `nodes`. */
export function reached(root: Node, nodes: readonly Node[]): boolean[] {
  return unreachedMark(
    root,
    nodes,
    (mark) => nodes.map((node) => node.epoch !== mark),
    nodes.map(() => true),
  );
}

/** Hands on the mark that nodes carry which no derivative of `root` reaches, unless it reaches all. */
function unreachedMark<T>(root: Node, nodes: readonly Node[], some: (mark: number) => T, all: T): T {
  // Distinct nodes to find carry one mark until they are met, which gives them the other.
  const wanted = nextEpoch();
  let missing = 0;
  for (const node of nodes) {
    if (node.epoch !== wanted) missing += 1;
    node.epoch = wanted;
  }
  const walk = new Walk([root], passes, wanted, oldestOf(nodes));
  while (walk.found < missing && walk.next() !== undefined);
  return walk.found === missing ? all : some(wanted);
}

/**
 * The values of parameters that a derivative of `root` reaches, also those that a parameter has no longer.
 * @param oldest - Those made before this one are not of interest.
 */
export function reachedLeaves(root: Node, oldest = 0): Node[] {
  const leaves: Node[] = [];
  const walk = new Walk([root], passes, -1, oldest);
  for (let node = walk.next(); node !== undefined; node = walk.next()) {
    if (node.owner !== null) leaves.push(node);
  }
  return leaves;
}

/** A value of a parameter that is two nodes: in a recording something else stands for it than outside. */
export interface Divided {
  /** The one of the two that a derivative is asked for by, by its position. */
  readonly position: number;
  /** What a derivative reaches first of what was made outside from that value, or the value outside itself. */
  readonly captured: Node;
}

/**
 * The first of `nodes` that is such a value, and of which a derivative of `root` reaches the other half, which it would take
 * for a constant; null if there is none.
 */
export function firstDivided(root: Node, nodes: readonly Node[]): Divided | null {
  if (currentScope() === null || nodes.every(({ owner }) => owner === null)) return null;
  const values = nodes.map(outsideOf);
  if (values.every((value) => value === null)) return null;
  const oldest = values.reduce((least, value) => Math.min(least, value?.serial ?? least), oldestOf(nodes));
  const leaves = new Map<Node, Node[]>();
  for (const leaf of reachedLeaves(root, oldest)) {
    const value = outsideOf(leaf);
    if (value !== null) leaves.set(value, [...(leaves.get(value) ?? []), leaf]);
  }
  for (const [position, node] of nodes.entries()) {
    const value = values[position] ?? null;
    const other = value === null ? undefined : leaves.get(value)?.find((leaf) => leaf !== node);
    if (value === null || other === undefined) continue;
    const { scope } = isPlaceholder(node) ? node : other;
    return { position, captured: capturedFrom(root, value, scope as Scope) };
  }
  return null;
}

/**
 * The position of the first of `nodes` that is the present value of a parameter, of which a derivative of `root` reaches
 * another value and not this one; -1 if there is none.
 */
export function firstOutdated(root: Node, nodes: readonly Node[]): number {
  const found = reached(root, nodes);
  const isMissed = ({ owner }: Node, k: number): boolean => owner !== null && found[k] === false;
  if (!nodes.some(isMissed)) return -1;
  const owners = new Set(reachedLeaves(root).map(({ owner }) => owner));
  return nodes.findIndex(
    (node, k) => isMissed(node, k) && owners.has(node.owner) && node.owner?.holds(node) === true,
  );
}

/** Whether a leaf is the value that its parameter has, as it is outside the recording that goes on. */
export function isFromOutside(leaf: Node): boolean {
  const { owner } = leaf;
  return owner !== null && owner.outside === leaf && isPlaceholder(owner.node);
}

/** The value of a parameter outside recordings that a leaf is or stands for; null if nothing was made from it there. */
function outsideOf(leaf: Node): Node | null {
  const { owner } = leaf;
  return owner === null ? null : isPlaceholder(leaf) ? owner.outside : leaf;
}

/** What a derivative of `root` reaches first of what was made outside a recording from a value of a parameter. */
export function capturedFrom(root: Node, value: Node, scope: Scope): Node {
  const { captured } = recordedAncestry(root, scope);
  for (const node of captured) if (reached(node, [value])[0]) return node;
  return value;
}

/**
 * Visits everything that some nodes depend on, as the user built it: a derivative depends on what it was taken of and by,
 * and is not written out for the question.
 */
export function visitAncestors(roots: readonly Node[], visit: (node: Node) => void): void {
  const walk = new Walk(roots, everywhere);
  for (let node = walk.next(); node !== undefined; node = walk.next()) visit(node);
}

function everywhere(): boolean {
  return true;
}

/** Whether one of some nodes depends on one of others, other than through `stopGradient`. */
export function dependsOnAny(roots: readonly Node[], others: ReadonlySet<Node>): boolean {
  const walk = new Walk(roots, notStopped);
  for (let node = walk.next(); node !== undefined; node = walk.next()) if (others.has(node)) return true;
  return false;
}

/** What a derivative of a node reaches, by numbers: for a compiled function that the node is given to. */
export function reachOf(node: Node): Lineage {
  if (isLeaf(node)) return reach(node);
  // Known values on the way first: of state that is carried along, each step then looks at what is new in it.
  const known: Node[] = [];
  const walk = new Walk([node], passes, -1, 0, (end) => end !== node && isKnown(end));
  for (let next = walk.next(); next !== undefined; next = walk.next())
    if (next !== node && isKnown(next)) known.push(next);
  for (const each of known) each.reach ??= reach(each);
  node.reach ??= reach(node);
  return node.reach;
}

function reach(root: Node): Lineage {
  const serials: number[] = [];
  const versions: Version[] = [];
  const parents = new Set<Lineage>();
  const walk = new Walk([root], passes, -1, 0, (node) => node !== root && node.reach !== null);
  for (let node = walk.next(); node !== undefined; node = walk.next()) {
    const { owner, serial } = node;
    serials.push(serial);
    if (owner?.outside === node) versions.push(owner.version);
    if (node.lineage !== null) parents.add(node.lineage);
    if (node !== root && node.reach !== null) parents.add(node.reach);
  }
  return new Lineage(versions, rangesOf(serials), [...parents]);
}

/** What a derivative of a node goes on to outside the compiled function that the node is given to; null for data. */
export function lineageOf(node: Node): Lineage | null {
  return isLeaf(node) ? node.lineage : reachOf(node);
}

/** Whether nothing is behind a node. */
export function isLeaf(node: Node): boolean {
  return node.arity === 0 && node.origin === null;
}

function isKnown(node: Node): boolean {
  return node.value !== null && !isLeaf(node);
}

/** What a derivative of a recorded result reaches: what was made in the recording, and what the function refers to. */
export function recordedAncestry(output: Node, scope: Scope): { inside: Set<Node>; captured: Set<Node> } {
  const inside = new Set<Node>();
  const captured = new Set<Node>();
  if (!carriesDerivative(output)) return { inside, captured };
  // The leaf of a result may be made when it is used, which is in the recording.
  const isCaptured = ({ scope: made, lineage }: Node): boolean =>
    made === null || !made.isWithin(scope) || lineage !== null;
  const walk = new Walk([output], passes, -1, 0, isCaptured);
  for (let node = walk.next(); node !== undefined; node = walk.next()) {
    if (!isCaptured(node)) inside.add(node);
    else if (!isConstant(node)) captured.add(node);
  }
  return { inside, captured };
}

/** What results of compiled functions were computed from that a derivative of `root` reaches. */
export function resultsBehind(root: Node): Lineage[] {
  const found: Lineage[] = [];
  if (!areResultsUsed()) return found;
  const walk = new Walk([root], passes);
  for (let node = walk.next(); node !== undefined; node = walk.next()) {
    if (node.lineage !== null) found.push(node.lineage);
  }
  return found;
}

/** The position of the first of `nodes` that a derivative by would lack what goes through results; -1 if there is none. */
export function firstLost(results: readonly Lineage[], nodes: readonly Node[]): number {
  if (results.length === 0) return -1;
  return nodes.findIndex((node) => {
    const { owner } = node;
    // Results were computed outside, from what a parameter of a recording stands for.
    const isOfNow = owner !== null && (isPlaceholder(node) || owner.outside === node);
    const { serial } = outsideOf(node) ?? node;
    return results.some((behind) => behind.has(serial, isOfNow ? owner.version : null, node.lineage));
  });
}

/**
 * The position of the first of `nodes` that a compiled function returned as the value of a parameter, of which a derivative of
 * `root` reaches that value in another way; -1 if there is none.
 */
export function firstCopied(root: Node, results: readonly Lineage[], nodes: readonly Node[]): number {
  if (nodes.every(({ lineage }) => lineage === null || lineage.copied === null)) return -1;
  const isPresent = (leaf: Node): boolean => isPlaceholder(leaf) || leaf.owner?.outside === leaf;
  const reached = reachedLeaves(root).filter(isPresent);
  return nodes.findIndex(({ lineage }) => {
    const copied = lineage?.copied;
    if (!copied?.isAsAt((lineage as Lineage).moment)) return false;
    return (
      reached.some(({ owner }) => owner?.version === copied) ||
      results.some((behind) => behind !== lineage && behind.has(-1, copied, null))
    );
  });
}

/** Why no derivative reaches what depends on something. */
export interface Obstacle {
  /** The operations without a derivative on the way, nearest first; none if there is no way at all. */
  readonly operations: readonly string[];
  /**
   * Whether `stopGradient` may hide a way. It lets go of what it was made from, so that nobody can tell what lies behind
   * it; a question must not be answered in one way before it is computed and in another way afterwards.
   */
  readonly stopped: boolean;
}

/** What keeps derivatives of `root` from everything that `isWanted`. For errors: it takes its time. */
export function obstacle(root: Node, isWanted: (node: Node) => boolean): Obstacle {
  let stopped = false;
  const consumers = new Map<Node, { readonly node: Node; readonly passed: boolean }[]>();
  const leading: Node[] = [];
  const walk = new Walk([root], notStopped);
  for (let node = walk.next(); node !== undefined; node = walk.next()) {
    if (isWanted(node)) leading.push(node);
    else if (isStop(node)) stopped = true;
    const from = (input: Node, passed: boolean): void => {
      const known = consumers.get(input);
      const consumer = { node, passed };
      if (known === undefined) consumers.set(input, [consumer]);
      else known.push(consumer);
    };
    if (!isStop(node)) for (let k = 0; k < node.arity; k++) from(node.input(k), passes(node, k));
    const { origin, rule } = node;
    for (const input of [...(origin?.outputs ?? []), ...(rule?.captured ?? [])]) from(input, true);
  }
  // From what is wanted up to the root.
  const operations = new Set<string>();
  const met = new Set(leading);
  for (let k = 0; k < leading.length; k++) {
    const input = leading[k] as Node;
    for (const { node, passed } of consumers.get(input) ?? []) {
      // Between integers nothing is lost any more.
      if (!passed && carriesDerivative(input) && node.rule === null) operations.add(node.op.name);
      if (met.has(node)) continue;
      met.add(node);
      leading.push(node);
    }
  }
  return { operations: [...operations], stopped };
}

function notStopped(node: Node): boolean {
  return !isStop(node);
}

/** Visits what a node depends on along the edges that are to be followed, in no particular order. */
class Walk {
  /** How many nodes with the mark `wanted` were met. */
  found = 0;
  readonly #follows: (node: Node, k: number) => boolean;
  readonly #wanted: number;
  readonly #oldest: number;
  readonly #isEnd: ((node: Node) => boolean) | null;
  readonly #visited: number = nextEpoch();
  readonly #stack: Node[] = [];

  /**
   * @param oldest - Nodes made before this one are not of interest.
   * @param isEnd - Whether to go no further than to a node.
   */
  constructor(
    roots: readonly Node[],
    follows: (node: Node, k: number) => boolean,
    wanted = -1,
    oldest = 0,
    isEnd: ((node: Node) => boolean) | null = null,
  ) {
    this.#follows = follows;
    this.#wanted = wanted;
    this.#oldest = oldest;
    this.#isEnd = isEnd;
    for (const root of roots) this.#enter(root);
  }

  next(): Node | undefined {
    const node = this.#stack.pop();
    if (node === undefined || this.#isEnd?.(node)) return node;
    const { arity, origin, rule } = node;
    for (let k = 0; k < arity; k++) if (this.#follows(node, k)) this.#enter(node.input(k));
    // That a rule says nothing of it makes it no less of a way.
    if (rule !== null) for (const captured of rule.captured) this.#enter(captured);
    // Whether a derivative is written out by now must not make a difference.
    if (origin !== null) this.#enterOrigin(origin);
    return node;
  }

  #enterOrigin(origin: Origin): void {
    if (origin.epoch === this.#visited) return;
    origin.epoch = this.#visited;
    for (const node of origin.outputs) this.#enter(node);
  }

  #enter(node: Node): void {
    if (node.epoch === this.#visited || node.serial < this.#oldest) return;
    if (node.epoch === this.#wanted) this.found += 1;
    node.epoch = this.#visited;
    this.#stack.push(node);
  }
}
