import { Lineage, momentNow, type Version } from "../graph/lineage.ts";
import type { Node } from "../graph/node.ts";
import type { ParameterHandle } from "../tensor/parameter.ts";
import { lineageOf, reachOf, recordedAncestry } from "../transform/dependence.ts";
import type { RecordedCell, RecordedGraph } from "./recorded-graph.ts";

/** What the results of a recording are computed from, as far as a derivative would go. */
export class ResultLineages {
  readonly #each: readonly ResultLineage[];
  /** Those that others are computed from first. */
  readonly #order: readonly number[];
  readonly #found: Lineage[];

  constructor(graph: RecordedGraph) {
    const { outputs, same } = graph;
    const insides = outputs.map((output) => recordedAncestry(output, graph.scope));
    const behind = outputs.map((output, k) =>
      [...outputs.keys()].filter(
        (i) => outputs[i] !== output && same[i] === null && insides[k]?.inside.has(outputs[i] as Node),
      ),
    );
    const isApart = behind.every((results) => results.length === 0);
    this.#each = insides.map(
      (inside, k) => new ResultLineage(graph, k, inside, behind[k] as number[], isApart),
    );
    this.#order = [...outputs.keys()].sort(
      (a, b) => (outputs[a] as Node).serial - (outputs[b] as Node).serial,
    );
    this.#found = new Array(outputs.length);
  }

  /** Of a call that is just over: good until the next one. */
  of(args: readonly Node[]): readonly Lineage[] {
    for (let i = 0; i < this.#order.length; i++) {
      const k = this.#order[i] as number;
      this.#found[k] = (this.#each[k] as ResultLineage).of(args, this.#found);
    }
    return this.#found;
  }
}

/** What one result is computed from. */
class ResultLineage {
  /** Which tensors of the arguments. */
  readonly #arguments: readonly number[];
  /** Parameters whose gradient from before a call it is computed from. */
  readonly #gradientsOf: readonly ParameterHandle[];
  /** Parameters whose value from after a call it is computed from. */
  readonly #versions: readonly Version[];
  /** What the function refers to. */
  readonly #captured: readonly Lineage[];
  /** Other results. */
  readonly #results: readonly number[];
  /** The parameter whose value it is, or the argument, which may be one; null for anything else. */
  readonly #copied: Version | number | null;
  /** Whether no result is computed from another: else those of different calls are told apart. */
  readonly #isApart: boolean;
  /** That of the call before, with the numbers of its arguments: calls in a loop often share it. */
  #latest: Lineage | null = null;
  readonly #serials: number[] = [];

  constructor(
    { placeholders, cells, roots, outputs, same }: RecordedGraph,
    position: number,
    { inside, captured }: ReturnType<typeof recordedAncestry>,
    results: readonly number[],
    isApart: boolean,
  ) {
    this.#results = results;
    this.#isApart = isApart;
    this.#arguments = [...placeholders.keys()].filter((k) => inside.has(placeholders[k] as Node));
    this.#versions = cells
      .filter(({ placeholder, value }) => inside.has(value < 0 ? placeholder : (roots[value] as Node)))
      .map(({ cell }) => cell.version);
    this.#gradientsOf = cells
      .filter(({ prior, gradient }) => prior !== null && gradient < 0 && inside.has(prior))
      .map(({ cell }) => cell);
    this.#captured = [...captured].map(reachOf);
    const output = outputs[position];
    const isValueOf = ({ placeholder, value }: RecordedCell): boolean =>
      output === placeholder || (value >= 0 && output === roots[value]);
    const argument = same[position];
    this.#copied = typeof argument === "number" ? argument : (cells.find(isValueOf)?.cell.version ?? null);
  }

  /** @param found - What those of {@link ResultLineages} give that come before it. */
  of(args: readonly Node[], found: readonly Lineage[]): Lineage {
    if (this.#isApart && this.#latest !== null && this.#isAsBefore(args, this.#latest)) return this.#latest;
    const ranges: number[] = [];
    let versions = this.#versions;
    let parents = this.#captured;
    for (let k = 0; k < this.#arguments.length; k++) {
      const node = args[this.#arguments[k] as number] as Node;
      this.#serials[k] = node.serial;
      ranges.push(node.serial, node.serial);
      // A parameter is known as one, since numbers of nodes are forgotten after many calls.
      if (node.owner?.holds(node) === true) versions = [...versions, node.owner.version];
      const behind = lineageOf(node);
      if (behind !== null) parents = [...parents, behind];
    }
    for (let k = 0; k < this.#gradientsOf.length; k++) {
      const serial = this.#gradientSerial(k);
      this.#serials[this.#arguments.length + k] = serial;
      ranges.push(serial, serial);
    }
    const results = this.#results.map((k) => found[k] as Lineage);
    const copied =
      typeof this.#copied === "number" ? ((args[this.#copied] as Node).owner?.version ?? null) : this.#copied;
    this.#latest = new Lineage(versions, ranges, parents, results, copied);
    return this.#latest;
  }

  #gradientSerial(k: number): number {
    return (this.#gradientsOf[k] as ParameterHandle).gradient.node?.serial ?? -1;
  }

  #isAsBefore(args: readonly Node[], latest: Lineage): boolean {
    for (let k = 0; k < this.#arguments.length; k++)
      if ((args[this.#arguments[k] as number] as Node).serial !== this.#serials[k]) return false;
    for (let k = 0; k < this.#gradientsOf.length; k++)
      if (this.#gradientSerial(k) !== this.#serials[this.#arguments.length + k]) return false;
    return this.#versions.length === 0 || latest.moment === momentNow();
  }
}
