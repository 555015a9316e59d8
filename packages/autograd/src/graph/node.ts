import type { Attributes, Operation } from "../op/definition.ts";
import type { DType, TypedArray } from "../shape/dtype.ts";
import type { Shape } from "../shape/shape.ts";
import type { Lineage, Version } from "./lineage.ts";
import type { NodeKind } from "./node-kind.ts";
import { currentScope, type Scope } from "./scope.ts";

let made = 0;

/** How many nodes have been made: those that are made later have higher numbers. */
export function nodesMade(): number {
  return made;
}

/** Behind a tensor that is not computed with the next run hang at most so many nodes without a value. */
export const mostUnread = 1_000;

/** Of those that hang behind one another, the last has all others behind it. */
const mostCarried = 64;
/** Few, since each keeps alive all that is behind it, in a program that builds graphs and forgets them. */
const mostNewest = 4;

let carried: Node[] = [];
let newest: Node[] = [];
let lastBefore = 0;

/**
 * Nodes with many others behind them that nobody has read: the newest, and those that a loop carries along, which were made
 * before this was called last, and used since.
 */
export function takeDeepNodes(): readonly Node[] {
  lastBefore = made;
  if (newest.length === 0 && carried.length === 0) return newest;
  const nodes = [...newest, ...carried];
  newest = [];
  carried = [];
  return nodes;
}

/**
 * One value of the graph: what computes it, from what. Immutable in everything that a user can see; the fields marked
 * as memo only remember what follows from the others.
 *
 * A graph may have millions of nodes, so that they are small: what nodes have in common is in their kind, at most two
 * inputs need no array, and what only some nodes have is in one further object.
 */
export class Node {
  /** Operation, attributes, shape and dtype. */
  readonly kind: NodeKind;
  /** Memo: filled in when a deferred node is expanded. */
  first: Node | null;
  readonly second: Node | null;
  /** Memo: the elements, once somebody asked for them; data from the start for a leaf. */
  value: TypedArray | null;
  /** Scratch of the walk that owns `epoch`; see `graph/listing.ts`. */
  epoch = 0;
  position = 0;
  /** Counts nodes: a node depends only on earlier ones. */
  readonly serial: number = ++made;
  /**
   * Memo: while this has no value, which run computed it on the way, as `evaluate/history.ts` says; before any did, minus
   * about the number of nodes without a value behind it, itself included. 0 for what has no inputs.
   */
  history: number;
  #rare: RareFields | null;

  /** A node of at most two inputs, or of those in `rare`, whose first two are given as well. */
  constructor(
    kind: NodeKind,
    first: Node | null,
    second: Node | null,
    value: TypedArray | null,
    rare: Partial<RareFields> | null = null,
  ) {
    this.kind = kind;
    this.first = first;
    this.second = second;
    this.value = value;
    this.#rare = rare === null ? null : { ...noRareFields, ...rare };
    this.history = value !== null || first === null ? 0 : weightOf(this, first, second, rare);
    if ((first !== null && first.hasRule) || (second !== null && second.hasRule))
      this.#writable().hasRule = true;
    if (rare !== null && (rare.rule || rare.inputs?.some((node) => node.hasRule)))
      this.#writable().hasRule = true;
    const scope = currentScope();
    if (scope !== null) this.#writable().scope ??= scope;
  }

  get op(): Operation {
    return this.kind.op;
  }

  get attributes(): Attributes {
    return this.kind.attributes;
  }

  get shape(): Shape {
    return this.kind.type.shape;
  }

  get dtype(): DType {
    return this.kind.type.dtype;
  }

  /** The number of inputs. */
  get arity(): number {
    if (this.second === null) return this.first === null ? 0 : 1;
    return this.#rare === null || this.#rare.inputs === null ? 2 : this.#rare.inputs.length;
  }

