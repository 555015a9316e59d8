import { statistics } from "../evaluate/settings.ts";
import { inputNode } from "../graph/build.ts";
import type { Node } from "../graph/node.ts";
import { lower } from "../plan/lower.ts";
import { programOf } from "../plan/program.ts";
import type { TypedArray } from "../shape/dtype.ts";
import { sameShape } from "../shape/shape.ts";
import { ComputedTensor } from "../tensor/computed.ts";
import { elementsOf, wrap } from "../tensor/handle.ts";
import { Holder } from "../tensor/holder.ts";
import type { ParameterHandle, Resident } from "../tensor/parameter.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { CompiledPlan, type Slot } from "../wasm/compile-plan.ts";
import { orderOf, type RecordedGraph } from "./recorded-graph.ts";
import type { TreeLayout } from "./tree.ts";

/** A parameter of a compiled function. */
interface BoundCell {
  readonly cell: ParameterHandle;
  /** Where its value is read from; null if it is only assigned. */
  readonly input: Slot | null;
  /** Where its new value and its gradient are left; null if the function does not change them. */
  readonly value: Resident | null;
  readonly gradient: Resident | null;
  readonly spent: boolean;
  /** Whether the function sets the gradient to null. */
  readonly removed: boolean;
  /** Where the gradient goes that the function's own is added to; null if it is replaced. */
  readonly prior: Slot | null;
  /** The leaf whose value `input` holds now. */
  held: Node | null;
}

/** Results of so few elements are read one by one; more are copied faster as a block. */
const mostNumbers = 64;

/** One recording of a function, compiled. */
export class CompiledFunction {
  readonly #plan: CompiledPlan;
  readonly #plain: boolean;
  readonly #placeholders: readonly Node[];
  /** Where each argument goes, and the data that lies there now. */
  readonly #inputs: readonly (Slot | null)[];
  readonly #held: (TypedArray | null)[];
  readonly #cells: readonly BoundCell[];
  readonly #layout: TreeLayout | null;
  readonly #outputs: readonly Slot[];
  readonly #outputNodes: readonly Node[];

  constructor(graph: RecordedGraph, plain: boolean, fastMath: boolean) {
    const { placeholders, cells } = graph;
    this.#plain = plain;
    this.#placeholders = placeholders;
    this.#held = placeholders.map(() => null);
    this.#layout = graph.layout;
    this.#outputNodes = graph.outputs;
    // Roots that have a value already would be left out of the order.
    const list = orderOf(graph);
    const leaves = list.nodes.filter((node) => node.inputs.length === 0 && isData(node));
    const leafOf = new Map(leaves.map((node, k) => [node, k]));
    const carried = cells.flatMap(({ placeholder, value }) => {
      const leaf = leafOf.get(placeholder);
      return value < 0 || leaf === undefined ? [] : [{ root: value, leaf }];
    });
    this.#plan = new CompiledPlan(lower(programOf(list)), { carried, fastMath });
    statistics.plans += 1;
    const slotOf = (node: Node): Slot | null => {
      const leaf = leafOf.get(node);
      return leaf === undefined ? null : (this.#plan.leaves[leaf] ?? null);
    };
    this.#inputs = placeholders.map(slotOf);
    this.#outputs = this.#outputNodes.map((_, k) => this.#plan.roots[k] as Slot);
    const resident = (root: number): Resident | null =>
      root < 0 ? null : { read: () => this.#plan.read(this.#plan.roots[root] as Slot) };
    this.#cells = cells.map(({ cell, placeholder, value, gradient, spent, removed, prior }) => ({
      cell,
      input: slotOf(placeholder),
      value: resident(value),
      gradient: resident(gradient),
      spent,
      removed,
      prior: prior === null ? null : slotOf(prior),
      held: null,
    }));
    // Data that the function brought along is written once and stays.
    for (const node of leaves) {
      const slot = slotOf(node);
      if (node.value !== null && slot !== null) this.#plan.write(slot, node.value);
    }
  }

  /** The data of arguments of the shapes and dtypes that were recorded; null if these are others, or no tensors. */
  dataOf(args: readonly unknown[]): TypedArray[] | null {
    const placeholders = this.#placeholders;
    if (!this.#plain || args.length !== placeholders.length) return null;
    const data = new Array<TypedArray>(args.length);
    for (let k = 0; k < args.length; k++) {
      const argument = args[k];
      if (!(argument instanceof Holder)) return null;
      const { node } = argument;
      const { type } = node.kind;
      const expected = (placeholders[k] as Node).kind.type;
      if (type !== expected && (type.dtype !== expected.dtype || !sameShape(type.shape, expected.shape)))
        return null;
      data[k] = node.value ?? elementsOf(node);
    }
    return data;
  }

  run(data: readonly TypedArray[]): unknown {
    const plan = this.#plan;
    const held = this.#held;
    const inputs = this.#inputs;
    for (let k = 0; k < data.length; k++) {
      const elements = data[k] as TypedArray;
      if (held[k] === elements) continue;
      const slot = inputs[k] as Slot | null;
      if (slot !== null) plan.write(slot, elements);
      held[k] = elements;
    }
    const cells = this.#cells;
    for (let k = 0; k < cells.length; k++) this.#bring(cells[k] as BoundCell);
    plan.run();
    statistics.compiled += 1;
    for (let k = 0; k < cells.length; k++) {
      const { cell, value, gradient, spent, removed } = cells[k] as BoundCell;
      if (value !== null) cell.resident = value;
      if (gradient !== null) cell.leaveGradient(gradient, spent);
      else if (removed) cell.grad = null;
    }
    if (this.#layout === null) return undefined;
    const results = new Array<Tensor>(this.#outputs.length);
    for (let k = 0; k < results.length; k++) results[k] = this.#result(k);
    return this.#layout.build(results);
  }

  #result(k: number): Tensor {
    const slot = this.#outputs[k] as Slot;
    const like = this.#outputNodes[k] as Node;
    if (slot.size > mostNumbers) return wrap(inputNode(this.#plan.read(slot), like.shape, like.dtype));
    const numbers = like.shape.length === 0 ? this.#plan.readFirst(slot) : this.#plan.readNumbers(slot);
    return new ComputedTensor(numbers, like) as unknown as Tensor;
  }

  /** Puts a parameter's present value into its place, unless it lies there already. */
  #bring(bound: BoundCell): void {
    const { cell, input, value, prior } = bound;
    // -0 is what leaves every number as it is.
    if (prior !== null)
      this.#plan.write(prior, cell.pendingGradient ?? new Float64Array(prior.size).fill(-0));
    if (value !== null && cell.resident === value) return;
    if (input === null) return;
    const leaf = cell.current;
    if (leaf === bound.held && value === null) return;
    this.#plan.write(input, leaf.value as TypedArray);
    bound.held = leaf;
  }

  release(): void {
    for (const { cell, value } of this.#cells)
      if (value !== null && cell.resident === value) void cell.current;
    this.#plan.release();
    statistics.plans -= 1;
  }
}

function isData(node: Node): boolean {
  return node.value !== null || node.op.name === "input";
}
