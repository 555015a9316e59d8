import { isMadeInBranch } from "../graph/branch.ts";
import { isConstant, isPlaceholder } from "../graph/build.ts";
import { carriesDerivative } from "../graph/graph-builder.ts";
import { areResultsUsed, Lineage, rangesOf, type Version } from "../graph/lineage.ts";
import { nextEpoch, oldestOf } from "../graph/listing.ts";
import type { Node, Origin } from "../graph/node.ts";
import { firstsOf } from "../graph/repetition.ts";
import { currentScope, type Scope } from "../graph/scope.ts";
import { isStop } from "../graph/stop-gradient.ts";
import { bodiesOf } from "../op/body.ts";
import type { Obstacle } from "../op/obstacle.ts";

/**
 * Whether a derivative passes from a node to its input `k`. This asks what operations declare, not what values are: the
 * side of `where` that was not taken, or a `relu` below 0, has a derivative of 0, while `round` has none.
 */
export function passes(node: Node, k: number): boolean {
  const { kind } = node;
  const known = k < mostKnown ? (kind.passing >> (2 * k)) & (passesIt | stopsIt) : 0;
  if (known !== 0) return known === passesIt && carriesDerivative(node.input(k));
  const isPassed = declaresDerivative(node, k) && carriesDerivative(node);
  // Of one of several results it is the row of all of them that says so.
  if (k < mostKnown && node.op.derivative.resultOf === undefined)
    kind.passing |= (isPassed ? passesIt : stopsIt) << (2 * k);
  return isPassed && carriesDerivative(madeBy(node).input(k));
}

/** What a kind remembers of its first inputs, since walks ask at each node of a large graph: two bits for each. */
const mostKnown = 15;
const passesIt = 1;
const stopsIt = 2;

/** The same of the operation alone, whatever the dtypes are. */
export function declaresDerivative(node: Node, k: number): boolean {
  const { op, attributes } = madeBy(node);
  return op.derivative.reaches(k, attributes, node.op.derivative.resultOf?.(node.attributes));
}

