import { statistics } from "../evaluate/settings.ts";
import { inputNode } from "../graph/build.ts";
import type { Listing } from "../graph/listing.ts";
import type { Node } from "../graph/node.ts";
import { interpret } from "../interpret/run.ts";
import { allocate, type TypedArray } from "../shape/dtype.ts";
import { sizeOf } from "../shape/shape.ts";
import { ComputedTensor } from "../tensor/computed.ts";
import { wrap } from "../tensor/handle.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { orderOf, type RecordedGraph } from "./recorded-graph.ts";

/**
 * One recording of a function, interpreted: what `compile` gives where WebAssembly may not be compiled. It does what the
 * compiled function would do, and refuses what that would refuse.
 */
export class InterpretedFunction {
  readonly #graph: RecordedGraph;
  readonly #list: Listing;

  constructor(graph: RecordedGraph) {
    this.#graph = graph;
    this.#list = orderOf(graph);
  }

  run(data: readonly TypedArray[]): unknown {
    const { outputs, layout, cells } = this.#graph;
    const values = this.#interpret(data);
    for (const { cell, value, gradient, spent, removed } of cells) {
      if (value >= 0) cell.resident = resident(values[value] as TypedArray);
      if (gradient >= 0) cell.leaveGradient(resident(values[gradient] as TypedArray), spent);
      else if (removed) cell.grad = null;
    }
    if (layout === null) return undefined;
    return layout.build(outputs.map((like, k) => resultOf(values[k] as TypedArray, like)));
  }

  /** The values of all roots. Placeholders have values only while they are computed: nobody may read them. */
  #interpret(data: readonly TypedArray[]): TypedArray[] {
    const { placeholders, cells } = this.#graph;
    for (const [k, node] of placeholders.entries()) node.value = data[k] as TypedArray;
    for (const { cell, placeholder, prior } of cells) {
      placeholder.value = cell.current.value;
      // -0 is what leaves every number as it is.
      if (prior !== null)
        prior.value = cell.pendingGradient ?? allocate(prior.dtype, sizeOf(prior.shape)).fill(-0);
    }
    statistics.interpreted += 1;
    try {
      return interpret(this.#list);
    } finally {
      for (const node of placeholders) node.value = null;
      for (const { placeholder, prior } of cells) {
        placeholder.value = null;
        if (prior !== null) prior.value = null;
      }
    }
  }

  release(): void {}
}

function resultOf(elements: TypedArray, like: Node): Tensor {
  if (like.shape.length > 0) return wrap(inputNode(elements, like.shape, like.dtype));
  return new ComputedTensor(elements[0] as number, like) as unknown as Tensor;
}

function resident(elements: TypedArray): { read(): TypedArray } {
  return { read: () => elements };
}
