import type { Attributes, Operation } from "../op/definition.ts";
import type { DType, TypedArray } from "../shape/dtype.ts";
import type { Shape } from "../shape/shape.ts";

/**
 * One value of the graph: what computes it, from what. Immutable in everything that a user can see; the fields marked
 * as memo only remember what follows from the others.
 *
 * A graph may have millions of nodes, nearly all of them plain: what only some have is kept in one further object.
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
  /** Scratch of the walk that owns `epoch`; see `graph/listing.ts`. */
  epoch = 0;
  position = 0;
  /** Whether this node or one it depends on has a rule given by a user. */
  readonly hasRule: boolean;
  #rare: RareFields | null;

  constructor(
    op: Operation,
    inputs: readonly Node[],
    attributes: Attributes,
    shape: Shape,
    dtype: DType,
    value: TypedArray | null,
    rare: Partial<RareFields> | null = null,
  ) {
    this.op = op;
    this.inputs = inputs;
    this.attributes = attributes;
    this.shape = shape;
    this.dtype = dtype;
    this.value = value;
    this.#rare = rare === null ? null : { ...noRareFields, ...rare };
    let hasRule = this.#rare !== null && this.#rare.rule !== null;
    for (let k = 0; k < inputs.length && !hasRule; k++) hasRule = (inputs[k] as Node).hasRule;
    this.hasRule = hasRule;
  }

  /** A graph still to be built, for nodes made by `gradients`; null once it is. */
  get deferred(): Deferred | null {
    return this.#rare === null ? null : this.#rare.deferred;
  }

  /** The rule a user gave with `customGradient`. */
  get rule(): CustomRule | null {
    return this.#rare === null ? null : this.#rare.rule;
  }

  /** The parameter whose value this leaf captured. */
  get owner(): GradientReceiver | null {
    return this.#rare === null ? null : this.#rare.owner;
  }

  set owner(owner: GradientReceiver) {
    this.#writable().owner = owner;
  }

  /** Memo: a composite written out in other operations, for evaluation. */
  get expansion(): Node | null {
    return this.#rare === null ? null : this.#rare.expansion;
  }

  set expansion(expansion: Node) {
    this.#writable().expansion = expansion;
  }

  /** Memo: the run that computed `value`, which may have computed its gradient in advance. */
  get evaluation(): Evaluation | null {
    return this.#rare === null ? null : this.#rare.evaluation;
  }

  set evaluation(evaluation: Evaluation) {
    this.#writable().evaluation = evaluation;
  }

  /** Replaces a deferred node's promise by the graph it stands for. */
  force(): void {
    if (this.#rare === null || this.#rare.deferred === null) return;
    this.inputs = [this.#rare.deferred.expand()];
    this.#rare.deferred = null;
  }

  #writable(): RareFields {
    this.#rare ??= { ...noRareFields };
    return this.#rare;
  }
}

interface RareFields {
  deferred: Deferred | null;
  rule: CustomRule | null;
  owner: GradientReceiver | null;
  expansion: Node | null;
  evaluation: Evaluation | null;
}

const noRareFields: RareFields = {
  deferred: null,
  rule: null,
  owner: null,
  expansion: null,
  evaluation: null,
};

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
  /** The nodes of all `wrt`, this one among them: asked for together, they are computed together. */
  readonly together: readonly Node[];
  expand(): Node;
}

/** What `customGradient` attaches: cotangents for `inputs` from the cotangent of the node. */
export interface CustomRule {
  /** The inputs that receive cotangents: all but the first, which holds the value. */
  pullback(cotangent: Node): readonly Node[];
}
