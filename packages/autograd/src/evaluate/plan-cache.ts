import { isGiven } from "../graph/build.ts";
import type { GradientRequest, Node } from "../graph/node.ts";
import { Execution } from "./execution.ts";
import { historyOf, mostPositions, mostStructures, placeOf, unknownStructure } from "./history.ts";
import { settings, statistics } from "./settings.ts";
import { leavesOf, lengthOf, nodesOf, noStructure, type Structure } from "./structure.ts";
import { StructureMatcher } from "./structure-matcher.ts";
import { StructureReader } from "./structure-reader.ts";
import { requestOf } from "./written-out.ts";

const none: readonly Node[] = [];

/** A gradient by position: of which root, with respect to which leaves. */
export interface ForeseenGradient {
  readonly root: number;
  readonly leaves: readonly number[];
  /** Computes the roots and the gradient. */
  readonly execution: Execution;
}

/** After so many gradients computed in vain, a structure's gradient is computed only when asked for. */
const patience = 2;

/** What hangs on a structure, in integers: the objects that refer to it and that prepare its runs. */
const wordsPerEntry = 500;

/** A structure that was seen, and what computes it. */
export class CacheEntry {
  structure: Structure;
  /** Positions of the data. */
  readonly leaves: Int32Array;
  /** For the history of nodes. */
  readonly number: number;
  /** Computes the roots, then what is kept. */
  execution: Execution;
  /** Positions of nodes, and numbers of requests, that a run had computed on the way when a later one needed them. */
  readonly #kept: Set<number> = new Set();
  readonly #keptRequests: Set<number> = new Set();
  /** The gradient that is asked for after this structure was evaluated without it. */
  foreseen: ForeseenGradient | null = null;
  /** How often in a row it was foreseen in vain. */
  vain = 0;
  /** What was evaluated after this one last time: loops do the same again. */
  next: CacheEntry | null = null;
  /** The same before that was another one: after the last of many that are alike, a loop comes back to its first. */
  nextBefore: CacheEntry | null = null;

  constructor(structure: Structure, number: number) {
    this.structure = structure;
    this.number = number;
    this.leaves = leavesOf(structure);
    this.execution = new Execution(nodesOf(structure));
  }

  /** Has the value of a node, or those of a request, kept from now on. */
  keep(position: number, of: "node" | "request"): void {
    const kept = of === "node" ? this.#kept : this.#keptRequests;
    if (kept.has(position)) return;
    kept.add(position);
    this.execution.release();
    this.execution = new Execution(nodesOf(this.structure));
    if (this.foreseen !== null) this.foresee(this.foreseen.root, this.foreseen.leaves);
  }