/** Whose inputs a node is computed from: its own, or those of an operation with several results, of which it is one. */
export function madeBy(node: Node): Node {
  if (node.op.derivative.resultOf === undefined) return node;
  const row = node.input(0);
  return row.op.meaning.kind === "body" ? row : node;
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
export function reachedLeaves(root: Node, oldest = 0): readonly Node[] {
  const leaves: Node[] = [];
  const walk = new Walk([root], passes, -1, oldest);
  for (let node = walk.next(); node !== undefined; node = walk.next()) {
    if (node.owner !== null) leaves.push(node);
  }
  return firstsOf(leaves);
}

/**
 * Whether a derivative of `root` reaches something.
 * @param oldest - What was made before this one is not.
 */
export function reachesAny(root: Node, isWanted: (node: Node) => boolean, oldest: number): boolean {
  const walk = new Walk([root], passes, -1, oldest);
  for (let node = walk.next(); node !== undefined; node = walk.next()) if (isWanted(node)) return true;
  return false;
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

/** The derivatives that some nodes depend on, as far as these were made in a call of a user's function. */
export function originsWithin(roots: readonly Node[], scope: Scope): Set<Origin> {
  const origins = new Set<Origin>();
  const walk = new Walk(roots, everywhere, -1, 0, (node) => !isMadeIn(node, scope));
  for (let node = walk.next(); node !== undefined; node = walk.next())
    if (node.origin !== null && isMadeIn(node, scope)) origins.add(node.origin);
  return origins;
}

/** Whether a node was made in a call of a user's function, or in one within that. */
export function isMadeIn(node: Node, scope: Scope): boolean {
  return node.scope?.isWithin(scope) ?? false;
}

function everywhere(): boolean {
  return true;
}

/** Whether a value is known or can be had: nothing that it is computed from stands for data that is not known yet. */
export function isComputable(root: Node): boolean {
  const walk = new Walk([root], everywhere, -1, 0, (node) => node.value !== null);
  for (let node = walk.next(); node !== undefined; node = walk.next()) if (isPlaceholder(node)) return false;
  return true;
}

/** Whether one of some nodes depends on one of others, other than through `stopGradient`. */
export function dependsOnAny(roots: readonly Node[], others: ReadonlySet<Node>): boolean {
  const walk = new Walk(roots, notStopped);
  for (let node = walk.next(); node !== undefined; node = walk.next()) if (others.has(node)) return true;
  return false;
}

/**
 * Whether a node is another or is computed from it, other than through `stopGradient` or the value of a parameter: these are leaves
 * outside a recording once their values are known.
 */
export function isComputedFrom(root: Node, other: Node): boolean {
  const walk = new Walk([root], notStopped, -1, other.serial, ({ owner }) => owner !== null);
  for (let node = walk.next(); node !== undefined; node = walk.next())
    if (node === other || (node.lineage !== null && isBehind(node.lineage, other))) return true;
  return false;
}

/** Whether a node is computed from the value of a parameter, other than through `stopGradient`, as {@link isComputedFrom} has it. */
export function isComputedFromParameter(root: Node): boolean {
  const walk = new Walk([root], notStopped, -1, 0, ({ owner }) => owner !== null);
  for (let node = walk.next(); node !== undefined; node = walk.next())
    if (node.owner !== null || node.lineage?.isOfParameters === true) return true;
  return false;
}

/** Whether some of what nodes depend on is among others, which they were made after. */
export function isBehindAny(roots: readonly Node[], others: readonly Node[]): boolean {
  const wanted = new Set(others);
  const walk = new Walk(roots, everywhere, -1, oldestOf(others));
  for (let node = walk.next(); node !== undefined; node = walk.next()) if (wanted.has(node)) return true;
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
  const isCaptured = (node: Node): boolean => node.lineage !== null || !isMadeIn(node, scope);
  const walk = new Walk([output], passes, -1, 0, isCaptured);
  for (let node = walk.next(); node !== undefined; node = walk.next()) {
    if (!isCaptured(node)) inside.add(node);
    else if (!isConstant(node)) captured.add(node);
  }
  return { inside, captured };
}

/**
 * What results of compiled functions, and data made of tensors, were computed from that derivatives of `roots` reach.
 * @param oldest - What was made before this one is not of interest.
 */
export function resultsBehind(roots: readonly Node[], oldest = 0): Lineage[] {
  const found: Lineage[] = [];
  if (!areResultsUsed()) return found;
  const walk = new Walk(roots, passes, -1, oldest);
  for (let node = walk.next(); node !== undefined; node = walk.next()) {
    if (node.lineage !== null) found.push(node.lineage);
  }
  return found;
}

/**
 * The position of the first of `nodes` that was made in a branch, while a derivative of `root` reaches what branches and loops
 * gave since; -1 if there is none.
 */
export function firstOfBranch(root: Node, nodes: readonly Node[]): number {
  return nodes.findIndex(
    (node) =>
      isMadeInBranch(node) &&
      reachesAny(root, (other) => bodiesOf(madeBy(other).attributes).length > 0, node.serial),
  );
}

/** The position of the first of `nodes` that a derivative by would lack what goes through results; -1 if there is none. */
export function firstLost(results: readonly Lineage[], nodes: readonly Node[]): number {
  if (results.length === 0) return -1;
  return nodes.findIndex((node) => results.some((behind) => isBehind(behind, node)));
}

/** Whether a node is behind something: itself, or, of a parameter's value in a recording, what it stands for. */
export function isBehind(behind: Lineage, node: Node): boolean {
  const { owner, serial, lineage } = node;
  const isOfNow = owner !== null && (isPlaceholder(node) || owner.outside === node);
  return (
    behind.has(serial, isOfNow ? owner.version : null, lineage) ||
    (isOfNow && behind.has(owner.outside?.serial ?? -1, null, null))
  );
}

/** The parameter that still has the value as which a compiled function returned a node; null if there is none. */
export function copiedBy({ lineage }: Node): Version | null {
  return lineage?.copied?.isAsAt(lineage.moment) ? lineage.copied : null;
}

/**
 * The position of the first of `nodes` that a compiled function returned as the value of a parameter, of which a derivative of
 * `root` reaches that value in another way; -1 if there is none.
 */
export function firstCopied(root: Node, results: readonly Lineage[], nodes: readonly Node[]): number {
  if (nodes.every(({ lineage }) => lineage === null || lineage.copied === null)) return -1;
  const isPresent = (leaf: Node): boolean => isPlaceholder(leaf) || leaf.owner?.outside === leaf;
  const reached = reachedLeaves(root).filter(isPresent);
  return nodes.findIndex((node) => {
    const { lineage } = node;
    const copied = copiedBy(node);
    if (copied === null) return false;
    return (
      reached.some(({ owner }) => owner?.version === copied) ||
      results.some((behind) => behind !== lineage && behind.has(-1, copied, null))
    );
  });
}

/** What depends on something, and what is in between that lets no derivative pass. */
interface Consumer {
  readonly node: Node;
  readonly obstacles: readonly string[];
}

/**
 * What keeps derivatives of some nodes from everything that `isWanted`. For errors: it takes its time.
 * @param carried - What some leaves stand for in steps that follow upon others.
 */
export function obstacle(
  nodes: readonly Node[],
  isWanted: (node: Node) => boolean,
  carried: ReadonlyMap<Node, Node> = new Map(),
): Obstacle {
  let stopped = false;
  const consumers = new Map<Node, Consumer[]>();
  const leading = new Set<Node>();
  const from = (input: Node, node: Node, obstacles: readonly string[]): void => {
    const known = consumers.get(input) ?? [];
    consumers.set(input, known);
    known.push({ node, obstacles });
  };
  const roots = new Set(nodes);
  for (const root of roots) {
    const walk = new Walk([root], notStopped);
    for (let node = walk.next(); node !== undefined; node = walk.next()) {
      if (isWanted(node)) leading.add(node);
      else if (isStop(node)) stopped = true;
      const before = carried.get(node);
      if (before !== undefined) {
        from(before, node, []);
        roots.add(before);
      }
      const source = madeBy(node);
      for (let k = 0; k < source.arity && !isStop(node); k++) {
        const between = passes(node, k) ? null : obstacleAt(node, k);
        stopped ||= between?.stopped === true;
        // Between integers nothing is lost any more.
        const isLoss = carriesDerivative(source.input(k)) && node.rule === null;
        if (between?.isRelated !== false)
          from(source.input(k), node, isLoss ? (between?.operations ?? []) : []);
      }
      const { origin, rule } = node;
      for (const input of [...(origin?.outputs ?? []), ...(rule?.captured ?? [])]) from(input, node, []);
    }
  }
  // From what is wanted up to the roots: a set that grows is gone through to its end.
  const operations = new Set<string>();
  const isRelated = leading.size > 0;
  for (const input of leading) {
    for (const { node, obstacles } of consumers.get(input) ?? []) {
      for (const name of obstacles) operations.add(name);
      leading.add(node);
    }
  }
  return { isRelated, operations: [...operations], stopped };
}

function obstacleAt(node: Node, k: number): Obstacle {
  const { op, attributes } = madeBy(node);
  const { derivative } = op;
  const found = derivative.obstacle?.(k, attributes, node.op.derivative.resultOf?.(node.attributes));
  return found ?? { isRelated: true, operations: [op.name], stopped: false };
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
    const { origin, rule } = node;
    const source = madeBy(node);
    for (let k = 0; k < source.arity; k++) if (this.#follows(node, k)) this.#enter(source.input(k));
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
