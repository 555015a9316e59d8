import { ArgumentDerivatives } from "./argument-derivatives.ts";
import type { RecordedGraph } from "./recorded-graph.ts";
import { ResultLineages } from "./result-lineage.ts";

/**
 * The ways that derivatives take through what a function refers to, which is data in its recording. Each comparison of the recording finds them
 * anew: a tensor with the same elements computes the same, but may have been made from something else.
 */
export class RecordedWays {
  /** What derivatives in the function go through. */
  readonly derivatives: ArgumentDerivatives;
  /** What its results were made from. */
  readonly lineages: ResultLineages;

  constructor(graph: RecordedGraph) {
    this.derivatives = new ArgumentDerivatives(graph);
    this.lineages = new ResultLineages(graph);
  }
}