  input(k: number): Node {
    return (k === 0 ? this.first : k === 1 ? this.second : this.#rare?.inputs?.[k]) as Node;
  }

  /** All inputs. This makes an array: walks over large graphs ask for one after the other. */
  get inputs(): readonly Node[] {
    if (this.first === null) return [];
    if (this.second === null) return [this.first];
    return this.#rare?.inputs ?? [this.first, this.second];
  }

  /** Whether this node or one it depends on has a rule given by a user. */
  get hasRule(): boolean {
    return this.#rare !== null && this.#rare.hasRule;
  }

  /** A graph still to be built, for nodes made by `gradients`; null once it is. */
  get deferred(): Deferred | null {
    return this.#rare === null ? null : this.#rare.deferred;
  }

  /** What a derivative was taken of and by, whether it is written out or not. */
  get origin(): Origin | null {
    return this.#rare === null ? null : this.#rare.origin;
  }

  /** The rule a user gave with `customGradient`. */
  get rule(): CustomRule | null {
    return this.#rare === null ? null : this.#rare.rule;
  }

  /** The parameter whose value this is, or was. */
  get owner(): GradientReceiver | null {
    return this.#rare === null ? null : this.#rare.owner;
  }

  set owner(owner: GradientReceiver) {
    this.#writable().owner = owner;
  }

  /** The call with unknown values in which the node was made, if any; of a placeholder the one whose value it stands for. */
  get scope(): Scope | null {
    return this.#rare === null ? null : this.#rare.scope;
  }

  /** Memo: a composite written out in other operations, for evaluation, as an alias of the result. */
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

  /** Of the result of a compiled function, which is a leaf: what it was computed from. */
  get lineage(): Lineage | null {
    return this.#rare === null ? null : this.#rare.lineage;
  }

  set lineage(lineage: Lineage) {
    this.#writable().lineage = lineage;
  }

  /** Memo, noted of a `stopGradient`: whether nothing that it depends on stands for data that is not known. */
  get isFree(): boolean {
    return this.#rare !== null && this.#rare.isFree;
  }

  noteFree(): void {
    this.#writable().isFree = true;
  }

  /** Whether this stands for numbers that a function was given as an argument: beside a tensor they take its dtype, as numbers do. */
  get isPlain(): boolean {
    return this.#rare !== null && this.#rare.isPlain;
  }

  notePlain(): void {
    this.#writable().isPlain = true;
  }

  /** Memo: what a derivative reaches, for nodes that are given to compiled functions. */
  get reach(): Lineage | null {
    return this.#rare === null ? null : this.#rare.reach;
  }

  set reach(reach: Lineage) {
    this.#writable().reach = reach;
  }

  /** Replaces a deferred node's promise by the graph it stands for. */
  force(): void {
    if (this.#rare === null || this.#rare.deferred === null) return;
    this.first = this.#rare.deferred.expand();
    this.#rare.deferred = null;
  }

  /**
   * Forgets what this was made from, for a node with a value through which no derivative passes: nobody can ask what is
   * behind it.
   */
  letGo(): void {
    this.first = null;
  }

  #writable(): RareFields {
    this.#rare ??= { ...noRareFields };
    return this.#rare;
  }
}

/** Minus the number of nodes without a value that a node adds to those behind what is made from it. */
function unreadAt({ value, history }: Node): number {
  return value === null && history < 0 ? history : 0;
}

/** The history of a new node. */
function weightOf(node: Node, first: Node, second: Node | null, rare: Partial<RareFields> | null): number {
  let weight = unreadAt(first) - 1;
  if (second !== null) {
    if (second !== first) weight += unreadAt(second);
    const inputs = rare?.inputs;
    if (inputs) for (let k = 2; k < inputs.length; k++) weight += unreadAt(inputs[k] as Node);
  }
  return weight < -mostUnread ? weightOfDeep(node, first, second) : weight;
}

/** In the history of a node behind which more than {@link mostUnread} hang: counting starts anew there. */
const deepMark = 1 << 20;

/** {@link weightOf} where much hangs behind. */
function weightOfDeep(node: Node, first: Node, second: Node | null): number {
  const isWide = second !== null && node.arity > 2;
  const isCarried = isWide ? node.inputs.some(isDeepBefore) : isDeepBefore(first) || isDeepBefore(second);
  if (isCarried) {
    for (const input of node.inputs) noteIfCarried(input);
    return -1;
  }
  let count = 1 + countAt(first);
  if (second !== null && second !== first) count += countAt(second);
  for (let k = 2; k < (isWide ? node.arity : 2); k++) count += countAt(node.input(k));
  if (count <= mostUnread) return -deepMark - count;
  note(node, newest, mostNewest);
  return -deepMark;
}

/** Whether a node is deep, and was there when values were asked for last. */
function isDeepBefore(node: Node | null): boolean {
  return node !== null && node.serial <= lastBefore && unreadAt(node) <= -deepMark;
}

function noteIfCarried(node: Node): void {
  if (!isDeepBefore(node)) return;
  note(node, carried, mostCarried);
  node.history = -1;
}

function countAt(node: Node): number {
  return -unreadAt(node) & (deepMark - 1);
}

function note(node: Node, list: Node[], most: number): void {
  if (list.length === most) list.shift();
  list.push(node);
}

interface RareFields {
  /** All inputs, if there are more than two. */
  inputs: readonly Node[] | null;
  hasRule: boolean;
  deferred: Deferred | null;
  origin: Origin | null;
  rule: CustomRule | null;
  owner: GradientReceiver | null;
  scope: Scope | null;
  expansion: Node | null;
  evaluation: Evaluation | null;
  lineage: Lineage | null;
  reach: Lineage | null;
  isFree: boolean;
  isPlain: boolean;
}

const noRareFields: RareFields = {
  inputs: null,
  hasRule: false,
  deferred: null,
  origin: null,
  rule: null,
  owner: null,
  scope: null,
  expansion: null,
  evaluation: null,
  lineage: null,
  reach: null,
  isFree: false,
  isPlain: false,
};

/** The run that computed a scalar. */
export interface Evaluation {
  /**
   * The gradient of the scalar, if the run computed it too. Asking for one that it did not compute makes the next run of
   * the same graph do so: a loop that reads its loss before it calls `backward` computes it once a step all the same.
   */
  gradient(wrt: readonly Node[]): readonly TypedArray[] | null;
}

/** A parameter, as the graph knows it. */
export interface GradientReceiver {
  /** Its present value; in a recording, what stands for it there. */
  readonly node: Node;
  /** Whether that is this one. */
  holds(value: Node): boolean;
  /**
   * Its present value outside recordings, from which tensors may have been made that a recording refers to; null if
   * nobody has asked for it yet.
   */
  readonly outside: Node | null;
  /** Since when it has its present value. */
  readonly version: Version;
}

/**
 * A derivative that was asked for and not yet written out as a graph. A training loop asks for the same derivative in
 * every step; the plan cache recognises it by its request and index, and the graph is never built.
 */
export interface Deferred {
  readonly request: GradientRequest;
  /** Which of `request.wrt` it is for. */
  readonly index: number;
  expand(): Node;
}

/** What a derivative was taken of and by. It depends on these, whatever its graph is made of. */
export interface Origin {
  readonly outputs: readonly Node[];
  readonly wrt: readonly Node[];
  /** Scratch, as in nodes. */
  epoch: number;
}

/** Derivatives that were asked for together. */
export interface GradientRequest extends Origin {
  readonly of: Node;
  /** The derivatives by each of `wrt`: asked for together, they are computed together. */
  readonly nodes: readonly Node[];
  /** Scratch, as in nodes. */
  position: number;
  /** Memo: which run computed some of them on the way, as {@link Node.history}; 0 for none. */
  history: number;
}

/** What `customGradient` attaches: cotangents for `inputs` from the cotangent of the node. */
export interface CustomRule {
  /**
   * What the inputs receive, all but the first, which holds the value. Only that of inputs for which `isWanted` is used.
   */
  pullback(cotangent: Node, isWanted: (input: number) => boolean): readonly Node[];
  /** What else the value gets a slope from. The rule says nothing of it. */
  readonly captured: readonly Node[];
  /** What the function made has numbers from the one to the other, of nodes. */
  readonly made: { readonly from: number; readonly to: number };
  /**
   * Whether a derivative by what the function made goes through the value as it was calculated, of which the rule says nothing.
   * @throws {DerivativeError} if there is none.
   */
  throughMade(value: Node, made: readonly Node[]): boolean;
}
