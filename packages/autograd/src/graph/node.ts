import type { Attributes, Operation } from "../op/definition.ts";
import type { DType, TypedArray } from "../shape/dtype.ts";
import type { Shape } from "../shape/shape.ts";

/**
 * One value of the graph: what computes it, from what. Immutable in everything that a user can see; the fields marked
 * as memo only remember what follows from the others.
 */
export class Node {
  readonly op: Operation;
  readonly attributes: Attributes;
  readonly shape: Shape;
  readonly dtype: DType;
  /** Memo: filled in when a deferred node is expanded. */
  inputs: readonly Node[];
  /** Memo: the elements, once somebody asked for them; data from the start for a leaf. */
  value: TypedArray | null;
  /** A graph still to be built, for nodes made by `gradients`; null once it is. */
  deferred: Deferred | null;
  /** Memo: a composite written out in other operations, for evaluation. */
  expansion: Node | null;
  /** The rule a user gave with `customGradient`. */
  readonly rule: CustomRule | null;
  /** Whether this node or one it depends on has such a rule. */
  readonly hasRule: boolean;
  /** The parameter whose value this leaf captured. */
  owner: GradientReceiver | null;
  /** Memo: the run that computed `value`, which may have computed its gradient in advance. */
  evaluation: Evaluation | null;
  /** Scratch of the walk that owns `epoch`; see `graph/listing.ts`. */
  epoch: number;
  position: number;

  constructor(
    op: Operation,
    inputs: readonly Node[],
    attributes: Attributes,
    shape: Shape,
    dtype: DType,
    value: TypedArray | null,
    deferred: Deferred | null,
    rule: CustomRule | null,
  ) {
    this.op = op;
    this.inputs = inputs;
    this.attributes = attributes;
    this.shape = shape;
    this.dtype = dtype;
    this.value = value;
    this.deferred = deferred;
    this.rule = rule;
    this.owner = null;
    this.evaluation = null;
    this.expansion = null;
    this.epoch = 0;
    this.position = 0;
    let hasRule = rule !== null;
    for (let k = 0; k < inputs.length && !hasRule; k++) hasRule = (inputs[k] as Node).hasRule;
    this.hasRule = hasRule;
  }
}

/** The run that computed a scalar. */
export interface Evaluation {
  /**
   * The gradient of the scalar, if the run computed it too. Asking for one that it did not compute makes the next run of
   * the same graph do so: a loop that reads its loss before it calls `backward` computes it once a step all the same.
   */
  gradient(of: Node, wrt: readonly Node[]): readonly TypedArray[] | null;
}

/** A parameter, as the graph knows it. */
export interface GradientReceiver {
  receiveGradient(gradient: Node): void;
}

/**
 * A derivative that was asked for and not yet written out as a graph. A training loop asks for the same derivative in
 * every step; the plan cache recognises it by `of`, `wrt` and `index`, and the graph is never built.
 */
export interface Deferred {
  readonly of: Node;
  readonly wrt: readonly Node[];
  readonly index: number;
  expand(): Node;
}

/** What `customGradient` attaches: cotangents for `inputs` from the cotangent of the node. */
export interface CustomRule {
  /** The inputs that receive cotangents: all but the first, which holds the value. */
  pullback(cotangent: Node): readonly Node[];
}

/** Replaces a deferred node's promise by the graph it stands for. */
export function force(node: Node): void {
  if (node.deferred === null) return;
  const expansion = node.deferred.expand();
  node.inputs = [expansion];
  node.deferred = null;
}