  /** The nodes whose values are kept besides those of the roots, in an order that only the structure determines. */
  keptAmong(
    nodes: readonly Node[],
    requests: readonly GradientRequest[],
    roots: readonly Node[],
  ): readonly Node[] {
    if (this.#kept.size === 0 && this.#keptRequests.size === 0) return none;
    const kept = new Set<Node>();
    for (const position of this.#kept) {
      const node = nodes[position];
      if (node !== undefined && node.first !== null && node.deferred === null && !isGiven(node))
        kept.add(node);
    }
    for (const position of this.#keptRequests)
      for (const node of requests[position]?.nodes ?? []) kept.add(node);
    for (const root of roots) kept.delete(root);
    return [...kept];
  }

  foresee(root: number, leaves: readonly number[]): void {
    this.foreseen?.execution.release();
    this.foreseen = { root, leaves, execution: new Execution(nodesOf(this.structure)) };
    this.vain = 0;
  }

  /** The gradient to compute as well, unless that was in vain lately. */
  get expected(): ForeseenGradient | null {
    return this.vain > patience ? null : this.foreseen;
  }

  /** The number of integers that keeping this counts as. */
  get words(): number {
    return wordsPerEntry + lengthOf(this.structure);
  }

  /** Lets go of everything at once: nodes and entries that were met after this one may still refer to it. */
  release(): void {
    this.execution.release();
    this.foreseen?.execution.release();
    this.foreseen = null;
    this.structure = noStructure;
    this.next = null;
    this.nextBefore = null;
  }
}

/** What evaluates some nodes. */
export interface Found {
  readonly entry: CacheEntry;
  /** The nodes asked for, and scalars whose derivatives take part: a run computes them anyway, and they are often read next. */
  readonly roots: readonly Node[];
  /** The data, in the order that the entry expects. */
  readonly leaves: readonly Node[];
  /** Nodes without a value whose values are kept besides. */
  readonly kept: readonly Node[];
}

/** What an earlier run computed and did not keep, so that it is to be computed on its own first. */
export interface Again {
  readonly again: readonly Node[];
}

/** Structures that were seen lately, the oldest forgotten first. */
export class PlanCache {
  readonly #entries: Map<number, CacheEntry[]> = new Map();
  /** In order of last use. */
  readonly #recent: Set<CacheEntry> = new Set();
  #previous: CacheEntry | null = null;
  readonly #byNumber: (CacheEntry | null)[] = [];
  #numbered = 0;
  #words = 0;
  readonly #matcher: StructureMatcher = new StructureMatcher();
  readonly #reader: StructureReader = new StructureReader();

  /**
   * The entry for nodes without a value, made if their structure is new; null if it is too large to be kept.
   * @param looksBack - Whether to find what would be computed again.
   */
  find(asked: readonly Node[], looksBack: boolean): Found | Again | null {
    const matcher = this.#matcher;
    const previous = this.#previous;
    const expected =
      this.#matched(previous?.next ?? previous, asked, looksBack) ??
      this.#matched(previous?.nextBefore ?? null, asked, looksBack);
    if (expected !== null) {
      this.#use(expected);
      return this.#found(expected, matcher, matcher.size);
    }
    const reader = this.#reader;
    const complete = reader.read(asked, looksBack);
    if (reader.again.length > 0) {
      const { again } = reader;
      reader.clear();
      return { again };
    }
    if (!complete) {
      statistics.misses += 1;
      note(reader.nodes, reader.size, reader.requests, unknownStructure);
      reader.clear();
      return null;
    }
    const known = this.#entries.get(reader.hash)?.find((entry) => reader.equals(entry.structure));
    if (known !== undefined) this.#use(known);
    return this.#found(known ?? this.#add(reader.copy()), reader, reader.size);
  }

  /** The entry, if it is there and the nodes have its structure. */
  #matched(entry: CacheEntry | null, asked: readonly Node[], looksBack: boolean): CacheEntry | null {
    if (entry === null || !this.#matcher.match(entry.structure, entry.leaves, asked, looksBack)) return null;
    return entry;
  }

  #found(entry: CacheEntry, from: StructureMatcher | StructureReader, size: number): Found {
    const { nodes, requests, roots, leaves } = from;
    const kept = entry.keptAmong(nodes, requests, roots);
    note(nodes, size, requests, entry.number);
    from.clear();
    return { entry, roots, leaves, kept };
  }

  /** Has what an earlier run computed on the way kept by the next one of that structure. */
  keepNextTime(node: Node): void {
    const request = requestOf(node);
    const { history } = request ?? node;
    const place = history > 0 ? placeOf(history) : null;
    if (place === null) return;
    this.#byNumber[place.structure]?.keep(place.position, request === null ? "node" : "request");
  }

  clear(): void {
    while (this.#recent.size > 0) this.#forgetOldest();
  }

  #use(entry: CacheEntry): void {
    statistics.hits += 1;
    if (this.#recent.size > 1) {
      this.#recent.delete(entry);
      this.#recent.add(entry);
    }
    this.#follow(entry);
  }

  #follow(entry: CacheEntry): void {
    const previous = this.#previous;
    if (previous !== null && previous.next !== entry) {
      previous.nextBefore = previous.next;
      previous.next = entry;
    }
    this.#previous = entry;
  }

  #add(structure: Structure): CacheEntry {
    statistics.misses += 1;
    this.#numbered = (this.#numbered % (mostStructures - 1)) + 1;
    const entry = new CacheEntry(structure, this.#numbered);
    this.#byNumber[entry.number] = entry;
    const bucket = this.#entries.get(structure.hash);
    if (bucket === undefined) this.#entries.set(structure.hash, [entry]);
    else bucket.push(entry);
    this.#recent.add(entry);
    this.#words += entry.words;
    while (this.#words > settings.mostWords && this.#recent.size > 1) this.#forgetOldest();
    this.#follow(entry);
    return entry;
  }

  #forgetOldest(): void {
    const [oldest] = this.#recent;
    if (oldest === undefined) return;
    const { hash } = oldest.structure;
    this.#recent.delete(oldest);
    this.#words -= oldest.words;
    oldest.release();
    if (this.#byNumber[oldest.number] === oldest) this.#byNumber[oldest.number] = null;
    statistics.evictions += 1;
    if (this.#previous === oldest) this.#previous = null;
    const bucket = (this.#entries.get(hash) ?? []).filter((entry) => entry !== oldest);
    if (bucket.length === 0) this.#entries.delete(hash);
    else this.#entries.set(hash, bucket);
  }
}

/** Notes at nodes and requests which structure had them. */
function note(
  nodes: readonly Node[],
  size: number,
  requests: readonly GradientRequest[],
  structure: number,
): void {
  const first = historyOf(structure, 0);
  for (let k = 0; k < size; k++) {
    const node = nodes[k] as Node;
    if (node.value === null) node.history = k < mostPositions ? first + k : historyOf(structure, k);
  }
  for (let r = 0; r < requests.length; r++)
    (requests[r] as GradientRequest).history = historyOf(structure, r);
}
