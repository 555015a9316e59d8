import type { Claim, Executable, Planned, Runner } from "../evaluate/executable.ts";
import { executables } from "../evaluate/executables.ts";
import { statistics } from "../evaluate/settings.ts";
import { resultOfType } from "../graph/build.ts";
import type { Lineage } from "../graph/lineage.ts";
import type { Node } from "../graph/node.ts";
import { givenNodes } from "../plan/program.ts";
import type { TypedArray } from "../shape/dtype.ts";
import { sameShape } from "../shape/shape.ts";
import { ComputedTensor } from "../tensor/computed.ts";
import type { GradientUse } from "../tensor/gradient.ts";
import { elementsOf, wrap } from "../tensor/handle.ts";
import { isHolder } from "../tensor/holder.ts";
import type { ParameterHandle, Resident } from "../tensor/parameter.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type CompiledPlan, type Footprint, type Slot, sharedMemory } from "../wasm/compile-plan.ts";
import { momentNow } from "../wasm/memory.ts";
import type { ReferredParameters } from "./argument-identity.ts";
import { InterpretedFunction } from "./interpreted-function.ts";
import { orderOf, priorGradient, type RecordedCell, type RecordedGraph } from "./recorded-graph.ts";
import { RecordedWays } from "./recorded-ways.ts";
import type { Recording } from "./recordings.ts";
import { type SameTensor, sameTensor } from "./same-tensor.ts";
import type { TreeLayout } from "./tree.ts";

/** A value that a run left at its place in memory, and that outlives that place. Until then it holds on to the claim. */
class LeftValue implements Resident {
  #claim: Claim | null;
  readonly #slot: Slot;
  #saved: TypedArray | null = null;

  constructor(claim: Claim, slot: Slot) {
    this.#claim = claim;
    this.#slot = slot;
  }

