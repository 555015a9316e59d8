import { describe } from "../error/describe.ts";
import { ArgumentError, DtypeError, ShapeError } from "../error/error.ts";
import { detached, whenFirstMade } from "../error/receiver.ts";
import { applyUnary, inputNode, inputOfType } from "../graph/build.ts";
import { Version } from "../graph/lineage.ts";
import type { Node } from "../graph/node.ts";
import { currentScope, type Scope } from "../graph/scope.ts";
import { requireAlive, requireNoRepeats, requireShared } from "../graph/unknown-value.ts";
import { stopGradient } from "../op/leaf.ts";
import type { AssignOperand } from "../shape/assign-type.ts";
import { type DType, isFloat, type TypedArray } from "../shape/dtype.ts";
import type { ShapeOf } from "../shape/operand-type.ts";
import { formatShape, type Shape, sameShape } from "../shape/shape.ts";
import type { Dims, Shaped } from "../shape/shape-type.ts";
import { dtypeArgument, optionsArgument } from "./argument.ts";
import { operand, toNode } from "./convert.ts";
import { dataOf } from "./data.ts";
import {
  type BackwardCall,
  type Gradient,
  type GradientUse,
  gradientOf,
  RevocableGradient,
} from "./gradient.ts";
import { elementsOf, TensorHandle } from "./handle.ts";
import { isHolder } from "./holder.ts";
import { refuseReplacing } from "./immutable.ts";
import { cast } from "./movements.ts";
import { noteAssigned } from "./reads.ts";
import { recorder } from "./recording.ts";
import type { Tensor, TensorLike } from "./tensor.ts";
import { type NumericArray, typedArrayNode } from "./typed-array.ts";

/**
 * A tensor whose value can be replaced: a cell. Using it in an expression captures its present value; a graph that was
 * built earlier keeps the value that it was built with.
 */
export interface Parameter<S extends Dims = Dims> extends Tensor<S> {
  /**
   * What `backward()` found, summed over calls; null before, or after it was set to null. What is set here by hand is used by the next
   * step, unless it is computed from this parameter's gradient and a step has used that already.
   */
  grad: Tensor<S> | null;
  /**
   * Puts a new value into the cell: the value only, so that no derivative passes through it to what it was computed from.
   * @param value - Of exactly this shape and dtype; numbers take the dtype.
   * @throws {ShapeError} or {@link DtypeError} if it is not, and then nothing has changed.
   */
  assign<T extends Shaped, const O extends TensorLike>(
    this: T,
    value: AssignOperand<ShapeOf<T>, O, ShapeOf<O>>,
  ): void;
  /** The gradient, if there is one that no optimiser has used; else null. The next `backward()` is added to it. */
  readonly pendingGradient: Tensor<S> | null;
  /**
   * What {@link pendingGradient} is, marked as used: it stays readable as `grad`, but the next `backward()` replaces it
   * instead of adding to it. This is what optimisers do at the end of a step, so that a loop of `backward()` and `step()`
   * needs no resetting in between. What is made of it and set as `grad`, such as the sum of several, is used by the next step.
   */
  takeGradient(): Tensor<S> | null;
}

/** Where a value lies that a compiled function left in its own memory; read only when somebody wants it. */
export interface Resident {
  read(): TypedArray;
}

export class ParameterHandle extends TensorHandle {
  static override readonly name: string = "Parameter";
  /** The leaf with the present value; of the right shape and dtype even while the value lies elsewhere. */
  #leaf: Node;
  #resident: Resident | null = null;
  readonly #scope: Scope | null = currentScope();
  readonly #version: Version = new Version();
  readonly #gradient: RevocableGradient = new RevocableGradient();
  #residentGradient: Resident | null = null;

  /** As {@link isHolder}: a Proxy of a parameter is none. */
  static is(value: unknown): value is ParameterHandle {
    return typeof value === "object" && value !== null && #leaf in value;
  }

