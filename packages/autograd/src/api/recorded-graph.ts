import { describe } from "../error/describe.ts";
import { ArgumentError } from "../error/error.ts";
import { isPromise } from "../error/foreign.ts";
import { asPlainAs, placeholderNode } from "../graph/build.ts";
import { evaluationOrder } from "../graph/evaluation-order.ts";
import type { Listing } from "../graph/listing.ts";
import type { Node } from "../graph/node.ts";
import type { Scope } from "../graph/scope.ts";
import { requireAlive } from "../graph/unknown-value.ts";
import { scopeOfUnknowns } from "../graph/unknown-value-refusals.ts";
import type { TypedArray } from "../shape/dtype.ts";
import type { Gradient, GradientUse } from "../tensor/gradient.ts";
import { elementsOf } from "../tensor/handle.ts";
import { ParameterHandle } from "../tensor/parameter.ts";
import { type Recorder, recording } from "../tensor/recording.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { reached } from "../transform/dependence.ts";
import { ArgumentHandle } from "./argument-handle.ts";
import type { ArgumentIdentity, ReferredParameters } from "./argument-identity.ts";
import { unlessAsync } from "./functions.ts";
import { noReceiver } from "./no-receiver.ts";
import { RecordedGradient } from "./recorded-gradient.ts";
import { type SameTensor, sameTensors } from "./same-tensor.ts";
import { type FlatTree, flattenResult, type TreeLayout } from "./tree.ts";
import { unchangeable } from "./unchangeable.ts";

/** What happened to one parameter while a function was recorded. */
interface CellRecord {
  readonly placeholder: Node;
  assigned: Node | null;
  gradient: RecordedGradient | null;
}

/** Stands in for all parameters during a recording. */
class CellRecorder implements Recorder {
  readonly cells: Map<ParameterHandle, CellRecord> = new Map();
  readonly backward: Node[] = [];
  /** Whether `backward()` was called on something built from arguments. */
  reachesArguments = false;
  readonly #scope: Scope;
  readonly #placeholders: readonly Node[];

  constructor(scope: Scope, placeholders: readonly Node[]) {
    this.#scope = scope;
    this.#placeholders = placeholders;
  }

  read(cell: object): Node {
    const record = this.#record(cell);
    return record.assigned ?? record.placeholder;
  }

  assign(cell: object, value: Node): void {
    this.#record(cell).assigned = value;
  }

