import { Lineage, momentNow, type Version } from "../graph/lineage.ts";
import type { Node } from "../graph/node.ts";
import { isLeaf, reachOf, recordedAncestry } from "../transform/dependence.ts";
import type { RecordedGraph } from "./recorded-graph.ts";

/** What a result of a recording is computed from, as far as a derivative would go. */
export class ResultLineage {
  /** Which tensors of the arguments. */
  readonly #arguments: readonly number[];
  /** Parameters whose value from after a call it is computed from. */
  readonly #versions: readonly Version[];
  /** What the function refers to. */
  readonly #captured: readonly Lineage[];
  /** That of the call before, with the numbers of its arguments: calls in a loop often share it. */
  #latest: Lineage | null = null;
  readonly #serials: number[] = [];

  constructor({ scope, placeholders, cells, roots }: RecordedGraph, output: Node) {
    const { inside, captured } = recordedAncestry(output, scope);
    this.#arguments = [...placeholders.keys()].filter((k) => inside.has(placeholders[k] as Node));
    this.#versions = cells
      .filter(({ placeholder, value }) => inside.has(value < 0 ? placeholder : (roots[value] as Node)))
      .map(({ cell }) => cell.version);
    this.#captured = [...captured].map(reachOf);
  }

  /** What the result of a call that is just over was computed from. */
  of(args: readonly Node[]): Lineage {
    if (this.#latest !== null && this.#isAsBefore(args, this.#latest)) return this.#latest;
    const ranges: number[] = [];
    let parents = this.#captured;
    for (let k = 0; k < this.#arguments.length; k++) {
      const node = args[this.#arguments[k] as number] as Node;
      this.#serials[k] = node.serial;
      ranges.push(node.serial, node.serial);
      const behind = isLeaf(node) ? node.lineage : reachOf(node);
      if (behind !== null) parents = [...parents, behind];
    }
    this.#latest = new Lineage(this.#versions, ranges, parents);
    return this.#latest;
  }

  #isAsBefore(args: readonly Node[], latest: Lineage): boolean {
    for (let k = 0; k < this.#arguments.length; k++)
      if ((args[this.#arguments[k] as number] as Node).serial !== this.#serials[k]) return false;
    return this.#versions.length === 0 || latest.moment === momentNow();
  }
}