  read(): TypedArray {
    if (this.#saved !== null) return this.#saved;
    const { executable } = this.#claim as Claim;
    return (executable as Executable).plan.read(this.#slot);
  }

  /** Copies the value, since the function loses its place. */
  save(): void {
    this.#saved = this.read();
    this.#claim = null;
  }
}

/** A parameter of a recorded function; leaves by position, -1 for none. */
interface CompiledCell extends Omit<RecordedCell, "prior"> {
  /** What its value is read from; none if it is only assigned. */
  readonly leaf: number;
  /** What the gradient from before the call is read from; none if the function does not use it. */
  readonly prior: number;
}

/** A parameter of a compiled function. */
interface BoundCell {
  readonly cell: ParameterHandle;
  /** Where its value is read from; null if it is only assigned. */
  readonly input: Slot | null;
  /** Where its new value and its gradient are left; null if the function does not change them. */
  readonly value: LeftValue | null;
  readonly gradient: LeftValue | null;
  /** Whether a run has left a gradient there. */
  left: boolean;
  readonly isRemoved: boolean;
  readonly isRevised: boolean;
  readonly use: GradientUse | null;
  /** Where the gradient from before the call goes; null if the function does not use it. */
  readonly prior: Slot | null;
  /** The leaf whose value `input` holds now. */
  held: Node | null;
}

/** A recording's executable, while it has one. */
interface Placed {
  readonly claim: Claim;
  readonly executable: Executable;
  readonly cells: readonly BoundCell[];
  readonly outputs: readonly Slot[];
}

/** Stands for a tensor among arguments. */
export const anyTensor: unique symbol = Symbol("tensor");

/** Results of so few elements are read one by one; more are copied faster as a block. */
const mostNumbers = 64;

/**
 * One recording of a function, compiled. It may lose its executable to a recording of the same structure, or its place in memory
 * to others that are used more. Then the next run gets another one, compiled again if need be, or is interpreted if that would
 * take the place of one that was needed since.
 */
export class CompiledFunction implements Recording, Runner {
  readonly cells: readonly RecordedCell[];
  readonly graph: RecordedGraph;
  ways: RecordedWays;
  /** How often it ran. */
  runs = 0;
  readonly #planned: Planned;
  readonly #form: readonly unknown[] | null;
  readonly #placeholders: readonly Node[];
  /** The leaf of each argument; -1 where it is not used. */
  readonly #arguments: readonly number[];
  readonly #cells: readonly CompiledCell[];
  /** Data that the function brought along, by leaf. */
  readonly #own: readonly { readonly leaf: number; readonly elements: TypedArray }[];
  readonly #layout: TreeLayout | null;
  readonly #outputNodes: readonly Node[];
  #placed: Placed | null = null;
  /** What the compiled plan takes up, and when it ran last. */
  #footprint: Footprint | null = null;
  #ran = 0;
  /** What runs while there is no room. */
  #interpreted: InterpretedFunction | null = null;

  /** @param form - The arguments if each is a tensor or static: {@link anyTensor}, or what is static; else null. */
  constructor(graph: RecordedGraph, form: readonly unknown[] | null, fastMath: boolean) {
    const { placeholders, cells } = graph;
    this.cells = cells;
    this.graph = graph;
    this.ways = new RecordedWays(graph);
    this.#form = form;
    this.#placeholders = placeholders;
    this.#layout = graph.layout;
    this.#outputNodes = graph.outputs;
    // Roots that have a value already would be left out of the order.
    const list = orderOf(graph);
    const leaves = givenNodes(list);
    const positions = new Map(leaves.map((node, k) => [node, k]));
    const leafOf = (node: Node | null): number => (node === null ? -1 : (positions.get(node) ?? -1));
    this.#arguments = placeholders.map(leafOf);
    this.#cells = cells.map((cell) => ({
      ...cell,
      leaf: leafOf(cell.placeholder),
      prior: leafOf(cell.prior),
    }));
    const carried = this.#cells.flatMap(({ value, leaf }) =>
      value < 0 || leaf < 0 ? [] : [{ root: value, leaf }],
    );
    this.#own = leaves.flatMap(({ value }, leaf) => (value === null ? [] : [{ leaf, elements: value }]));
    const left = this.#cells.flatMap(({ value, gradient }) => [value, gradient]).filter((root) => root >= 0);
    this.#planned = executables.planned(list, { carried, left, fastMath });
    this.#place();
  }

  /** Gets an executable, with the data that the function brought along. */
  #place(): Placed {
    const claim = executables.claim(this.#planned, this, this.#footprint === null ? undefined : this.#ran);
    const executable = claim.executable as Executable;
    const { plan } = executable;
    this.#footprint = plan.footprint;
    this.#interpreted = null;
    const slotOf = (leaf: number): Slot | null => plan.leaves[leaf] ?? null;
    const left = (root: number): LeftValue | null =>
      root < 0 ? null : new LeftValue(claim, plan.left[root] as Slot);
    for (const { leaf, elements } of this.#own) executable.write(leaf, elements);
    // The places of parameters are filled, and written over by runs, without the executable being told.
    for (const { leaf, prior } of this.#cells) {
      executable.forget(leaf);
      executable.forget(prior);
    }
    this.#placed = {
      claim,
      executable,
      cells: this.#cells.map(({ cell, leaf, value, gradient, isRemoved, isRevised, use, prior }) => ({
        cell,
        input: slotOf(leaf),
        value: left(value),
        gradient: left(gradient),
        left: false,
        isRemoved,
        isRevised,
        use,
        prior: slotOf(prior),
        held: null,
      })),
      outputs: this.#outputNodes.map((_, k) => plan.roots[k] as Slot),
    };
    return this.#placed;
  }

  /**
   * The tensors of arguments of the shapes and dtypes that were recorded, evaluated; null if these are others, or other parts
   * are static, or there are trees.
   * @param referred - Parameters that have to be themselves: also those that another recording of the function refers to.
   */
  nodesOf(args: readonly unknown[], referred: ReferredParameters): Node[] | null {
    const placeholders = this.#placeholders;
    const form = this.#form;
    if (form === null || args.length !== form.length) return null;
    const nodes = new Array<Node>(placeholders.length);
    for (let k = 0, tensors = 0; k < args.length; k++) {
      const argument = args[k];
      if (!isHolder(argument)) {
        if (argument !== form[k]) return null;
        continue;
      }
      if (form[k] !== anyTensor) {
        if (argument !== form[k]) return null;
        // What the function knows of it is in the cells.
        nodes[tensors] = placeholders[tensors++] as Node;
        continue;
      }
      const { node } = argument;
      if (node.owner !== null && referred.isReferred(node.owner)) return null;
      const { type } = node.kind;
      const expected = (placeholders[tensors] as Node).kind.type;
      if (type !== expected && (type.dtype !== expected.dtype || !sameShape(type.shape, expected.shape)))
        return null;
      if (node.value === null) elementsOf(node);
      nodes[tensors++] = node;
    }
    return this.#areAsSame(nodes) ? nodes : null;
  }

  /** Whether those tensors of the arguments are the same that were when it was recorded, and no others. */
  #areAsSame(nodes: readonly Node[]): boolean {
    const placeholders = this.#placeholders;
    for (let k = 1; k < nodes.length; k++) {
      for (let i = 0; i < k; i++)
        if ((nodes[i] === nodes[k]) !== (placeholders[i] === placeholders[k])) return false;
    }
    return true;
  }

  /** @param args - The tensors of the arguments, evaluated. */
  run(args: readonly Node[]): unknown {
    // Evaluated before anything else: that may compile, and take the place of this plan.
    for (let k = 0; k < this.#cells.length; k++) {
      const { cell, prior } = this.#cells[k] as CompiledCell;
      if (prior >= 0) priorGradient(cell);
    }
    const placed = this.#placed ?? (this.#hasRoom() ? this.#place() : null);
    this.#ran = momentNow();
    if (placed === null) {
      this.#interpreted ??= new InterpretedFunction(this.graph);
      return this.#interpreted.run(args);
    }
    const { executable, cells, outputs } = placed;
    const { plan } = executable;
    const leaves = this.#arguments;
    for (let k = 0; k < args.length; k++) {
      const leaf = leaves[k] as number;
      if (leaf >= 0) executable.write(leaf, (args[k] as Node).value as TypedArray);
    }
    for (let k = 0; k < cells.length; k++) bring(plan, cells[k] as BoundCell);
    if (!plan.run()) {
      // What is refused is refused in words. Parameters and gradients are what they were: they are brought here, and their
      // places in the plan filled anew before it runs again.
      this.#interpreted ??= new InterpretedFunction(this.graph);
      return this.#interpreted.run(args);
    }
    statistics.compiled += 1;
    for (let k = 0; k < cells.length; k++) {
      const bound = cells[k] as BoundCell;
      const { cell, value, gradient, isRemoved, isRevised, use } = bound;
      if (value !== null) cell.resident = value;
      if (gradient !== null) {
        cell.leaveGradient(gradient, isRevised, use);
        bound.left = true;
      } else if (isRemoved) cell.grad = null;
      else if (use !== null) cell.gradient.use(use);
    }
    if (this.#layout === null) return undefined;
    const results = new Array<Tensor>(outputs.length);
    const lineages = this.ways.lineages.of(args);
    for (let k = 0; k < results.length; k++) {
      const first = this.graph.firsts[k] as number;
      const same = this.graph.same[k] as SameTensor | null;
      results[k] =
        first < k
          ? (results[first] as Tensor)
          : ((same === null ? null : sameTensor(same, args)) ??
            result(plan, outputs[k] as Slot, this.#outputNodes[k] as Node, lineages[k] as Lineage));
    }
    return this.#layout.build(results);
  }

  #hasRoom(): boolean {
    if (this.#footprint === null) return true;
    const { arena, code } = this.#footprint;
    return sharedMemory().hasRoom(arena, code, this.#ran);
  }

  /** Saves what parameters have left at the place that is lost. */
  vacate(): void {
    for (const { cell, value, gradient, left } of this.#placed?.cells ?? []) {
      if (value !== null && cell.resident === value) value.save();
      if (gradient !== null && left) gradient.save();
    }
    this.#placed = null;
  }

  release(): void {
    if (this.#placed !== null) executables.giveBack(this.#placed.claim);
  }
}

function result(plan: CompiledPlan, slot: Slot, like: Node, lineage: Lineage): Tensor {
  if (slot.size > mostNumbers) return wrap(resultOfType(plan.read(slot), like.kind.type, lineage));
  const numbers = like.shape.length === 0 ? plan.readFirst(slot) : plan.readNumbers(slot);
  return new ComputedTensor(numbers, like, lineage) as unknown as Tensor;
}

/** Puts a parameter's present value into its place, unless it lies there already. */
function bring(plan: CompiledPlan, bound: BoundCell): void {
  const { cell, input, value, prior } = bound;
  if (prior !== null) plan.write(prior, priorGradient(cell));
  if (value !== null && cell.resident === value) return;
  if (input === null) return;
  const leaf = cell.current;
  if (leaf === bound.held && value === null) return;
  plan.write(input, leaf.value as TypedArray);
  bound.held = leaf;
}
