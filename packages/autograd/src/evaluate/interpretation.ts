import { evaluationOrder } from "../graph/evaluation-order.ts";
import type { Listing } from "../graph/listing.ts";
import type { Node } from "../graph/node.ts";
import { interpret } from "../interpret/run.ts";
import { ScalarProgram } from "../interpret/scalar-program.ts";
import type { TypedArray } from "../shape/dtype.ts";
import { programWork } from "./interpretation-work.ts";
import { statistics } from "./settings.ts";
import { writeOut } from "./written-out.ts";

/** Computes the same from other data again and again, interpreted; a graph of scalars as a program that is kept. */
export class Interpretation {
  /** Null if the graph is of another sort; undefined before that is known. */
  #program: ScalarProgram | null | undefined;
  /** Where each leaf of the program stands among those that a run is given. */
  #order: readonly number[] = [];

  /** About how much work a run of the program that is kept is, in the units of `compilationWork`; 0 if there is none. */
  get programWork(): number {
    return this.#program ? programWork(this.#program.size) : 0;
  }

  /**
   * As {@link Execution.run}.
   * @param instead - Is told what would be interpreted, and may compute it otherwise.
   */
  run(
    leaves: readonly Node[],
    rootsOf: () => readonly Node[],
    instead?: (list: Listing) => TypedArray[] | null,
  ): TypedArray[] {
    if (this.#program) {
      statistics.interpreted += 1;
      return this.#program.run(this.#order.map((k) => elementsOf(leaves[k] as Node)));
    }
    const roots = rootsOf();
    if (this.#program === undefined) {
      this.#program = null;
      const start = ScalarProgram.of(roots);
      if (start !== null) {
        const places = new Map(leaves.map((leaf, k) => [leaf, k]));
        this.#order = start.leaves.map((leaf) => places.get(leaf) ?? -1);
        if (!this.#order.includes(-1)) this.#program = start.program;
        statistics.interpreted += 1;
        return start.program.run(start.leaves.map(elementsOf));
      }
    }
    const list = evaluationOrder(roots, settle);
    const computed = instead?.(list) ?? null;
    if (computed !== null) return computed;
    statistics.interpreted += 1;
    return interpret(list);
  }
}

/** Finds the values of a deferred derivative and of those asked for with it, or writes it out. */
function settle(node: Node): void {
  if (node.deferred === null || node.value !== null) return;
  const { request } = node.deferred;
  const nodes = request.nodes.filter(({ value, deferred }) => value === null && deferred !== null);
  const start = ScalarProgram.of(nodes);
  if (start === null) {
    // All of them: the walk that found one would otherwise be repeated for each.
    for (const each of nodes) writeOut(each, request);
    return;
  }
  for (const [k, value] of start.program.run(start.leaves.map(elementsOf)).entries())
    (nodes[k] as Node).value = value;
}

function elementsOf(node: Node): TypedArray {
  return node.value as TypedArray;
}
