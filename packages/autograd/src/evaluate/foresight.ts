import { oldestOf } from "../graph/listing.ts";
import type { Evaluation, Node } from "../graph/node.ts";
import type { TypedArray } from "../shape/dtype.ts";
import type { CacheEntry, ForeseenGradient } from "./plan-cache.ts";
import { endsAt } from "./structure.ts";

/** Whether a run with these data may compute a gradient in advance. */
export function canBeForeseen({ leaves: wrt }: ForeseenGradient, leaves: readonly Node[]): boolean {
  return endsAtLeaves(leaves, oldestOf(wrt.map((k) => leaves[k] as Node)));
}

/**
 * The structure of what is evaluated ends at known values and does not tell how they came about. A derivative that goes on
 * behind them cannot be told from another by it.
 */
function endsAtLeaves(leaves: readonly Node[], oldest: number): boolean {
  for (let k = 0; k < leaves.length; k++) if (!endsAt(leaves[k] as Node, oldest)) return false;
  return true;
}

/** Remembers which run computed a scalar, to learn whether its gradient is wanted next. */
export class Foresight implements Evaluation {
  readonly #entry: CacheEntry;
  readonly #root: number;
  readonly #leaves: readonly Node[];
  /** What the run computed in advance, if it did. */
  readonly #foreseen: ForeseenGradient | null;
  readonly #gradient: readonly TypedArray[] | null;

  constructor(
    entry: CacheEntry,
    root: number,
    leaves: readonly Node[],
    foreseen: ForeseenGradient | null = null,
    gradient: readonly TypedArray[] | null = null,
  ) {
    this.#entry = entry;
    this.#root = root;
    this.#leaves = leaves;
    this.#foreseen = foreseen;
    this.#gradient = gradient;
    // In vain until the gradient is asked for.
    if (foreseen !== null) entry.vain += 1;
  }

  gradient(wrt: readonly Node[]): readonly TypedArray[] | null {
    const entry = this.#entry;
    const computed = this.#isOf(this.#foreseen, wrt);
    if (computed || this.#isOf(entry.foreseen, wrt)) {
      entry.vain = 0;
      return computed ? this.#gradient : null;
    }
    const positions = wrt.map((node) => this.#leaves.indexOf(node));
    if (!positions.includes(-1) && endsAtLeaves(this.#leaves, oldestOf(wrt)))
      entry.foresee(this.#root, positions);
    return null;
  }

  #isOf(foreseen: ForeseenGradient | null, wrt: readonly Node[]): boolean {
    if (foreseen === null || foreseen.root !== this.#root || foreseen.leaves.length !== wrt.length)
      return false;
    for (let k = 0; k < wrt.length; k++)
      if (this.#leaves[foreseen.leaves[k] as number] !== wrt[k]) return false;
    return true;
  }
}
