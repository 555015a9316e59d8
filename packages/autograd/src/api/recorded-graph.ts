import { describe } from "../error/describe.ts";
import { ArgumentError } from "../error/error.ts";
import { applyBinary, isPlaceholder, placeholderNode } from "../graph/build.ts";
import { evaluationOrder } from "../graph/evaluation-order.ts";
import type { Listing } from "../graph/listing.ts";
import type { Node } from "../graph/node.ts";
import { add } from "../op/arithmetic.ts";
import { ParameterHandle } from "../tensor/parameter.ts";
import { type Gradient, noGradient, type Recorder, recording } from "../tensor/recording.ts";
import { type FlatTree, flatten, type TreeLayout, unflatten } from "./tree.ts";

/** What happened to one parameter while a function was recorded. */
interface CellRecord {
  readonly placeholder: Node;
  assigned: Node | null;
  readonly gradient: Gradient;
}

/** Stands in for all parameters during a recording. */
class CellRecorder implements Recorder {
  readonly cells: Map<ParameterHandle, CellRecord> = new Map();

  read(cell: object): Node {
    const record = this.#record(cell);
    return record.assigned ?? record.placeholder;
  }

  assign(cell: object, value: Node): void {
    this.#record(cell).assigned = value;
  }

  gradient(cell: object): Gradient {
    return this.#record(cell).gradient;
  }

  #record(cell: object): CellRecord {
    if (!(cell instanceof ParameterHandle)) throw new TypeError("only parameters are recorded");
    let record = this.cells.get(cell);
    if (record === undefined) {
      const placeholder = placeholderNode(cell.shape, cell.dtype);
      placeholder.owner = cell;
      record = { placeholder, assigned: null, gradient: noGradient() };
      this.cells.set(cell, record);
    }
    return record;
  }
}

/** A parameter in a recorded graph. */
export interface RecordedCell {
  readonly cell: ParameterHandle;
  /** What stands for the value that it has when the function is called. */
  readonly placeholder: Node;
  /** Which root is its new value, and its gradient; -1 if the function does not change them. */
  readonly value: number;
  readonly gradient: number;
  /** Whether an optimiser has used the gradient. */
  readonly spent: boolean;
  /** What stands for the gradient that the function's own is added to; null if it is replaced. */
  readonly prior: Node | null;
  /** Whether the function sets the gradient to null. */
  readonly removed: boolean;
}

/** A function as the graph that it built from placeholders, with its effects. */
export interface RecordedGraph {
  /** What stands for each tensor of the arguments. */
  readonly placeholders: readonly Node[];
  readonly outputs: readonly Node[];
  /** Null if the function returned nothing. */
  readonly layout: TreeLayout | null;
  /** What has to be computed: the outputs, then what parameters receive. */
  readonly roots: readonly Node[];
  readonly cells: readonly RecordedCell[];
}

/**
 * Records a function: calls it once with placeholders.
 * @throws {@link ArgumentError} if it returns something that is not a tree of tensors.
 */
export function record(f: (...args: unknown[]) => unknown, args: FlatTree): RecordedGraph {
  const placeholders = args.nodes.map((node) => placeholderNode(node.shape, node.dtype));
  const recorder = new CellRecorder();
  const trees = unflatten(args.layout, placeholders) as unknown[];
  return recording(recorder, () => {
    const result = f(...trees);
    const output = result === undefined ? null : outputTree(result);
    const outputs = output?.nodes ?? [];
    const roots: Node[] = [...outputs];
    const rootOf = (node: Node | null): number => (node === null ? -1 : roots.push(node) - 1);
    const cells = [...recorder.cells].map(([cell, { placeholder, assigned, gradient }]) => {
      const { node, parts, spent, replaced } = gradient;
      // As outside: a gradient that no optimiser has used is added to, by one part after the other.
      const prior = node === null || spent || replaced ? null : placeholderNode(node.shape, node.dtype);
      const total = prior === null ? node : parts.reduce((sum, part) => applyBinary(add, sum, part), prior);
      return {
        cell,
        placeholder,
        value: rootOf(assigned),
        gradient: rootOf(total),
        spent,
        prior,
        removed: replaced && node === null,
      };
    });
    return { placeholders, outputs, layout: output?.layout ?? null, roots, cells };
  });
}

/**
 * What has to be computed for a recorded graph, in order.
 * @throws {@link ArgumentError} if that is a value of one example of `vmap`, which stands for no data.
 */
export function orderOf({ roots }: RecordedGraph): Listing {
  const list = evaluationOrder(roots);
  if (list.nodes.some((node) => isPlaceholder(node) && node.attributes["recordedBy"] === "vmap")) {
    throw new ArgumentError(
      "compile",
      "what the function returns or assigns must be the same for all examples of vmap(), got a value that differs " +
        "between examples. Return it from the function that vmap() maps.",
    );
  }
  return list;
}

/**
 * What a compiled function returned.
 * @throws {@link ArgumentError} if it is not a tree of tensors.
 */
export function outputTree(result: unknown): FlatTree {
  if (
    result === null ||
    !["object", "number", "boolean"].includes(typeof result) ||
    result instanceof Promise
  ) {
    throw new ArgumentError(
      "compile",
      `the function must return tensors, trees of them or nothing, got ${describe(result)}.`,
    );
  }
  return flatten("compile", result);
}
