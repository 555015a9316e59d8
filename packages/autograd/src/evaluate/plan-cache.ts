import type { Node } from "../graph/node.ts";
import { Execution } from "./execution.ts";
import { settings, statistics } from "./settings.ts";
import { leavesOf, lengthOf, nodesOf, noStructure, type Structure } from "./structure.ts";
import { StructureMatcher } from "./structure-matcher.ts";
import { StructureReader } from "./structure-reader.ts";

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
  readonly execution: Execution;
  /** The gradient that is asked for after this structure was evaluated without it. */
  foreseen: ForeseenGradient | null = null;
  /** How often in a row it was foreseen in vain. */
  vain = 0;
  /** What was evaluated after this one last time: loops do the same again. */
  next: CacheEntry | null = null;

  constructor(structure: Structure) {
    this.structure = structure;
    this.leaves = leavesOf(structure);
    this.execution = new Execution(nodesOf(structure));
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
  }
}

/** What evaluates some nodes. */
export interface Found {
  readonly entry: CacheEntry;
  /** The nodes asked for, and scalars whose derivatives take part: a run computes them anyway, and they are often read next. */
  readonly roots: readonly Node[];
  /** The data, in the order that the entry expects. */
  readonly leaves: readonly Node[];
}

/** Structures that were seen lately, the oldest forgotten first. */
export class PlanCache {
  readonly #entries: Map<number, CacheEntry[]> = new Map();
  /** In order of last use. */
  readonly #recent: Set<CacheEntry> = new Set();
  #previous: CacheEntry | null = null;
  #words = 0;
  readonly #matcher: StructureMatcher = new StructureMatcher();
  readonly #reader: StructureReader = new StructureReader();

  /** The entry for nodes without a value, made if their structure is new; null if it is too large to be kept. */
  find(asked: readonly Node[]): Found | null {
    const expected = this.#previous?.next ?? this.#previous;
    const matcher = this.#matcher;
    if (expected !== null && matcher.match(expected.structure, expected.leaves, asked)) {
      this.#use(expected);
      return { entry: expected, roots: matcher.roots, leaves: matcher.leaves };
    }
    const reader = this.#reader;
    if (!reader.read(asked)) {
      statistics.misses += 1;
      return null;
    }
    const known = this.#entries.get(reader.hash)?.find((entry) => reader.equals(entry.structure));
    if (known !== undefined) this.#use(known);
    return { entry: known ?? this.#add(reader.copy()), roots: reader.roots, leaves: reader.leaves };
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
    if (this.#previous !== null) this.#previous.next = entry;
    this.#previous = entry;
  }

  #add(structure: Structure): CacheEntry {
    statistics.misses += 1;
    const entry = new CacheEntry(structure);
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
    statistics.evictions += 1;
    if (this.#previous === oldest) this.#previous = null;
    const bucket = (this.#entries.get(hash) ?? []).filter((entry) => entry !== oldest);
    if (bucket.length === 0) this.#entries.delete(hash);
    else this.#entries.set(hash, bucket);
  }
}
