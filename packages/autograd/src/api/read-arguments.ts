import type { Node } from "../graph/node.ts";
import { observingReads, type ReadObserver } from "../tensor/reads.ts";
import { dependsOnAny } from "../transform/dependence.ts";

/** How many reads are looked at together: their graphs are held until then, and one walk does for all of them. */
const together = 256;

/** Finds out whether a function reads values that depend on its arguments. */
export class ArgumentReads implements ReadObserver {
  readonly #arguments: ReadonlySet<Node>;
  #pending: Node[] = [];
  #found = false;

  constructor(args: readonly Node[]) {
    this.#arguments = new Set(args);
  }

  /** Calls the function. */
  during<T>(f: () => T): T {
    return observingReads(this, f);
  }

  read(node: Node): void {
    if (this.#found) return;
    this.#pending.push(node);
    if (this.#pending.length >= together) this.#look();
  }

  /** Whether one was read so far. */
  get found(): boolean {
    this.#look();
    return this.#found;
  }

  #look(): void {
    this.#found ||= dependsOnAny(this.#pending, this.#arguments);
    this.#pending = [];
  }
}
