import { statistics } from "../evaluate/settings.ts";
import { resultOfType } from "../graph/build.ts";
import type { Lineage } from "../graph/lineage.ts";
import type { Listing } from "../graph/listing.ts";
import type { Node } from "../graph/node.ts";
import { interpret } from "../interpret/run.ts";
import type { TypedArray } from "../shape/dtype.ts";
import { ComputedTensor } from "../tensor/computed.ts";
import { wrap } from "../tensor/handle.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { orderOf, priorGradient, type RecordedCell, type RecordedGraph } from "./recorded-graph.ts";
import { RecordedWays } from "./recorded-ways.ts";
import type { Recording } from "./recordings.ts";
import { sameTensor } from "./same-tensor.ts";

/**
 * One recording of a function, interpreted: what `compile` gives where WebAssembly may not be compiled. It does what the
 * compiled function would do, and refuses what that would refuse.
 */
export class InterpretedFunction implements Recording {
  readonly cells: readonly RecordedCell[];
  readonly graph: RecordedGraph;
  ways: RecordedWays;
  /** How often it ran. */
  runs = 0;
  readonly #list: Listing;
  /** Gradients from before that the graph needs, at their cells. One that it replaces may be gone by the next call. */
  readonly #priors: readonly (Node | null)[];

  constructor(graph: RecordedGraph) {
    this.cells = graph.cells;
    this.graph = graph;
    this.ways = new RecordedWays(graph);
    this.#list = orderOf(graph);
    const needed = new Set(this.#list.nodes);
    this.#priors = graph.cells.map(({ prior }) => (prior !== null && needed.has(prior) ? prior : null));
  }

  run(args: readonly Node[]): unknown {
    const { outputs, firsts, same, layout, cells } = this.graph;
    const values = this.#interpret(args);
    for (const { cell, value, gradient, isRemoved, isRevised, use } of cells) {
      if (value >= 0) cell.resident = resident(values[value] as TypedArray);
      if (gradient >= 0) cell.leaveGradient(resident(values[gradient] as TypedArray), isRevised, use);
      else if (isRemoved) cell.grad = null;
      else if (use !== null) cell.gradient.use(use);
    }
    if (layout === null) return undefined;
    const lineages = this.ways.lineages.of(args);
    const results: Tensor[] = [];
    for (const [k, like] of outputs.entries()) {
      const handed = same[k] ?? null;
      results.push(
        results[firsts[k] as number] ??
          (handed === null ? null : sameTensor(handed, args)) ??
          resultOf(values[k] as TypedArray, like, lineages[k] as Lineage),
      );
    }
    return layout.build(results);
  }

  /** The values of all roots. Placeholders have values only while they are computed: nobody may read them. */
  #interpret(args: readonly Node[]): TypedArray[] {
    const { placeholders, cells } = this.graph;
    // Evaluated before anything has a value that nobody may read.
    const priors = this.#priors;
    const gradients = cells.map(({ cell }, k) => (priors[k] === null ? null : priorGradient(cell)));
    for (const [k, node] of placeholders.entries()) node.value = (args[k] as Node).value;
    for (const [k, { cell, placeholder }] of cells.entries()) {
      const prior = priors[k] as Node | null;
      placeholder.value = cell.current.value;
      if (prior !== null) prior.value = gradients[k] as TypedArray;
    }
    statistics.interpreted += 1;
    try {
      return interpret(this.#list);
    } finally {
      for (const node of placeholders) node.value = null;
      for (const { placeholder } of cells) placeholder.value = null;
      for (const prior of priors) if (prior !== null) prior.value = null;
    }
  }

  release(): void {}
}

function resultOf(elements: TypedArray, like: Node, lineage: Lineage): Tensor {
  if (like.shape.length > 0) return wrap(resultOfType(elements, like.kind.type, lineage));
  return new ComputedTensor(elements[0] as number, like, lineage) as unknown as Tensor;
}

function resident(elements: TypedArray): { read(): TypedArray } {
  return { read: () => elements };
}
