/**
 * What the result of a compiled function was computed from. The result is data: a derivative does not pass through it, and
 * whoever asks for one has to hear of it. It must keep nothing alive for that: nodes are known by their numbers here, and
 * values of parameters by when they were assigned.
 */
let moment = 0;
let isUsed = false;
let made = 0;

/** Since when a parameter has the value that it has. */
export class Version {
  #since = 0;

  /** Notes that there is a new value. */
  advance(): void {
    moment += 1;
    this.#since = moment;
  }

  /** Whether the value of that moment is still there. */
  isAsAt(then: number): boolean {
    return this.#since <= then;
  }
}

/** Counts the values that parameters were given. */
export function momentNow(): number {
  return moment;
}

/** Whether results of compiled functions may be parts of graphs. */
export function areResultsUsed(): boolean {
  return isUsed;
}

/** Notes that one may be from now on. */
export function noteResult(): void {
  isUsed = true;
}

/** How many tensors library functions have made from the elements of others: who has called a function asks whether it made some. */
export function madeSoFar(): number {
  return made;
}

/** Notes that one was made. */
export function noteMade(): void {
  made += 1;
}

/** How data came about, other than as the result of a compiled function. */
export interface Making {
  /** The way on which a derivative ends, as the end of a sentence: "through what f() returned, which is data". */
  readonly through: string;
  /** What to do about it, a sentence. */
  readonly remedy: string;
}

/** Results may be computed from results, and so on without end: of those so far back only the newest numbers are kept. */
const mostDeep = 200;
const mostNumbers = 2_000;

/** What a derivative of something would reach if it passed through the results of compiled functions. */
export class Lineage {
  /** Parameters: what they were when it was made. */
  readonly versions: readonly Version[];
  readonly moment: number;
  /** Numbers of nodes: the first and the last of each range. */
  readonly ranges: readonly number[];
  readonly parents: readonly Lineage[];
  /** Those of other results of the same call; null for what no call returned. */
  readonly results: readonly Lineage[] | null;
  /** The parameter whose value the result is; null for what was calculated from it, or from anything else. */
  readonly copied: Version | null;
  /** Null for the result of a compiled function. */
  readonly making: Making | null;
  /** Whether it is known that no parameter behind it has the value any more that it had. */
  isPast: boolean;
  readonly #depth: number;
  /** The highest number, and whether there are parameters or results, here or further back: mostly they tell enough. */
  readonly #newest: number;
  readonly #hasVersions: boolean;
  readonly #hasResults: boolean;

  /** Whether there are parameters behind it. */
  get isOfParameters(): boolean {
    return this.#hasVersions;
  }

  constructor(
    versions: readonly Version[],
    ranges: readonly number[],
    parents: readonly Lineage[],
    results: readonly Lineage[] | null = null,
    copied: Version | null = null,
    making: Making | null = null,
  ) {
    let depth = 0;
    let newest = -1;
    let hasVersions = versions.length > 0;
    let hasResults = results !== null && results.length > 0;
    for (let k = 1; k < ranges.length; k += 2) newest = Math.max(newest, ranges[k] as number);
    for (let k = 0; k < parents.length; k++) {
      const parent = parents[k] as Lineage;
      depth = Math.max(depth, parent.#depth + 1);
      newest = Math.max(newest, parent.#newest);
      hasVersions ||= parent.#hasVersions;
      hasResults ||= parent.#hasResults;
    }
    this.results = results;
    this.copied = copied;
    this.making = making;
    this.#newest = newest;
    this.#hasVersions = hasVersions;
    this.isPast = !hasVersions;
    this.#hasResults = hasResults;
    const isDeep = depth > mostDeep;
    this.versions = versions;
    this.moment = moment;
    this.ranges = ranges;
    this.parents = isDeep ? [compact(parents)] : parents;
    this.#depth = isDeep ? 1 : depth;
  }

  /**
   * Whether a node is among what a derivative would reach.
   * @param serial - The number of the node.
   * @param version - That of the parameter whose present value it is, if it is one.
   * @param lineage - That of the result which it is, if it is one.
   */
  has(serial: number, version: Version | null, lineage: Lineage | null): boolean {
    const isOfResult = lineage !== null && this.#hasResults;
    if (serial > this.#newest && (version === null || !this.#hasVersions) && !isOfResult) return false;
    for (const { versions, moment: then, ranges, results } of all([this])) {
      if (isOfResult && results?.includes(lineage)) return true;
      if (version?.isAsAt(then) && versions.includes(version)) return true;
      for (let k = 0; k < ranges.length; k += 2)
        if ((ranges[k] as number) <= serial && serial <= (ranges[k + 1] as number)) return true;
    }
    return false;
  }
}

/** Whether a value that a parameter still has is behind one of some, also by way of results. */
export function isPresentBehind(lineages: readonly Lineage[]): boolean {
  const found = new Set(lineages);
  for (const each of found) {
    if (each.isPast) continue;
    if (each.versions.some((version) => version.isAsAt(each.moment))) return true;
    for (const parent of each.parents) found.add(parent);
  }
  // A value does not come back: state that is carried along is looked at once.
  for (const each of found) each.isPast = true;
  return false;
}

/** These and what they come from, each once. */
function all(lineages: readonly Lineage[]): Set<Lineage> {
  const found = new Set(lineages);
  // A set that grows is gone through to its end.
  for (const { parents } of found) for (const parent of parents) found.add(parent);
  return found;
}

/** The same without parents: the parameters that are still what they were, and nodes up to a number, the nearest first. */
function compact(lineages: readonly Lineage[]): Lineage {
  /** The results of one recording share a list. */
  const moments = new Map<readonly Version[], number>();
  const numbers: number[] = [];
  for (const { versions, moment: then, ranges } of all(lineages)) {
    moments.set(versions, Math.max(then, moments.get(versions) ?? 0));
    for (let k = 0; k < ranges.length && numbers.length < mostNumbers; k++) numbers.push(ranges[k] as number);
  }
  const kept = new Set<Version>();
  for (const [versions, then] of moments)
    for (const version of versions) if (version.isAsAt(then)) kept.add(version);
  const isOfResult = [...all(lineages)].some(({ results }) => results !== null);
  return new Lineage([...kept], numbers, [], isOfResult ? [] : null);
}

/** Numbers as ranges: the first and the last of each. */
export function rangesOf(numbers: readonly number[]): number[] {
  const sorted = Float64Array.from(numbers).sort();
  const ranges: number[] = [];
  for (const number of sorted) {
    if (ranges.length > 0 && number <= (ranges[ranges.length - 1] as number) + 1)
      ranges[ranges.length - 1] = number;
    else ranges.push(number, number);
  }
  return ranges;
}