  constructor(value: Node) {
    super(value);
    finish();
    this.#leaf = value;
    this.#leaf = this.#leafOf(elementsOf(value));
    noteAssigned(value, this.#leaf);
  }

  /** The leaf with the present value; while `compile` records, the recorder's placeholder. */
  override get node(): Node {
    const by = recorder();
    return by === null ? this.current : by.read(this);
  }

  /** The leaf with the present value, outside any recording. */
  get current(): Node {
    if (this.#resident !== null) {
      const elements = this.#resident.read();
      this.#resident = null;
      this.#leaf = this.#leafOf(elements);
    }
    return this.#leaf;
  }

  holds(value: Node): boolean {
    const by = recorder();
    return (by === null ? this.outside : by.read(this)) === value;
  }

  /** The leaf with the present value outside any recording, if it is here. */
  get outside(): Node | null {
    return this.#resident === null ? this.#leaf : null;
  }

  /** The call with unknown values in which it was made, if any. */
  get scope(): Scope | null {
    return this.#scope;
  }

  get version(): Version {
    return this.#version;
  }

  /** Where the value lies, if it is not here. */
  get resident(): Resident | null {
    return this.#resident;
  }

  /** Leaves the value where a compiled function put it. */
  set resident(at: Resident) {
    this.#resident = at;
    this.#version.advance();
  }

  override get shape(): Shape {
    return attachedCell("shape", this).#leaf.shape;
  }

  override get dtype(): DType {
    return attachedCell("dtype", this).#leaf.dtype;
  }

  get grad(): TensorHandle | null {
    return handleOf(attachedCell("grad", this).#gradientHere().node);
  }

  set grad(value: unknown) {
    const cell = attachedCell("grad", this);
    if (value !== null && !isHolder(value)) {
      throw new ArgumentError("grad", `must be null or a tensor, got ${describe(value)}.`);
    }
    requireNoRepeats("grad");
    if (value !== null) {
      requireLike("grad", value.node, cell.#leaf);
      requireShared("grad", "the gradient", value.node, "Return it and set it outside.");
      requireAlive([value.node]);
    }
    const node = value === null ? null : gradientOf(value.node);
    // Not read just to be thrown away. From what nobody has read nothing is computed.
    const isUnread = recorder() === null && cell.#residentGradient !== null;
    if (isUnread) cell.#residentGradient = null;
    const gradient = cell.#gradientHere();
    if (value === null || node === null || isUnread) gradient.replace(node);
    else gradient.exchange(node, value.node);
  }

  assign(value: unknown): void {
    const cell = attachedCell("assign", this);
    const node = operand("assign", value, cell.#leaf);
    cell.requireAssignable(node);
    cell.accept(node);
  }

  /** @throws {ShapeError}, {@link DtypeError} or {@link ArgumentError} if a node cannot be the next value. */
  requireAssignable(node: Node): void {
    requireLike("assign", node, this.#leaf);
    requireShared("assign", "the value", node, "Return it and assign it outside.");
  }

  /** Puts the value of a node into the cell, which it was found to fit. */
  accept(node: Node): void {
    const by = recorder();
    if (by !== null) {
      // As the fresh leaf outside: a derivative by the new value does not go on to what that was computed from.
      const fresh = applyUnary(stopGradient, node);
      fresh.owner = this;
      by.assign(this, fresh);
      noteAssigned(node, fresh);
      return;
    }
    const elements = elementsOf(node);
    this.#resident = null;
    this.#leaf = this.#leafOf(elements);
    this.#version.advance();
    noteAssigned(node, this.#leaf);
  }

  get pendingGradient(): TensorHandle | null {
    return handleOf(attachedCell("pendingGradient", this).#gradientHere().pending);
  }

  takeGradient(): TensorHandle | null {
    const gradient = attachedCell("takeGradient", this).#gradientHere();
    requireNoRepeats("takeGradient");
    const { pending } = gradient;
    gradient.use("taken");
    return handleOf(pending);
  }

  /** Notes that a step has used the gradient. */
  spendGradient(): void {
    this.#gradientHere().use("used");
  }

  /** Whether a step has used the gradient while that of another parameter, which is still to be used, was there. */
  wasSpentBeside(other: ParameterHandle): boolean {
    const by = recorder();
    if (by !== null) return by.gradient(this).wasUsedBeside(by.gradient(other));
    return this.gradientHistory.wasUsedBeside(other.gradientHistory);
  }

  /** What `backward()` found: added to what it found before, unless an optimiser has used that. */
  receiveGradient(found: Node, call: BackwardCall): void {
    this.#gradientHere().receive(found, call);
  }

  /** The gradient of now; while `compile` records, that of the recording. */
  #gradientHere(): Gradient {
    return recorder()?.gradient(this) ?? this.gradient;
  }

  /** The gradient outside any recording. */
  get gradient(): Gradient {
    if (this.#residentGradient !== null) {
      const elements = this.#residentGradient.read();
      this.#residentGradient = null;
      this.#gradient.revise(inputOfType(elements, this.#leaf.kind.type));
    }
    this.#gradient.settle();
    return this.#gradient;
  }

  /** {@link gradient}, or what stands for it: not brought here, since only what became of it is asked. */
  get gradientHistory(): Gradient {
    this.#gradient.settle();
    return this.#gradient;
  }

  /** Leaves a gradient where a compiled function put it. */
  leaveGradient(at: Resident, isRevised: boolean, use: GradientUse | null): void {
    this.#residentGradient = at;
    // Stands for the one that lies there.
    if (isRevised) this.#gradient.revise(this.#leaf);
    else this.#gradient.replace(this.#leaf);
    if (use !== null) this.#gradient.use(use);
  }

  /**
   * A fresh leaf for each value: expressions that captured the old one keep it, and no leaf is shared with the tensor
   * that the value came from. Values are immutable, so that the elements themselves can be shared.
   */
  #leafOf(elements: TypedArray): Node {
    const leaf = inputOfType(elements, this.#leaf.kind.type);
    leaf.owner = this;
    return leaf;
  }
}

const finish = /* @__PURE__ */ whenFirstMade(() => {
  refuseReplacing(ParameterHandle.prototype);
});

/** The parameter that a method was called on, as `attached` of `handle.ts` finds the tensor. */
function attachedCell(method: string, receiver: ParameterHandle): ParameterHandle {
  if (ParameterHandle.is(receiver)) return receiver;
  throw detached(method, "a parameter", "w", receiver);
}

function handleOf(node: Node | null): TensorHandle | null {
  return node === null ? null : new TensorHandle(node);
}

/** Options of {@link parameter}. */
export interface ParameterOptions {
  /** By default that of the value, float64 for numbers. */
  readonly dtype?: "float64" | "float32" | undefined;
}

/**
 * A parameter: a tensor to differentiate with respect to, and to optimise.
 * @param value - Its first value, of any shape: a tensor, numbers in nested arrays, or a typed array, which is copied.
 * @param options - `dtype`: float64 or float32; by default that of `value`, float64 for numbers; typed arrays that are neither need it.
 *   `shape`: of the elements of a typed array, by default one axis.
 * @returns A cell of the shape of `value`, which `gradients` and `backward` differentiate with respect to, and `assign` sets.
 * @throws {DtypeError} if the dtype is not floating-point; {@link ShapeError} if `shape` has more elements than the typed array, or fewer.
 * @example parameter([1, 2]).toArray() // => [1, 2]
 * @example parameter(new Float32Array([1, 2]), { shape: [2, 1] }).toArray() // => [[1], [2]]
 */
export function parameter<const S extends Dims = [number]>(
  value: NumericArray,
  options?: ParameterOptions & { readonly shape?: readonly [...S] | undefined },
): Parameter<S>;
export function parameter<const O extends TensorLike>(
  value: O,
  options?: ParameterOptions,
): Parameter<ShapeOf<O>>;
export function parameter(value: unknown, options?: unknown): Parameter {
  const node = ArrayBuffer.isView(value)
    ? typedArrayNode("parameter", value, options, "float64")
    : nodeOfValue(value, options);
  if (!isFloat(node.dtype)) {
    throw new DtypeError(
      "parameter",
      `dtype must be float64 or float32, got ${node.dtype}. Others have no derivatives.`,
    );
  }
  return new ParameterHandle(node) as unknown as Parameter;
}

function nodeOfValue(value: unknown, options: unknown): Node {
  const { dtype: wanted } = optionsArgument("parameter", options, ["dtype"]);
  const dtype = wanted === undefined ? undefined : dtypeArgument("parameter", wanted);
  if (isHolder(value) || dtype === undefined) {
    const node = toNode("parameter", value);
    return dtype === undefined || dtype === node.dtype ? node : cast(node, dtype);
  }
  const data = dataOf("parameter", value, dtype, true);
  return inputNode(data.elements, data.shape, data.dtype);
}

/**
 * Whether a value is a parameter.
 * @param value - Anything.
 * @returns True only for what {@link parameter} returned, also in a function that it is an argument of; then its type is known, too.
 * @throws {ArgumentError} if it is asked of what `scan`, `whileLoop` and the like carry, which begins as a parameter; else never.
 * @example isParameter(parameter(1)) // => true
 */
export function isParameter(value: unknown): value is Parameter {
  return ParameterHandle.is(value) || (isHolder(value) && value.standsForParameter());
}

/**
 * Notes that a step has used the gradient of a parameter. Unlike after `takeGradient()`, what is computed from it and set in its place
 * is used as well.
 * @param parameter - That had one.
 * @example
 * const w = parameter(2);
 * w.square().backward();
 * spendGradient(w);
 * [w.grad?.item(), w.pendingGradient] // => [4, null]
 */
export function spendGradient(parameter: Parameter): void {
  (parameter as unknown as ParameterHandle).spendGradient();
}

/**
 * Whether a step has used the gradient of a parameter while that of another, which is still to be used, was there already: an optimiser of
 * both uses it then as well.
 * @param parameter - The one whose gradient may be used.
 * @param other - The one whose gradient is still to be used.
 * @returns False where none was used, or `other` came later.
 * @example
 * const w = parameter(2), v = parameter(3);
 * w.mul(v).backward();
 * spendGradient(w);
 * const first = wasSpentBeside(w, v);
 * v.square().backward();
 * [first, wasSpentBeside(w, v)] // => [true, false]
 */
export function wasSpentBeside(parameter: Parameter, other: Parameter): boolean {
  return (parameter as unknown as ParameterHandle).wasSpentBeside(other as unknown as ParameterHandle);
}

function requireLike(op: string, value: Node, current: Node): void {
  if (value.kind.type === current.kind.type) return;
  if (!sameShape(value.shape, current.shape)) {
    throw new ShapeError(
      op,
      `shape must be that of the parameter, ${formatShape(current.shape)}, got ${formatShape(value.shape)}.`,
      [current.shape, value.shape],
    );
  }
  if (value.dtype !== current.dtype) {
    throw new DtypeError(
      op,
      `dtype must be that of the parameter, ${current.dtype}, got ${value.dtype}. Use cast("${current.dtype}").`,
    );
  }
}