  gradient(cell: object): Gradient {
    const record = this.#record(cell);
    record.gradient ??= new RecordedGradient(parameterOf(cell), this.#scope);
    return record.gradient;
  }

  asked(of: Node): void {
    this.backward.push(of);
    this.reachesArguments ||= reached(of, this.#placeholders).includes(true);
  }

  #record(of: object): CellRecord {
    const cell = parameterOf(of);
    let record = this.cells.get(cell);
    if (record === undefined) {
      const placeholder = placeholderNode(cell.shape, cell.dtype, this.#scope);
      placeholder.owner = cell;
      record = { placeholder, assigned: null, gradient: null };
      this.cells.set(cell, record);
    }
    return record;
  }
}

function parameterOf(cell: object): ParameterHandle {
  if (cell instanceof ParameterHandle) return cell;
  throw new TypeError("only parameters are recorded");
}

/** A parameter in a recorded graph. */
export interface RecordedCell {
  readonly cell: ParameterHandle;
  /** What stands for the value that it has when the function is called. */
  readonly placeholder: Node;
  /** Which root is its new value, and its gradient; -1 if the function does not change them. */
  readonly value: number;
  readonly gradient: number;
  /** Whether the function sets the gradient to null. */
  readonly isRemoved: boolean;
  /** Whether the gradient that it sets is made of the one from before the call, and used or pending as that was. */
  readonly isRevised: boolean;
  /** Who has had the gradient in the function, be it its own or one from before. */
  readonly use: GradientUse | null;
  /** What stands for the gradient from before the call, if the function looked at it. */
  readonly prior: Node | null;
  /** What the function asked of the gradient from before the call, if it did. */
  readonly asked: RecordedGradient | null;
}

/** A function as the graph that it built from placeholders, with its effects. */
export interface RecordedGraph {
  /** The call in which it was built. */
  readonly scope: Scope;
  /** What stands for each tensor of the arguments. */
  readonly placeholders: readonly Node[];
  readonly outputs: readonly Node[];
  /** Of each output the first that it is: what is returned twice is one tensor. */
  readonly firsts: readonly number[];
  /** Which argument or tensor from outside each output is; null for what is computed. */
  readonly same: readonly (SameTensor | null)[];
  /** Null if the function returned nothing. */
  readonly layout: TreeLayout | null;
  /** What has to be computed: the outputs, then what parameters receive. */
  readonly roots: readonly Node[];
  readonly cells: readonly RecordedCell[];
  /** Whether `backward()` is called on something built from arguments: it gives parameters among them gradients. */
  readonly reachesArguments: boolean;
  /** What `backward()` was called on. */
  readonly backward: readonly Node[];
}

/**
 * Records a function: calls it once with placeholders.
 * @param identity - Which arguments are one tensor to it, and which it is given as they are.
 * @param referred - Is told of parameters that it refers to, also if it throws.
 * @param op - Who records it, for errors.
 * @throws {ArgumentError} if it returns something that is not a tree of tensors, or uses a tensor that was kept from
 *   another recording, or from one example of `vmap`.
 */
export function record(
  f: (...args: unknown[]) => unknown,
  args: FlatTree,
  { firsts, own }: ArgumentIdentity,
  referred: ReferredParameters,
  op: "compile" | "trace" = "compile",
): RecordedGraph {
  const scope = scopeOfUnknowns(op, false, op === "compile" ? ", or leave the function uncompiled" : "");
  const fresh = args.nodes.map((node) => asPlainAs(node, placeholderNode(node.shape, node.dtype, scope)));
  const placeholders = firsts.map((first) => fresh[first] as Node);
  const recorder = new CellRecorder(scope, placeholders);
  const leaves = placeholders.map((node, k) => {
    const handle = own[k] ?? new ArgumentHandle(node, () => referred.ask(op, args.nodes[k] as Node));
    return handle as unknown as Tensor;
  });
  const trees = unchangeable(op, args.layout.build(leaves)) as unknown[];
  const build = (): RecordedGraph => {
    const result = Reflect.apply(f, noReceiver, trees);
    const output = result === undefined ? null : outputTree(op, result);
    const outputs = output?.nodes ?? [];
    const firsts = outputs.map((node) => outputs.indexOf(node));
    const roots: Node[] = [...outputs];
    const rootOf = (node: Node | null): number => (node === null ? -1 : roots.push(node) - 1);
    // In the order in which gradients came to be what they are, since they are left in this order.
    const inOrder = [...recorder.cells].sort(
      ([, a], [, b]) => (a.gradient?.since ?? 0) - (b.gradient?.since ?? 0),
    );
    const cells = inOrder.map(([cell, { placeholder, assigned, gradient }]) => {
      const set = gradient !== null && gradient.isReplaced ? gradient : null;
      return {
        cell,
        placeholder,
        value: rootOf(assigned),
        gradient: rootOf(set === null ? null : set.node),
        isRemoved: set !== null && set.node === null,
        isRevised: set?.isRevised ?? false,
        use: gradient?.had ?? null,
        prior: gradient?.prior ?? null,
        asked: gradient,
      };
    });
    requireAlive(roots);
    const { reachesArguments, backward } = recorder;
    return {
      scope,
      placeholders,
      outputs,
      firsts,
      same: sameTensors(outputs, placeholders, scope),
      layout: output?.layout ?? null,
      roots,
      cells,
      reachesArguments,
      backward,
    };
  };
  try {
    return scope.during(() => recording(recorder, build));
  } finally {
    referred.add(recorder.cells.keys(), recorder.reachesArguments);
  }
}

/** {@link record}, and again if the function turns out to refer to one of its arguments, which was data to it so far. */
export function recordSettled(
  f: (...args: unknown[]) => unknown,
  args: FlatTree,
  referred: ReferredParameters,
  op: "compile" | "trace" = "compile",
): { graph: RecordedGraph; identity: ArgumentIdentity } {
  for (;;) {
    const identity = referred.identityOf(args.nodes);
    const isSettled = (): boolean => referred.identityOf(args.nodes).key === identity.key;
    try {
      const graph = record(f, args, identity, referred, op);
      if (isSettled()) return { graph, identity };
    } catch (error) {
      if (isSettled()) throw error;
    }
  }
}

/** The elements of a gradient from before the call, evaluated if need be. */
export function priorGradient({ gradient }: ParameterHandle): TypedArray {
  return elementsOf(gradient.node as Node);
}

/** What has to be computed for a recorded graph, in order. */
export function orderOf({ roots }: RecordedGraph): Listing {
  return evaluationOrder(roots);
}

/**
 * What a recorded function returned.
 * @throws {ArgumentError} if it is not a tree of tensors.
 */
export function outputTree(op: string, result: unknown): FlatTree {
  if (result === null || !["object", "number", "boolean"].includes(typeof result) || isPromise(result)) {
    throw new ArgumentError(
      op,
      `the function must return tensors, trees of them or nothing, got ${describe(result)}.${unlessAsync(result)}`,
    );
  }
  return flattenResult(op, result);
}
