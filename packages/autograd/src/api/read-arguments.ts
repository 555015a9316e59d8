import { oldestOf } from "../graph/listing.ts";
import type { Node } from "../graph/node.ts";
import { observingReads, type ReadObserver } from "../tensor/reads.ts";
import { dependsOnAny, reachesAny } from "../transform/dependence.ts";

/** How many reads are looked at together: their graphs are held until then, and one walk does for all of them. */
const together = 256;

/** Finds out whether a function reads values that depend on its arguments, or assigns them. */
export class ArgumentReads implements ReadObserver {
  readonly #arguments: ReadonlySet<Node>;
  #pending: Node[] = [];
  #found = false;

  /** Those that a derivative is taken by, and the oldest of them. */
  readonly #wrt: ReadonlySet<Node>;
  readonly #oldest: number;
  /** What parameters became that were assigned what derivatives by arguments go through. */
  readonly #cut: WeakSet<Node> = new WeakSet();

  /**
   * @param args - All arguments.
   * @param wrt - Those that a derivative is taken by.
   */
  constructor(args: readonly Node[], wrt: readonly Node[]) {
    this.#arguments = new Set(args);
    this.#wrt = new Set(wrt);
    this.#oldest = oldestOf(wrt);
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

  assigned(node: Node, leaf: Node): void {
    if (this.#reaches(node, (each) => this.#wrt.has(each) || this.#cut.has(each))) this.#cut.add(leaf);
  }

  /** The first value of a parameter that a derivative of a node reaches, and that lacks what it was assigned. */
  cutBehind(node: Node): Node | null {
    let found: Node | null = null;
    this.#reaches(node, (each) => {
      if (this.#cut.has(each)) found = each;
      return found !== null;
    });
    return found;
  }

  #reaches(node: Node, isWanted: (node: Node) => boolean): boolean {
    return this.#wrt.size > 0 && reachesAny(node, isWanted, this.#oldest);
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
