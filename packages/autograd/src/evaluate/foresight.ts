import type { Evaluation, Node } from "../graph/node.ts";
import type { TypedArray } from "../shape/dtype.ts";
import type { CacheEntry } from "./plan-cache.ts";

/** After so many gradients computed in vain, a structure's gradient is computed only when asked for. */
const patience = 2;

/** Remembers which run computed a scalar, to learn whether its gradient is wanted next. */
export class Foresight implements Evaluation {
  readonly #entry: CacheEntry;
  readonly #root: number;
  readonly #leaves: readonly Node[];
  #gradient: readonly TypedArray[] | null;

  constructor(
    entry: CacheEntry,
    root: number,
    leaves: readonly Node[],
    gradient: readonly TypedArray[] | null,
  ) {
    this.#entry = entry;
    this.#root = root;
    this.#leaves = leaves;
    this.#gradient = gradient;
    // Taken back when the gradient is asked for.
    if (gradient !== null && ++entry.vain > patience) entry.foreseen = null;
  }

  gradient(_of: Node, wrt: readonly Node[]): readonly TypedArray[] | null {
    const positions = wrt.map((node) => this.#leaves.indexOf(node));
    const { foreseen } = this.#entry;
    const same =
      foreseen !== null &&
      foreseen.root === this.#root &&
      foreseen.leaves.length === positions.length &&
      foreseen.leaves.every((leaf, k) => leaf === positions[k]);
    if (same && this.#gradient !== null) {
      this.#entry.vain = 0;
      return this.#gradient;
    }
    if (!positions.includes(-1)) {
      this.#entry.foreseen = { root: this.#root, leaves: positions };
      this.#entry.vain = 0;
      this.#gradient = null;
    }
    return null;
  }
}
